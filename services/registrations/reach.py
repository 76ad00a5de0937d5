"""How far a caller reaches: its organisation, and within it perhaps only one network."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reach:
    """Whose things an operation may touch. Whatever lies outside is not found."""

    organisation: str
    network: str | None = None

    def covers(self, network_id: str) -> bool:
        """Whether things of this network may be touched."""
        return self.network is None or self.network == network_id
