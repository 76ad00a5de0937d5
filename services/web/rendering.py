"""Turns templates into pages: everything from outside is escaped, every text is in the reader's language."""

import hashlib
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services.web import dates
from services.web.languages import FOR_EVERYONE, OWN_NAMES, Language, in_language

TEMPLATES = Path(__file__).parent / "templates"
STYLESHEET = Path(__file__).parent / "static" / "web.css"


class Renderer:
    """The templates and the stylesheet of the pages, read once."""

    def __init__(self) -> None:
        self.stylesheet = STYLESHEET.read_bytes()
        self.version = hashlib.sha256(self.stylesheet).hexdigest()[:12]
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )

    def page(self, template: str, language: Language, **values: Any) -> str:
        """One page in this language."""
        return self._environment.get_template(template).render(
            _=language.gettext,
            n_=language.ngettext,
            language=language,
            own_names=OWN_NAMES,
            for_everyone=FOR_EVERYONE,
            day=partial(dates.day, language=language),
            clock=partial(dates.clock, language=language),
            hours=partial(dates.hours, language=language),
            city=partial(dates.city, language=language),
            text=partial(in_language, tag=language.tag),
            stylesheet=f"/static/{self.version}/web.css",
            **values,
        )
