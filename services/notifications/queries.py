"""Reads of notifications, as far as a caller sees."""

from collections import defaultdict
from typing import Any

from sqlalchemy import ColumnElement, func, select

from services.notifications.letter import Letter
from services.notifications.notification import IS_UNREACHED, QUEUED, UNREACHED, Attempt, Notification
from services.notifications.operations.record_outcomes import ACCOUNT
from services.notifications.reply_queries import Sight
from shared.database import Transaction
from shared.http.paging import page
from shared.problems import NotFound

Shown = dict[str, Any]


def notifications(
    tx: Transaction,
    sight: Sight,
    *,
    limit: int,
    cursor: str | None = None,
    order: str = "oldest",
    participant_ids: str | None = None,
    **filters: str,
) -> dict[str, Any]:
    """One page, the oldest or the newest first, each with its attempts."""
    query = select(Notification).where(*_seen(sight))
    for name, value in filters.items():
        query = query.where(getattr(Notification, name) == value)
    if participant_ids is not None:
        query = query.where(Notification.participant_id.in_(participant_ids.split(",")))
    if filters.get("state") in UNREACHED:
        query = query.where(IS_UNREACHED)
    place: dict[str, Any] = {"limit": limit, "cursor": cursor, "newest_first": order == "newest"}
    found = page(tx, query, Notification.id, show=lambda row: {"row": row}, **place)
    return {"items": _shown(tx, [item["row"] for item in found["items"]]), "next": found["next"]}


def notification(tx: Transaction, notification_id: str, sight: Sight) -> Shown:
    """One with its attempts."""
    return _shown(tx, [notification_of(tx, notification_id, sight, lock=False)])[0]


def notification_of(tx: Transaction, notification_id: str, sight: Sight, *, lock: bool) -> Notification:
    """The row itself; 404 if there is none or it is not the caller's."""
    query = select(Notification).where(*_seen(sight), Notification.id == notification_id)
    row: Notification | None = tx.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise NotFound
    return row


def sent_test(tx: Transaction, letter_id: str, sight: Sight, network_id: str) -> Shown:
    """What became of a test of this network; other letters are of none."""
    found = tx.get(Letter, letter_id)
    if found is None or found.organisation != sight.organisation or found.network_id != network_id:
        raise NotFound
    if sight.network_id not in (None, network_id):
        raise NotFound
    return {name: getattr(found, name) for name in ("id", "channel", "state", "reason", "created_at", "sent_at")}


def channels_at_rest(tx: Transaction) -> dict[str, str]:
    """By channel, why its provider takes nothing from us."""
    query = select(Notification.channel, func.min(Notification.reason)).where(
        Notification.state == QUEUED, Notification.due_at.is_not(None), Notification.reason.startswith(f"{ACCOUNT} ")
    )
    return {
        channel: f"the provider refuses our account: {reason}"
        for channel, reason in tx.execute(query.group_by(Notification.channel))
    }


def _seen(sight: Sight) -> list[ColumnElement[bool]]:
    seen = [Notification.organisation == sight.organisation]
    if sight.network_id is not None:
        seen.append(Notification.network_id == sight.network_id)
    return seen


def _shown(tx: Transaction, rows: list[Notification]) -> list[Shown]:
    attempts: dict[str, list[Attempt]] = defaultdict(list)
    query = select(Attempt).where(Attempt.notification_id.in_([row.id for row in rows])).order_by(Attempt.id)
    for attempt in tx.scalars(query):
        attempts[attempt.notification_id].append(attempt)
    columns = [column.name for column in Notification.__table__.c if column.name not in ("text", "data", "attempts")]
    return [{**{name: getattr(row, name) for name in columns}, "attempts": attempts[row.id]} for row in rows]
