"""The calendar identity of an event, minted here and nowhere else: invitation, cancellation and feed must agree."""


def mint_uid(event_id: str) -> str:
    """The iCalendar UID of a new event; it is stored and never changes, whatever becomes of the event."""
    return f"{event_id}@samling"
