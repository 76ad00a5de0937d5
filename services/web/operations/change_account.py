"""Changes what somebody may do, or ends it; an organisation always keeps an owner."""

from typing import Any

from sqlalchemy import delete, select

from services.web.account import Account, is_whole_owner
from services.web.link import Link
from services.web.operations.add_account import same_place
from services.web.operations.end_sessions import end_sessions_of
from services.web.organisation import Organisation
from services.web.scope import Scope
from shared.database import Transaction
from shared.problems import Conflict, NotFound


class LastOwner(Conflict):
    """Without her nobody could look after the organisation."""

    title = "The last owner stays"

    def __init__(self) -> None:
        super().__init__("She is the only owner of the whole organisation: make somebody else an owner first.")


class TwoOfOne(Conflict):
    """The address has another account with the same reach."""

    title = "Has a role there already"

    def __init__(self) -> None:
        super().__init__("This address has a role there already: change or remove that one.")


def change_account(tx: Transaction, scope: Scope, account_id: str, changes: dict[str, Any]) -> Account:
    """The account with `name`, `role`, `network_id` or `language` changed; what she may do changes at once."""
    account = _held(tx, scope, account_id)
    was_owner, network_id = account.is_whole_owner, changes.get("network_id", account.network_id)
    if network_id != account.network_id:
        if not scope.holds(network_id):
            raise NotFound
        if same_place(tx, account.organisation, account.email, network_id) is not None:
            raise TwoOfOne
    for name, value in changes.items():
        setattr(account, name, value)
    _keep_an_owner(tx, account, was_owner)
    return account


def set_language(tx: Transaction, account: Account, language: str | None) -> None:
    """The pages speak it to her from now on; None: as her browser wishes."""
    tx.get_one(Account, account.id).language = language


def set_name(tx: Transaction, account: Account, name: str) -> None:
    """Colleagues see her by this name from now on."""
    tx.get_one(Account, account.id).name = name


def remove_account(tx: Transaction, scope: Scope, account_id: str) -> None:
    """She may do nothing here any more from now on, and no link of hers lets her in."""
    account = _held(tx, scope, account_id)
    was_owner = account.is_whole_owner
    account.removed_at = tx.now
    _keep_an_owner(tx, account, was_owner)
    end_sessions_of(tx, account)
    tx.execute(delete(Link).where(Link.account_id == account.id))


def _held(tx: Transaction, scope: Scope, account_id: str) -> Account:
    """The account, while no other owner of its organisation can lower or remove another."""
    organisation = scope.account(tx, account_id).organisation
    tx.execute(select(Organisation).where(Organisation.organisation == organisation).with_for_update())
    return scope.account(tx, account_id)


def _keep_an_owner(tx: Transaction, account: Account, was_owner: bool) -> None:
    tx.flush()
    owners = select(Account.id).where(Account.organisation == account.organisation, is_whole_owner())
    if was_owner and tx.scalar(owners.limit(1)) is None:
        raise LastOwner
