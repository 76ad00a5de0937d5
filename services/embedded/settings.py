"""The settings of the one-process product, and what it tells its services where they are not set."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from marshmallow import fields, validate

from services import SERVICES
from shared.keys import Keys
from shared.settings import Unusable, setting


@dataclass(frozen=True)
class EmbeddedSettings:
    """Where the product keeps its data and where it listens."""

    samling_data_dir: str = setting("folder of the SQLite files and the secret key", default="var")
    samling_host: str = setting("address to listen on", default="127.0.0.1")
    samling_port: int = setting(
        "port to listen on; 0 takes a free one", fields.Integer(validate=validate.Range(0, 65535)), default=8000
    )
    samling_public_url: str = setting(
        "what links in messages begin with (unset on loopback: the address listened on)", default=""
    )
    samling_secret_key: str = setting(
        "signs tokens and links; several, newest first, to change it (unset on loopback: made in the data folder)",
        default="",
        secret=True,
    )
    samling_broker_url: str = setting(
        "amqp://user:password@host:port/vhost, several with ; between them (unset: messages pass inside the process)",
        default="",
        secret=True,
    )
    samling_crash_at: str = setting("for tests: ends the process at a named crash point", default="")
    sandbox_port: int = setting(
        "port of the sandbox's phone and mailbox; 0 takes a free one",
        fields.Integer(validate=validate.Range(0, 65535)),
        default=0,
    )

    @property
    def folder(self) -> Path:
        return Path(self.samling_data_dir)

    @property
    def on_loopback(self) -> bool:
        """Whether nobody but this machine can reach the product."""
        try:
            return ipaddress.ip_address(self.samling_host).is_loopback
        except ValueError:
            return self.samling_host == "localhost"

    def keys(self) -> Keys:
        """The secret keys: given, or on loopback made once. Raises Unusable."""
        if self.samling_secret_key:
            try:
                return Keys.parse(self.samling_secret_key)
            except ValueError as fault:
                raise Unusable(str(fault)) from None
        if not self.on_loopback:
            raise Unusable("SAMLING_SECRET_KEY is not set: outside loopback the product does not make one by itself")
        return Keys.kept_in(self.folder / "secret_key")


@dataclass(frozen=True)
class Ports:
    """Where things listen once they do."""

    product: int
    sandbox: int
    smtp: int


def surroundings(environment: Mapping[str, str], settings: EmbeddedSettings, ports: Ports) -> dict[str, str]:
    """The environment of the services: what was set, and for the rest this process and (on loopback) its sandbox."""
    address = f"http://{_in_url(settings.samling_host)}:{ports.product}"
    filled = {
        f"{name.upper()}_DATABASE_URL": f"sqlite:///{(settings.folder / name).as_posix()}.sqlite3" for name in SERVICES
    }
    filled["SAMLING_DATA_DIR"] = settings.samling_data_dir
    filled["SAMLING_PUBLIC_URL"] = settings.samling_public_url or address
    if settings.on_loopback:
        filled |= _sandbox(environment, address, ports)
    return filled | {name: value for name, value in environment.items() if value}


def _sandbox(environment: Mapping[str, str], address: str, ports: Ports) -> dict[str, str]:
    inbound = "/api/notifications/v1/twilio/inbound"
    public = environment.get("SAMLING_PUBLIC_URL") or address
    filled = {"SANDBOX_INBOUND_URL": address + inbound, "SANDBOX_SIGN_URL": public + inbound}
    if not environment.get("TWILIO_ACCOUNT_SID"):
        filled["TWILIO_API_BASE_URL"] = f"http://127.0.0.1:{ports.sandbox}"
    if not environment.get("SMTP_URL"):
        filled["SMTP_URL"] = f"smtp://127.0.0.1:{ports.smtp}/?tls=none"
    if not environment.get("MAIL_FROM"):
        filled |= {"MAIL_FROM": "samling@example.org", "MAIL_REPLY_DOMAIN": "reply.example.org"}
    return filled


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
