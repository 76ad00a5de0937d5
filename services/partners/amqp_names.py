"""What a partner's things at the broker are called."""

QUEUE = "attendance"


def name_of(partner_id: str) -> str:
    """Its user and its virtual host: both its alone, so that nothing in it needs a name of its own."""
    return f"samling-{partner_id}"
