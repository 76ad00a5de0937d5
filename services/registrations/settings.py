"""The settings of `registrations`, read once from the environment."""

from dataclasses import dataclass
from datetime import timedelta

from shared.http.schemas import Span
from shared.settings import setting


@dataclass(frozen=True)
class Settings:
    """Where `registrations` keeps its data, and the two spans of time that houses differ in."""

    samling_data_dir: str = setting("folder in which SQLite files are kept", default="var")
    registrations_database_url: str | None = setting(
        "SQLAlchemy URL of the database of `registrations` (unset: SQLite in the data folder)",
        default=None,
        secret=True,
    )
    samling_decline_grace: timedelta = setting(
        "how long a seat is kept after a decline by link or e-mail, which a mail scanner may have sent (0: not at all)",
        Span(),
        default=timedelta(minutes=10),
    )
    samling_check_in_opens: timedelta = setting(
        "how long before an event starts its check-in opens", Span(), default=timedelta(hours=24)
    )

    @property
    def database_url(self) -> str:
        """The URL that is set, or that of the file in the data folder."""
        return self.registrations_database_url or f"sqlite:///{self.samling_data_dir}/registrations.sqlite3"
