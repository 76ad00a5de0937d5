"""The settings of `partners`, read once from the environment."""

from dataclasses import dataclass

from marshmallow import fields, validate

from shared.settings import setting


@dataclass(frozen=True)
class Settings:
    """Where `partners` keeps its data, how long the tokens it issues are good, and where feeds over AMQP live."""

    samling_data_dir: str = setting("folder in which SQLite files are kept", default="var")
    partners_database_url: str | None = setting(
        "SQLAlchemy URL of the database of `partners` (unset: SQLite in the data folder)", default=None, secret=True
    )
    partner_token_days: int = setting(
        "days after which a partner's token expires, unless it is revoked before",
        fields.Integer(validate=validate.Range(1, 3650)),
        default=730,
    )
    samling_partner_broker_url: str = setting(
        "amqp://user:password@host:port of the RabbitMQ that partners read from; the user publishes to them (without "
        "one, the user of the management API does)",
        default="",
        secret=True,
    )
    samling_broker_management_url: str = setting(
        "http://user:password@host:15672 of the management API that makes partners' users and queues; an administrator",
        default="",
        secret=True,
    )
    partner_queue_length: int = setting(
        "messages that a partner's queue holds; the oldest fall out, and are found in the cursor feed",
        fields.Integer(validate=validate.Range(1, 10_000_000)),
        default=10_000,
    )

    @property
    def database_url(self) -> str:
        """The URL that is set, or that of the file in the data folder."""
        return self.partners_database_url or f"sqlite:///{self.samling_data_dir}/partners.sqlite3"
