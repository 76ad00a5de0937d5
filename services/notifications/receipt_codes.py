"""What Twilio's error numbers say about trying again; a number that is not here is permanent."""

OPTED_OUT = "21610"

TRANSIENT = frozenset(
    {
        "20429",  # too many requests
        "21611",  # our queue is full
        "30001",  # their queue is full
        "30003",  # her phone is off
        "30008",  # unknown
        "30017",  # the carrier is busy
        "30022",  # too many to one number
    }
)


def is_permanent(code: str | None) -> bool:
    """Whether sending the same text to the same number again would end the same way."""
    return code not in TRANSIENT
