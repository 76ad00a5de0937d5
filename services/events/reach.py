"""How far a caller sees: one organisation, or one network of it; all else answers like what does not exist."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement

from services.events.event import Event
from services.events.network import Network
from services.events.series import Series


@dataclass(frozen=True)
class Reach:
    """An organisation, and the one network of it that a token is limited to, if it is."""

    organisation: str
    network: str | None = None

    def covers(self, table: type[Network] | type[Series] | type[Event]) -> list[ColumnElement[bool]]:
        """What a query on this table must ask for."""
        column: Any = table.id if issubclass(table, Network) else table.network_id
        conditions: list[ColumnElement[bool]] = [table.organisation == self.organisation]
        if self.network is not None:
            conditions.append(column == self.network)
        return conditions
