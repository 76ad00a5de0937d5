"""The languages of what people are told, and whether somebody who speaks them has read it."""

from flask import Blueprint, Response, redirect, request
from marshmallow import ValidationError
from werkzeug.wrappers import Response as Redirect

from services.web import queries
from services.web.forms.form import Form
from services.web.http.asked import known_word
from services.web.http.settings import zone
from services.web.http.visitor import show_page, signed_in, visitor
from services.web.languages import FOR_EVERYONE, language
from services.web.operations.check_language import check_language, uncheck_language
from services.web.pages import pages
from shared.http.schemas import Text
from shared.problems import NotFound

routes = Blueprint("checked_languages", __name__, url_prefix="/settings/languages")

SAID = ("checked", "undone")
NAME = Text(100)


@routes.get("")
@signed_in("organiser")
def languages() -> Response:
    """All of them, each with who has read it."""
    return show_page(
        "languages.html",
        checked=_checked(),
        timezone=zone(),
        said=known_word("said", SAID),
    )


@routes.get("/<tag>")
@signed_in("organiser")
def texts(tag: str) -> Response:
    """All that is said in one language, to be read or printed."""
    return _texts(tag, Form())


@routes.post("/<tag>")
@signed_in("organiser")
def check(tag: str) -> Response | Redirect:
    """Somebody who speaks it has read it."""
    _known(tag)
    form = Form({"checked_by": request.form.get("checked_by", "")})
    try:
        name = NAME.deserialize(form.value("checked_by").strip())
    except ValidationError:
        return _texts(tag, form.with_faults(["checked_by"]))
    with visitor().writes() as tx:
        check_language(tx, visitor().account.organisation, tag, by=name)
    return redirect(f"{routes.url_prefix}?said=checked", 303)


@routes.post("/<tag>/undo")
@signed_in("organiser")
def undo(tag: str) -> Redirect:
    """It was marked by mistake."""
    _known(tag)
    with visitor().writes() as tx:
        uncheck_language(tx, visitor().account.organisation, tag)
    return redirect(f"{routes.url_prefix}?said=undone", 303)


def _texts(tag: str, form: Form) -> Response:
    _known(tag)
    found = visitor().asks(pages().notifications).get(f"/api/notifications/v1/texts/{tag}").raise_for_problem().json
    return show_page(
        "language_texts.html",
        status=form.status,
        form=form,
        tag=tag,
        direction=language(tag).direction,
        texts=found["texts"],
        checked=_checked(),
        timezone=zone(),
    )


def _checked() -> dict[str, queries.Shown]:
    with pages().database.read() as tx:
        return queries.checked_languages(tx, visitor().account.organisation)


def _known(tag: str) -> None:
    if tag not in FOR_EVERYONE:
        raise NotFound
