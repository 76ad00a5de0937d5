"""What each service promises to say: one file per producing service, data only."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from marshmallow import EXCLUDE, Schema, fields, validate

from shared.dumping import Dumping

_FITS = validate.Range(-(2**63), 2**63 - 1)


class Shape(Dumping):
    """What a message carries; fields that a reader does not know yet are ignored, at every depth."""

    class Meta:
        unknown = EXCLUDE

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        """No number is larger than a database can keep."""
        super().on_bind_field(field_name, field_obj)
        if isinstance(field_obj, fields.Integer):
            field_obj.validators.append(_FITS)


SchemaClass = type[Schema]


@dataclass(frozen=True)
class Contract:
    """One message type: what it carries, which services read it, and whether outsiders may listen to it too."""

    type: str
    schema: SchemaClass
    readers: tuple[str, ...]
    public: bool = False

    @cached_property
    def _shape(self) -> Schema:
        return self.schema(unknown=EXCLUDE)

    def dump(self, data: dict[str, Any]) -> dict[str, Any]:
        """Data as it travels: JSON values only, and only what the contract names."""
        return cast(dict[str, Any], self._shape.dump(data))

    def load(self, data: dict[str, Any]) -> dict[str, Any]:
        """Data as it arrived; unknown fields are ignored. Raises marshmallow's ValidationError."""
        return cast(dict[str, Any], self._shape.load(data))


def catalogue() -> dict[str, Contract]:
    """Every contract by its type."""
    from shared.contracts import events, notifications, partners, registrations, web

    modules = (events, registrations, notifications, partners, web)
    contracts = [value for module in modules for value in vars(module).values() if isinstance(value, Contract)]
    return {contract.type: contract for contract in contracts}


def writer_of(contract: Contract) -> str:
    """The service that says messages of this type: it owns the file of the contract."""
    return contract.schema.__module__.rpartition(".")[2]
