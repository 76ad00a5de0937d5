"""Twilio's error numbers with their status and words."""

# Number -> HTTP status, message. Wording after Twilio's error dictionary; clients act on the numbers.
REFUSALS: dict[int, tuple[int, str]] = {
    20001: (400, "Unknown or malformed parameter"),
    20003: (401, "Authenticate"),
    20404: (404, "The requested resource was not found"),
    20429: (429, "Too Many Requests"),
    21211: (400, "The 'To' number is not a valid phone number."),
    21212: (400, "The 'From' number is not a valid phone number, shortcode, or alphanumeric sender ID."),
    21408: (400, "Permission to send an SMS has not been enabled for the region indicated by the 'To' number."),
    21602: (400, "Message body is required."),
    21603: (400, "A 'From' phone number is required."),
    21604: (400, "A 'To' phone number is required."),
    21606: (400, "The 'From' phone number provided is not a valid message-capable Twilio phone number."),
    21609: (400, "The 'StatusCallback' URL is not a valid URL."),
    21610: (400, "Attempt to send to unsubscribed recipient"),
    21611: (429, "This 'From' number has exceeded the maximum number of queued messages"),
    21612: (400, "The 'To' phone number is not currently reachable using the 'From' phone number via SMS."),
    21614: (400, "'To' number is not a valid mobile number"),
    21617: (400, "The concatenated message body exceeds the 1600 character limit."),
}


class Refusal(Exception):
    """Twilio says no, with one of its numbers."""

    def __init__(self, code: int, *, retry_after: int | None = None) -> None:
        self.status, self.message = REFUSALS[code]
        super().__init__(f"{code}: {self.message}")
        self.code = code
        self.retry_after = retry_after

    def document(self) -> dict[str, object]:
        """The JSON that Twilio answers with."""
        return {
            "code": self.code,
            "message": self.message,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }
