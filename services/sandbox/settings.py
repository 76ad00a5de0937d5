"""The sandbox's settings, read once from the environment."""

from dataclasses import dataclass
from ipaddress import ip_network

from marshmallow import ValidationError, fields, validate

from shared.settings import setting

_PORT = validate.Range(0, 65535)


def _networks(text: str) -> None:
    for each in text.split():
        try:
            ip_network(each)
        except ValueError:
            raise ValidationError(f"{each} is not a network such as 127.0.0.0/8.") from None


@dataclass(frozen=True)
class Settings:
    """Where the sandbox keeps its data, where it listens, and whose phone line it plays."""

    sandbox_database_url: str = setting("SQLAlchemy URL of the sandbox's database")
    sandbox_port: int = setting(
        "port of the sandbox's pages, JSON and Twilio API; 0 takes a free one",
        fields.Integer(validate=_PORT),
        default=8001,
    )
    sandbox_smtp_host: str = setting("address of the sandbox's mail server", default="127.0.0.1")
    sandbox_smtp_port: int = setting(
        "port of the sandbox's mail server; 0 takes a free one", fields.Integer(validate=_PORT), default=8025
    )
    sandbox_inbound_url: str = setting(
        "where the product is told of a person's text",
        fields.Url(require_tld=False, schemes={"http", "https"}),
        default="http://127.0.0.1:8000/api/notifications/v1/twilio/inbound",
    )
    sandbox_sign_url: str = setting(
        "public address over which webhooks are signed, if it is not where they are posted; status callbacks below it "
        "are posted to the host of SANDBOX_INBOUND_URL",
        fields.Url(require_tld=False, schemes={"http", "https"}),
        default="",
    )
    sandbox_clients: str = setting(
        "networks whose clients may use the pages and the JSON, which ask for no token",
        fields.String(validate=_networks),
        default="127.0.0.0/8 ::1/128",
    )
    sandbox_hosts: str = setting(
        "host names by which the pages and the JSON answer, beside addresses in SANDBOX_CLIENTS", default="localhost"
    )
    twilio_account_sid: str = setting(
        "account that the Twilio API serves (unset: made from the secret key)", default=""
    )
    twilio_auth_token: str = setting(
        "its token, which also signs webhooks (unset: made from the secret key)", default="", secret=True
    )
    twilio_from: str = setting("the product's phone number (reserved for fiction)", default="+447700900999")
