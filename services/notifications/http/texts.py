"""`/texts`: what people are told, for those who speak the language."""

from typing import Any

from services.notifications import schemas
from services.notifications.example_texts import example_texts
from services.notifications.texts import CATALOGUES
from shared.http.authentication import requires
from shared.http.blueprint import Blueprint
from shared.problems import NotFound
from shared.translations import languages

routes = Blueprint("texts", __name__, description="What people are told, with invented values")


@routes.route("/texts/<language>")
@requires("organiser")
@routes.response(200, schemas.ExampleTexts)
def get_texts(language: str) -> dict[str, Any]:
    """Every SMS and mail of a language, to be read by somebody who speaks it; names and places are invented."""
    if language not in languages(CATALOGUES):
        raise NotFound
    return {"language": language, "texts": example_texts(language)}
