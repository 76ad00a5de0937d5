"""The settings of `partners`, read once from the environment."""

from dataclasses import dataclass

from marshmallow import fields, validate

from shared.settings import setting


@dataclass(frozen=True)
class Settings:
    """Where `partners` keeps its data, and how long the tokens it issues are good."""

    samling_data_dir: str = setting("folder in which SQLite files are kept", default="var")
    partners_database_url: str | None = setting(
        "SQLAlchemy URL of the database of `partners` (unset: SQLite in the data folder)", default=None, secret=True
    )
    partner_token_days: int = setting(
        "days after which a partner's token expires, unless it is revoked before",
        fields.Integer(validate=validate.Range(1, 3650)),
        default=730,
    )

    @property
    def database_url(self) -> str:
        """The URL that is set, or that of the file in the data folder."""
        return self.partners_database_url or f"sqlite:///{self.samling_data_dir}/partners.sqlite3"
