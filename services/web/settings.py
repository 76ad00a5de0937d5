"""The settings of `web`, read once from the environment."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from marshmallow import fields, validate

from services.web.prices import PATTERN
from shared.settings import setting

_URL = fields.Url(require_tld=False, schemes={"http", "https"})


@dataclass(frozen=True)
class Settings:
    """Where `web` keeps its data, what its links begin with, and where it finds the services it asks."""

    samling_data_dir: str = setting("folder in which SQLite files are kept", default="var")
    web_database_url: str | None = setting(
        "SQLAlchemy URL of the database of `web` (unset: SQLite in the data folder)", default=None, secret=True
    )
    samling_public_url: str = setting("what links begin with", _URL, default="http://127.0.0.1:8000")
    samling_sms_price: str = setting(
        "what one SMS costs, such as `0.45 NOK`: pages then say what a sending costs (unset: they do not)",
        fields.String(validate=validate.Regexp(f"{PATTERN}\\Z", error="Write it as 0.45 NOK.")),
        default="",
    )
    events_api_url: str = setting(
        "where `events` is found; one process needs no address", _URL, default="http://127.0.0.1:8000"
    )
    registrations_api_url: str = setting(
        "where `registrations` is found; one process needs no address", _URL, default="http://127.0.0.1:8000"
    )
    notifications_api_url: str = setting(
        "where `notifications` is found; one process needs no address", _URL, default="http://127.0.0.1:8000"
    )
    partners_api_url: str = setting(
        "where `partners` is found; one process needs no address", _URL, default="http://127.0.0.1:8000"
    )

    @property
    def database_url(self) -> str:
        """The URL that is set, or that of the file in the data folder."""
        return self.web_database_url or f"sqlite:///{self.samling_data_dir}/web.sqlite3"

    @property
    def public_url(self) -> str:
        """What links begin with, without a slash at its end."""
        return self.samling_public_url.rstrip("/")

    @property
    def is_https(self) -> bool:
        """Whether browsers reach the product encrypted."""
        return urlsplit(self.samling_public_url).scheme == "https"
