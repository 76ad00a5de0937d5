"""The settings of `events`, read once from the environment."""

from dataclasses import dataclass

from shared.settings import setting


@dataclass(frozen=True)
class Settings:
    """Where `events` keeps its data."""

    samling_data_dir: str = setting("folder in which SQLite files are kept", default="var")
    events_database_url: str | None = setting(
        "SQLAlchemy URL of the database of `events` (unset: SQLite in the data folder)", default=None, secret=True
    )

    @property
    def database_url(self) -> str:
        """The URL that is set, or that of the file in the data folder."""
        return self.events_database_url or f"sqlite:///{self.samling_data_dir}/events.sqlite3"
