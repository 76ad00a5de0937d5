"""The edge at which a person writes a text, whether by the JSON or by the page."""

from dataclasses import dataclass
from random import Random

from services.sandbox.operations.write_sms import write_sms
from services.sandbox.queries import weather_on
from services.sandbox.sms import Sms
from shared.database import Database


@dataclass(frozen=True)
class Writing:
    """Phones that reach the product: `line` is its number, `url` where it is told."""

    database: Database
    line: str
    url: str
    chance: Random

    def write(self, phone: str, body: str, *, to: str | None = None) -> Sms:
        """Stores a person's text and owes the product its webhook, in one transaction."""
        with self.database.transaction(by="system:phone", place="http") as tx:
            return write_sms(
                tx,
                phone=phone,
                body=body,
                line=to,
                default_line=self.line,
                url=self.url,
                weather=weather_on(tx, "sms", self.chance),
            )
