"""`python -m tests.support.next_version SERVICE`: its worker as a later version whose messages say more."""

import sys
from importlib import import_module

from marshmallow import fields

from shared.contracts import catalogue


def grow() -> None:
    """Every message carries a field that today's readers have never heard of."""
    for contract in catalogue().values():
        later = {"added_later": fields.String(dump_default="by the next version")}
        shape = type(contract.schema.__name__, (contract.schema,), later | {"__module__": contract.schema.__module__})
        object.__setattr__(contract, "schema", shape)


if __name__ == "__main__":
    grow()
    import_module(f"services.{sys.argv[1]}.__main__").command(["worker"])
