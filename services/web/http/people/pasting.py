"""A list of people, pasted from paper or a spreadsheet: read, looked through, then entered piece by piece.

Nothing is kept in between: the lines travel in the page.
"""

from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

from flask import Response, request

from services.web.forms import pasted
from services.web.forms.form import Form
from services.web.forms.pasted import MOST_LINES, Line, Person
from services.web.http.live_part import in_place_of_all
from services.web.http.people.listing import BECAME, routes
from services.web.http.people.taking_out import to_take_out
from services.web.http.visitor import show_page, signed_in, visitor
from services.web.pages import pages
from services.web.views.events import Shown
from services.web.views.networks import languages_of, one_network, open_dates
from services.web.views.people import enter, known_for, tags_fit, tags_of
from shared.http.client import ApiProblem
from shared.problems import Invalid

FIELDS = ("lines", "language", "tags", "agreed", "people", "line", "number", "skip", "known", "entered")
PIECE = 100


@dataclass(frozen=True)
class Work:
    """How far a list is: who is still to be entered, which lines nobody understood, what became of the others."""

    people: tuple[Person, ...]
    faulty: tuple[Line, ...]
    agreed: bool
    language: str
    tags: str
    became: tuple[tuple[str, int], ...]
    entered: str

    @property
    def done(self) -> int:
        return sum(number for _, number in self.became)

    def values(self) -> dict[str, Any]:
        """For a page."""
        counts = dict(self.became)
        shown = {"people": self.people, "faulty": self.faulty, "agreed": self.agreed, "language_of_list": self.language}
        shown |= {"tags": self.tags, "entered": self.entered}
        return shown | {"carried": pasted.packed(self.people), "became": counts, "done": self.done}


@routes.get("/paste")
@signed_in("organiser")
def paste(network_id: str) -> Response:
    """The field into which lines are pasted."""
    network = one_network(visitor().asks(pages().events), network_id)
    return _field(network, Form({"language": network["languages"][0]}))


@routes.post("/paste")
@signed_in("organiser")
def check(network_id: str) -> Response:
    """Shows every line as it is understood; what was mended on that page is read again."""
    network = one_network(visitor().asks(pages().events), network_id)
    lines = request.form.get("lines", "")
    form = Form({"lines": lines, "language": _language(network)})
    form = Form({**form.given, **{name: request.form.get(name, "") for name in ("agreed", "tags")}})
    if len(pasted.lines_of(lines)) > MOST_LINES:
        form = form.with_faults({"lines": "many"})
    if not tags_fit(form.value("tags")):
        form = form.with_faults(["tags"])
    if not form.is_good:
        return _field(network, form)
    work = _work(network)
    found = pasted.read(lines, country=network["country"], language=work.language)
    work = replace(work, people=(*work.people, *found.people), faulty=(*work.faulty, *found.faulty))
    if not (work.people or work.faulty):
        return _field(network, form.with_faults(["lines"]))
    return _checked(network, work, left_out=found.left_out)


@routes.post("/paste/add")
@signed_in("organiser")
def add(network_id: str) -> Response:
    """Enters the next piece, and shows how far it is; the page goes on by itself."""
    network = one_network(visitor().asks(pages().events), network_id)
    work = _work(network)
    left_out = {int(place) for place in request.form.getlist("skip") if place.isascii() and place.isdigit()}
    known = dict(one.split(":", 1) for one in request.form.getlist("known") if ":" in one)
    people = [
        replace(person, participant_id=known[str(place)]) if str(place) in known else person
        for place, person in enumerate(work.people)
        if place not in left_out
    ]
    piece, rest, tags = people[:PIECE], tuple(people[PIECE:]), tags_of(work.tags)
    registrations = visitor().asks(pages().registrations)
    try:
        items = enter(registrations, network_id, piece, agreed=work.agreed, tags=tags) if piece else []
    except ApiProblem as problem:
        return _mend(network, work, people, problem)
    became = tuple((word, number + sum(one["status"] == word for one in items)) for word, number in work.became)
    work = replace(work, people=rest, became=became, entered=to_take_out(work.entered, items))
    total, dates = work.done + len(rest), [] if rest else _open_dates(network)
    return show_page("people_adding.html", network=network, total=total, open_dates=dates, **work.values())


def _mend(network: Shown, work: Work, people: list[Person], problem: ApiProblem) -> Response:
    """What `registrations` refuses goes back among the lines to mend, and nobody of the piece was entered."""
    places = {int(path.split(".")[1]) for path in problem.errors if path.startswith("people.")}
    if problem.status != 422 or not places:
        raise problem
    refused = [Line(pasted.written(people[place]), faults=("refused",)) for place in sorted(places)]
    kept = tuple(person for place, person in enumerate(people) if place not in places)
    return in_place_of_all(_checked(network, replace(work, people=kept, faulty=(*work.faulty, *refused))))


def _work(network: Shown) -> Work:
    """The list as the page carried it."""
    try:
        people = pasted.unpacked(request.form.get("people") or "[]")
    except ValueError:
        raise Invalid("This page does not carry a list any more: paste it again.") from None
    language = _language(network)
    lines = zip_longest(request.form.getlist("line")[:MOST_LINES], request.form.getlist("number")[:MOST_LINES])
    mended = [
        line
        for text, number in lines
        for line in pasted.read(
            text or "", country=network["country"], language=language, first=_number(number or "") or None
        ).lines
    ]
    good = [line.person for line in mended if line.person]
    counts = tuple((word, _number(request.form.get(word, ""))) for word in BECAME)
    faulty = tuple(line for line in mended if line.person is None)
    agreed = request.form.get("agreed") == "yes"
    tags, entered = (request.form.get(name, "") for name in ("tags", "entered"))
    return Work((*people, *good), faulty, agreed, language, tags, counts, entered)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _language(network: Shown) -> str:
    asked = request.form.get("language", "")
    return asked if asked in languages_of(network) else str(network["languages"][0])


def _field(network: Shown, form: Form) -> Response:
    return show_page(
        "people_paste.html",
        status=form.status,
        network=network,
        form=form,
        most=MOST_LINES,
        choices=languages_of(network),
    )


def _checked(network: Shown, work: Work, *, left_out: tuple[str, ...] = ()) -> Response:
    known = known_for(visitor().asks(pages().registrations), network["id"], work.people)
    rows = list(zip(work.people, known, strict=True))
    new = sum(not (hers and hers[0]["same"] and hers[0]["member"]) for hers in known)
    more: dict[str, Any] = {"left_out": left_out, "open_dates": _open_dates(network)}
    return show_page("people_check.html", network=network, rows=rows, new=new, **more, **work.values())


def _open_dates(network: Shown) -> list[Shown]:
    return open_dates(visitor().asks(pages().events), network, pages().clock.now())
