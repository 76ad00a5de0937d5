"""The routes of `partners`: authenticate, parse, open the transaction, call one operation, show the result."""

from services.partners.http import attendance, grants, partners, tokens
from shared.http.blueprint import Blueprint

ROUTES: tuple[Blueprint, ...] = (partners.routes, grants.routes, attendance.routes)


def blueprints(lifetime_days: int) -> list[Blueprint]:
    """All routes; tokens issued by them are good for so many days."""
    return [*ROUTES, tokens.token_routes(lifetime_days)]
