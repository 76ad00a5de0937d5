"""The routes of `partners`: authenticate, parse, open the transaction, call one operation, show the result."""

from services.partners.http import attendance, grants, partners, tokens
from services.partners.http.amqp import AmqpWay, amqp_routes
from shared.http.blueprint import Blueprint

ROUTES: tuple[Blueprint, ...] = (partners.routes, grants.routes, attendance.routes)


def blueprints(lifetime_days: int, amqp: AmqpWay | None) -> list[Blueprint]:
    """All routes; tokens issued by them are good for so many days."""
    return [*ROUTES, tokens.token_routes(lifetime_days), amqp_routes(amqp)]
