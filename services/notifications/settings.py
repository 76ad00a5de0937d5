"""The settings of `notifications`, read once from the environment."""

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from marshmallow import fields, validate

from shared.http.schemas import Span
from shared.settings import setting

_WEB = fields.Url(require_tld=False, schemes={"http", "https"})


@dataclass(frozen=True)
class Settings:
    """Where data is kept, through whom people are told, and what links in messages begin with."""

    samling_data_dir: str = setting("folder in which SQLite files are kept", default="var")
    notifications_database_url: str = setting("SQLAlchemy URL (unset: SQLite in the data folder)", default="")
    samling_public_url: str = setting("what links in messages begin with", _WEB, default="http://127.0.0.1:8000")
    twilio_account_sid: str = setting("Twilio account; unset: texting is off", default="")
    twilio_auth_token: str = setting("its token, which also signs webhooks", default="", secret=True)
    twilio_from: str = setting("number or short name that texts come from", default="")
    twilio_messaging_service_sid: str = setting("Twilio messaging service, instead of a number", default="")
    twilio_api_base_url: str = setting(
        "Twilio, or an HTTP server that speaks its API", _WEB, default="https://api.twilio.com"
    )
    smtp_url: str = setting(
        "smtp://user:password@host:port/?tls=none|starttls|implicit; unset: mail is off", default="", secret=True
    )
    mail_from: str = setting("address that mail comes from", fields.Email(), default="samling@example.org")
    mail_reply_domain: str = setting("domain of the reply addresses (unset: that of MAIL_FROM)", default="")
    https_proxy: str = setting("proxy through which the SMS provider is reached", default="")
    sms_countries: str = setting(
        "countries (ISO 3166-1) whose numbers are texted; others are unreachable", default="NO SE DK NL FI GB"
    )
    sms_parallel: int = setting(
        "calls to the SMS provider at the same time", fields.Integer(validate=validate.Range(1, 128)), default=8
    )
    send_window: int = setting(
        "notifications claimed at once", fields.Integer(validate=validate.Range(1, 1000)), default=250
    )
    samling_sending_undo: timedelta = setting(
        "how long an invitation waits before it goes out, and all that was held once sending is on (0: not at all)",
        Span(),
        default=timedelta(seconds=60),
    )

    @property
    def database_url(self) -> str:
        return self.notifications_database_url or f"sqlite:///{self.samling_data_dir}/notifications.sqlite3"

    @property
    def public_url(self) -> str:
        return self.samling_public_url.rstrip("/")

    @property
    def reply_domain(self) -> str:
        return self.mail_reply_domain or self.mail_from.rpartition("@")[2]

    @property
    def countries(self) -> frozenset[str]:
        return frozenset(self.sms_countries.upper().split())

    @property
    def sms_sender(self) -> str:
        """What tells our line from others: digits are allotted per sender and phone."""
        return self.twilio_from or self.twilio_messaging_service_sid


def on_loopback(url: str) -> bool:
    """Whether this address leads no further than this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def why_sms_waits(settings: Settings) -> str | None:
    """Why texts are held back by the settings, if they are."""
    if not (settings.twilio_account_sid and settings.twilio_auth_token and settings.sms_sender):
        return CHANNEL_OFF
    return None if on_loopback(settings.twilio_api_base_url) else _why_the_world_waits(settings)


def why_email_waits(settings: Settings) -> str | None:
    """Why mail is held back by the settings, if it is."""
    if not settings.smtp_url:
        return CHANNEL_OFF
    return None if on_loopback(settings.smtp_url) else _why_the_world_waits(settings)


CHANNEL_OFF = "channel off"
NO_PUBLIC_ADDRESS = "public address is not https"


def _why_the_world_waits(settings: Settings) -> str | None:
    public = settings.samling_public_url
    return None if public.startswith("https://") and not on_loopback(public) else NO_PUBLIC_ADDRESS
