"""`/attention`: what waits for a person, of all networks at once."""

from typing import Any

from services.registrations.attention import attention
from services.registrations.http.house import reach
from services.registrations.schemas import numbers as schemas
from shared.http.authentication import requires
from shared.http.blueprint import Blueprint
from shared.http.edge import edge

routes = Blueprint("attention", __name__, description="What waits for a person")


@routes.route("/attention")
@requires("host")
@routes.response(200, schemas.Attention)
def get_attention() -> dict[str, Any]:
    """Rolls that nobody closed, and networks that somebody asks to join."""
    with edge().read() as tx:
        return attention(tx, reach())
