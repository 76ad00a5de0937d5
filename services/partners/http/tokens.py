"""`/partners/{id}/tokens`: what a partner's system signs in with."""

from datetime import timedelta
from typing import Any

from services.partners import queries, schemas
from services.partners.http.caller import organisation
from services.partners.operations.issue_token import issue_token
from services.partners.operations.revoke_token import revoke_token
from services.partners.partner_token import PartnerToken
from shared.database import Transaction
from shared.http.authentication import requires
from shared.http.blueprint import Blueprint
from shared.http.edge import Shown, edge
from shared.http.paging import PageQuery
from shared.tokens import Identity, issue

_SHOWN = ("id", "partner_id", "issued_at", "expires_at", "by", "revoked_at", "revoked_by")


def token_routes(lifetime_days: int) -> Blueprint:
    """Issues tokens that are good for so many days unless they are revoked."""
    routes = Blueprint("tokens", __name__, description="What a partner's system signs in with")
    lifetime = timedelta(days=lifetime_days)

    @routes.route("/partners/<partner_id>/tokens", methods=["POST"])
    @requires("organiser")
    @routes.arguments(schemas.NewPartnerToken)
    @routes.response(201, schemas.IssuedPartnerToken)
    def post_token(body: dict[str, Any], partner_id: str) -> Shown:  # noqa: ARG001 - there is nothing in it
        """Issues a token with which the partner reads its own feed and nothing else; it is shown this once."""

        def act(tx: Transaction) -> tuple[str, dict[str, Any]]:
            row = issue_token(tx, organisation(), partner_id, lifetime=lifetime)
            return row.id, {"token": issue(edge().keys, _identity(row))}

        def show(tx: Transaction, token_id: str) -> dict[str, Any]:
            return _shown(queries.find_token(tx, organisation(), partner_id, token_id))

        return edge().perform(act, show)

    @routes.route("/partners/<partner_id>/tokens")
    @requires("organiser")
    @routes.arguments(PageQuery, location="query")
    @routes.response(200, schemas.PartnerTokenPage)
    def list_tokens(query: dict[str, Any], partner_id: str) -> dict[str, Any]:
        """The partner's tokens without the tokens themselves, also those revoked."""
        with edge().read() as tx:
            return queries.tokens_page(tx, organisation(), partner_id, query, _shown)

    @routes.route("/partners/<partner_id>/tokens/<token_id>", methods=["DELETE"])
    @requires("organiser")
    @routes.response(204)
    def delete_token(partner_id: str, token_id: str) -> None:
        """Revokes a token: the next call with it is refused."""
        with edge().transaction() as tx:
            revoke_token(tx, organisation(), partner_id, token_id)

    return routes


def _identity(row: PartnerToken) -> Identity:
    return Identity(
        organisation=row.organisation,
        role="partner",
        subject=row.id,
        partner=row.partner_id,
        expires_at=row.expires_at,
    )


def _shown(token: PartnerToken) -> dict[str, Any]:
    return {name: getattr(token, name) for name in _SHOWN}
