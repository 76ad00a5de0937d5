"""The one Twilio account that the sandbox serves."""

import hmac
from dataclasses import dataclass

from services.sandbox.settings import Settings
from shared.keys import Keys


@dataclass(frozen=True)
class Account:
    """Who may call the API, what signs its webhooks, and the phone line it owns."""

    sid: str
    token: str
    line: str

    def admits(self, sid: str | None, token: str | None) -> bool:
        """Whether these are the account's credentials."""
        given = f"{sid}:{token}".encode()
        return hmac.compare_digest(given, f"{self.sid}:{self.token}".encode())


def account_of(settings: Settings, keys: Keys) -> Account:
    """The account of the settings; what they leave out is made from the secret key, the same at every start."""
    return Account(
        sid=settings.twilio_account_sid or "AC" + keys.derive("sandbox/account")[0].hex()[:32],
        token=settings.twilio_auth_token or keys.derive("sandbox/token")[0].hex()[:32],
        line=settings.twilio_from,
    )
