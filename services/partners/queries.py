"""Reads that answer GET routes, and finds what an operation names."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from services.partners.amqp_access import AmqpAccess
from services.partners.amqp_feed import AmqpFeed, is_behind
from services.partners.attendance_log import LogEnd, LogEntry
from services.partners.cursor import read_cursor, write_cursor
from services.partners.grant import Grant
from services.partners.partner import Partner, find_partner, is_partner
from services.partners.partner_messages import as_told
from services.partners.partner_token import PREFIX, PartnerToken
from shared.database import Transaction
from shared.http.paging import page
from shared.problems import Invalid, NotFound
from shared.tokens import Identity

PATIENCE = 5  # attempts after which somebody should look
Show = Callable[[Any], dict[str, Any]]


def partners_page(tx: Transaction, organisation: str, asked: dict[str, Any], show: Show) -> dict[str, Any]:
    """Partners that were not removed, in the order they came."""
    query = select(Partner).where(Partner.organisation == organisation, Partner.removed_at.is_(None))
    return page(tx, query, Partner.id, show=show, limit=asked["limit"], cursor=asked["cursor"])


def grants_page(
    tx: Transaction, organisation: str, partner_id: str, asked: dict[str, Any], show: Show
) -> dict[str, Any]:
    """A partner's grants, also those that ended, in the order they were given. Raises NotFound."""
    partner = find_partner(tx, organisation, partner_id)
    query = select(Grant).where(Grant.organisation == organisation, Grant.partner_id == partner.id)
    return page(tx, query, Grant.id, show=show, limit=asked["limit"], cursor=asked["cursor"])


def tokens_page(
    tx: Transaction, organisation: str, partner_id: str, asked: dict[str, Any], show: Show
) -> dict[str, Any]:
    """A partner's tokens, also those revoked, in the order they were issued. Raises NotFound."""
    partner = find_partner(tx, organisation, partner_id)
    query = select(PartnerToken).where(PartnerToken.organisation == organisation, PartnerToken.partner_id == partner.id)
    return page(tx, query, PartnerToken.id, show=show, limit=asked["limit"], cursor=asked["cursor"])


def find_grant(tx: Transaction, organisation: str, partner_id: str, grant_id: str) -> Grant:
    """One grant of a partner. Raises NotFound."""
    partner = find_partner(tx, organisation, partner_id)
    grant = tx.get(Grant, grant_id)
    if grant is None or (grant.organisation, grant.partner_id) != (organisation, partner.id):
        raise NotFound
    return grant


def find_token(tx: Transaction, organisation: str, partner_id: str, token_id: str) -> PartnerToken:
    """One token's row of a partner. Raises NotFound."""
    partner = find_partner(tx, organisation, partner_id)
    token = tx.get(PartnerToken, token_id)
    if token is None or (token.organisation, token.partner_id) != (organisation, partner.id):
        raise NotFound
    return token


def feed(
    tx: Transaction, organisation: str, partner_id: str, *, after: str | None, limit: int
) -> tuple[list[str], str]:
    """Bodies of a partner's log after a cursor, and the cursor to go on from. Raises NotFound or Invalid."""
    partner = find_partner(tx, organisation, partner_id)
    start = read_cursor(partner.id, after)
    mine = (LogEntry.organisation == organisation, LogEntry.partner_id == partner.id)
    query = select(LogEntry.position, LogEntry.body).where(*mine, LogEntry.position > start)
    rows = tx.execute(query.order_by(LogEntry.position).limit(limit)).all()
    if not rows and start > (tx.scalar(select(LogEnd.last).where(LogEnd.partner_id == partner.id)) or 0):
        # After a restore the log is shorter than what was read from it: going on here would pass over what comes.
        detail = "The cursor lies ahead of the feed; read it again from the beginning."
        raise Invalid(detail, errors={"after": ["Leave it out."]})
    told = [as_told(partner.id, row.position, row.body) for row in rows]
    return told, write_cursor(partner.id, rows[-1].position if rows else start)


def amqp_state(tx: Transaction, organisation: str, partner_id: str) -> dict[str, Any]:
    """How a partner's feed over AMQP stands. Raises NotFound if it has none."""
    partner = find_partner(tx, organisation, partner_id)
    access = tx.get(AmqpAccess, partner.id)
    if access is None or access.organisation != organisation or not access.wanted:
        raise NotFound
    feed = tx.get(AmqpFeed, partner.id)
    mine = (LogEnd.partner_id == partner.id, LogEnd.organisation == organisation)
    end = tx.scalar(select(LogEnd.last).where(*mine)) or 0
    return {
        "made_at": access.made_at,
        "made_by": access.made_by,
        "published": feed.position if feed else 0,
        "waiting": end - (feed.position if feed else 0),
        "problem": access.last_error or (feed and feed.last_error) or None,
    }


def amqp_backlog(tx: Transaction) -> dict[str, str]:
    """What `/ready` says of feeds over AMQP that stand still, and of places that could not be removed."""
    reasons = {}
    standing = select(AmqpFeed.last_error).where(is_behind(), AmqpFeed.attempts >= PATIENCE)
    if faults := tx.scalars(standing).all():
        reasons["amqp.feeds"] = f"{len(faults)} feeds stand still: {faults[0]}"
    left = select(AmqpAccess.last_error).where(AmqpAccess.wanted.is_(False), AmqpAccess.attempts >= PATIENCE)
    if faults := tx.scalars(left).all():
        reasons["amqp.removals"] = f"{len(faults)} users could not be removed yet: {faults[0]}"
    return reasons


def is_refused(tx: Transaction, caller: Identity) -> bool:
    """Whether a partner's token no longer counts: revoked, or its partner is removed. Other roles are not judged."""
    if caller.role != "partner":
        return False
    if not is_partner(tx, caller.organisation, caller.partner or ""):
        return True
    if not caller.subject.startswith(f"{PREFIX}_"):
        return False  # signed by an operator on the machine itself, who can remove the partner or change the key
    token = tx.get(PartnerToken, caller.subject)
    return token is None or token.partner_id != caller.partner or token.revoked_at is not None
