"""`/notifications`: what was sent to whom, and what came of it."""

from typing import Any

from services.notifications import queries, schemas
from services.notifications.operations.retry_notification import retry_notification
from services.notifications.reply_queries import Sight
from shared.database import Transaction
from shared.http.authentication import identity, requires
from shared.http.blueprint import Blueprint
from shared.http.edge import Shown, edge

routes = Blueprint("notifications", __name__, description="What people were told")


@routes.route("/notifications")
@requires("organiser")
@routes.arguments(schemas.NotificationQuery, location="query")
@routes.response(200, schemas.NotificationPage)
def list_notifications(query: dict[str, Any]) -> dict[str, Any]:
    """Notifications with their attempts, the oldest first unless asked otherwise."""
    with edge().read() as tx:
        return queries.notifications(tx, _sight(), **query)


@routes.route("/notifications/<notification_id>")
@requires("organiser")
@routes.response(200, schemas.Notification)
def get_notification(notification_id: str) -> dict[str, Any]:
    """One notification with its attempts."""
    with edge().read() as tx:
        return queries.notification(tx, notification_id, _sight())


@routes.route("/notifications/<notification_id>/retry", methods=["POST"])
@requires("organiser")
@routes.response(200, schemas.Notification)
def post_retry(notification_id: str) -> Shown:
    """Sends a notification again that had failed."""

    def act(tx: Transaction) -> str:
        retry_notification(tx, queries.notification_of(tx, notification_id, _sight(), lock=True))
        return notification_id

    return edge().perform(act, lambda tx, key: queries.notification(tx, key, _sight()), status=200)


def _sight() -> Sight:
    caller = identity()
    return Sight(caller.organisation, caller.network)
