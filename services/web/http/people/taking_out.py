"""A list of people that was entered by mistake: taken out again piece by piece, as it was entered."""

from collections.abc import Iterable

from flask import Response, request

from services.web.http.people.listing import BECAME, routes
from services.web.http.visitor import show_page, signed_in, visitor
from services.web.pages import pages
from services.web.views.events import ID, Shown
from services.web.views.networks import one_network
from services.web.views.people import ENDED, ERASED, take_back

FIELDS = ("entered", "erased", "ended")
PIECE = 20
MOST = 1000
CAME = BECAME[:2]  # who was a member before stays one


def to_take_out(entered: str, items: Iterable[Shown]) -> str:
    """The same with those who came with these, as a page carries them: `added:prt_1 joined:prt_2`."""
    came = [f"{one['status']}:{one['participant_id']}" for one in items if one["status"] in CAME]
    return " ".join([*entered.split(), *came])


@routes.post("/paste/undo")
@signed_in("organiser")
def take_out_list(network_id: str) -> Response:
    """Takes the next piece out, and shows how far it is; the page goes on by itself."""
    network = one_network(visitor().asks(pages().events), network_id)
    people, counts = _carried(), {word: _number(word) for word in (ERASED, ENDED)}
    piece, rest = people[:PIECE], people[PIECE:]
    registrations, notifications = visitor().asks(pages().registrations), visitor().asks(pages().notifications)
    for became, participant in piece:
        word = take_back(
            registrations, notifications, pages().clock.now(), participant, network_id, is_new=became == CAME[0]
        )
        counts[word] += 1
    done = sum(counts.values())
    return show_page(
        "people_taking_out.html",
        network=network,
        left=" ".join(":".join(one) for one in rest),
        counts=counts,
        done=done,
        total=done + len(rest),
    )


def _carried() -> list[tuple[str, str]]:
    """Who is still to be taken out, as the page carried it."""
    pairs = (word.partition(":")[::2] for word in request.form.get("entered", "").split()[:MOST])
    return [(became, one) for became, one in pairs if became in CAME and ID.fullmatch(one)]


def _number(word: str) -> int:
    text = request.form.get(word, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
