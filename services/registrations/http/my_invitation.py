"""`/my-invitation`: a participant's own page; her token names the one invitation it is about."""

from collections.abc import Callable
from typing import Any

from services.registrations import my_page
from services.registrations.answer import ACCEPTED, Answer
from services.registrations.http.house import house, organisation
from services.registrations.operations.answer_invitation import answer_invitation
from services.registrations.operations.change_mine import change_my_channels, change_my_language
from services.registrations.operations.stop_inviting import not_me, start_inviting, stop_inviting
from services.registrations.operations.tell_needs import tell_needs
from services.registrations.operations.tell_partner import tell_partner
from services.registrations.schemas import page as schemas
from services.registrations.schemas.answers import GivenAnswer
from services.registrations.yeses import Saying
from shared.database import Transaction
from shared.http.authentication import identity, requires
from shared.http.blueprint import Blueprint
from shared.http.edge import Shown, edge
from shared.problems import NotFound

routes = Blueprint("my-invitation", __name__, description="A participant's own page")


@routes.route("/my-invitation")
@requires("participant")
@routes.response(200, schemas.MyInvitation)
def get_my_invitation() -> dict[str, Any]:
    """Her event and her answer; changes nothing."""
    with edge().read() as tx:
        return my_page.my_invitation(tx, _mine(), organisation())


@routes.route("/my-invitation/answer", methods=["POST"])
@requires("participant")
@routes.arguments(GivenAnswer)
@routes.response(200, schemas.MyAnswer)
def post_answer(body: dict[str, Any]) -> Shown:
    """Takes her answer; `result` says whether it counts. After a decline her seat is kept for a little while."""
    event_id = identity().event
    if body["answer"] == ACCEPTED and event_id:
        saying = Saying(body.get("party_size"), "link", invitation_id=_mine())
        taken = house().yeses.take(event_id, organisation(), identity().by, saying, edge().requested_key())
        if taken:
            return taken.page, 200, {}

    def act(tx: Transaction) -> str:
        answer = Answer(body["answer"], body.get("party_size"), tx.now, "link")
        grace = house().decline_grace
        return answer_invitation(tx, _mine(), organisation=organisation(), answer=answer, grace=grace).answer_id

    return edge().perform(act, lambda tx, answer_id: my_page.my_answer(tx, answer_id, organisation()), status=200)


@routes.route("/my-invitation/stop", methods=["POST"])
@requires("participant")
@routes.response(200, schemas.Stopped)
def post_stop() -> Shown:
    """No more invitations of this network."""

    def act(tx: Transaction) -> str:
        stop_inviting(tx, _mine(), organisation=organisation())
        return _mine()

    return edge().perform(act, _stopped, status=200)


@routes.route("/my-invitation/start", methods=["POST"])
@requires("participant")
@routes.response(200, schemas.Started)
def post_start() -> Shown:
    """Invitations of this network again, if she stopped them here."""

    def act(tx: Transaction) -> str:
        my_page.check_link(tx, _mine(), organisation())
        start_inviting(tx, _mine(), organisation=organisation(), keys=edge().keys)
        return _mine()

    return edge().perform(act, lambda _tx, _invitation_id: {"started": True}, status=200)


@routes.route("/my-invitation/needs", methods=["PUT"])
@requires("participant")
@routes.arguments(schemas.MyNeeds)
@routes.response(200, schemas.MyInvitation)
def put_needs(body: dict[str, Any]) -> dict[str, Any]:
    """What she needs to be able to come; until the event begins. Kept for a week after it."""
    return _change(tell_needs, **body)


@routes.route("/my-invitation/language", methods=["PUT"])
@requires("participant")
@routes.arguments(schemas.MyLanguage)
@routes.response(200, schemas.MyInvitation)
def put_language(body: dict[str, Any]) -> dict[str, Any]:
    """In which language she is written to from now on."""
    return _change(change_my_language, **body, keys=edge().keys)


@routes.route("/my-invitation/channels", methods=["PUT"])
@requires("participant")
@routes.arguments(schemas.MyChannels)
@routes.response(200, schemas.MyInvitation)
def put_channels(body: dict[str, Any]) -> dict[str, Any]:
    """On which channels she is written to from now on."""
    return _change(change_my_channels, **body, keys=edge().keys)


@routes.route("/my-invitation/partners/<partner_id>", methods=["PUT"])
@requires("participant")
@routes.arguments(schemas.PartnerAnswer)
@routes.response(200, schemas.MyInvitation)
def put_partner(body: dict[str, Any], partner_id: str) -> dict[str, Any]:
    """Whether a partner may know from now on when she was there; a no takes back what it was told."""
    return _change(tell_partner, partner_id=partner_id, agreed=body["agreed"])


@routes.route("/my-invitation/not-me", methods=["POST"])
@requires("participant")
@routes.arguments(schemas.NotMe)
@routes.response(200, schemas.Stopped)
def post_not_me(body: dict[str, Any]) -> Shown:
    """This was meant for somebody else: the contact is forgotten and the link is void."""

    def act(tx: Transaction) -> str:
        not_me(tx, _mine(), organisation=organisation(), channel=body.get("channel"))
        return _mine()

    return edge().perform(act, _stopped, status=200)


def _change(change: Callable[..., None], **values: Any) -> dict[str, Any]:
    with edge().transaction() as tx:
        my_page.check_link(tx, _mine(), organisation())
        change(tx, _mine(), organisation=organisation(), **values)
        return my_page.my_invitation(tx, _mine(), organisation())


def _mine() -> str:
    invitation_id = identity().invitation
    if invitation_id is None:
        raise NotFound
    return invitation_id


def _stopped(_tx: Transaction, _invitation_id: str) -> dict[str, Any]:
    return {"stopped": True}
