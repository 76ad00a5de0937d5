"""Whose accounts somebody may look after: those of her organisation, or of her only network; the operator all."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from services.web.account import Account, is_there
from services.web.activity import Activity
from shared.database import Transaction
from shared.problems import NotFound


@dataclass(frozen=True)
class Scope:
    """`organisation` None: every one; `network` None: all of the organisation."""

    organisation: str | None
    network: str | None = None

    def accounts(self) -> Select[Any]:
        """SQL: those accounts that were not removed."""
        query = select(Account).where(is_there())
        if self.organisation is not None:
            query = query.where(Account.organisation == self.organisation)
        return query if self.network is None else query.where(Account.network_id == self.network)

    def account(self, tx: Transaction, account_id: str) -> Account:
        """One of them. Raises NotFound for none and for others' alike."""
        found: Account | None = tx.scalar(self.accounts().where(Account.id == account_id))
        if found is None:
            raise NotFound
        return found

    def activities(self) -> Select[Any]:
        """SQL: what the people behind these accounts did."""
        query = select(Activity).where(Activity.organisation == self.organisation)
        return query if self.network is None else query.where(Activity.network_id == self.network)

    def holds(self, network_id: str | None) -> bool:
        """Whether she may give somebody a role there; None: in all networks."""
        return self.network is None or self.network == network_id


def scope_of(account: Account) -> Scope:
    """What an owner with this account may look after."""
    return Scope(account.organisation, account.network_id)
