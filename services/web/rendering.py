"""Turns templates into pages: everything from outside is escaped, every text is in the reader's language."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from services.web import dates, prices
from services.web.assets import Assets
from services.web.languages import FOR_EVERYONE, OWN_NAMES, Language, in_language, spoken_text

TEMPLATES = Path(__file__).parent / "templates"
_DARI = (' lang="prs"', ' lang="fa-AF"')  # its own tag, and the one that voices and fonts know


class Renderer:
    """The templates of the pages and what they load, read once."""

    def __init__(self, sms_price: str = "") -> None:
        self.assets = Assets()
        self._sms_price = sms_price
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
        page = self._environment.get_template(template).render(
            _=language.gettext,
            n_=language.ngettext,
            language=language,
            own_names=OWN_NAMES,
            for_everyone=FOR_EVERYONE,
            day=partial(dates.day, language=language),
            numeral=language.numeral,
            clock=partial(dates.clock, language=language),
            time_of_day=partial(dates.time_of_day, language=language),
            hours=partial(dates.hours, language=language),
            city=partial(dates.city, language=language),
            full_date=partial(dates.full_date, language=language),
            month=partial(dates.month, language=language),
            weekday=partial(dates.weekday, language=language),
            short_date=partial(dates.short_date, language=language),
            day_of_month=partial(dates.day_of_month, language=language),
            listed=partial(dates.listed, language=language),
            price=partial(prices.price, language=language, each=self._sms_price),
            text=partial(in_language, tag=language.tag),
            spoken=partial(_spoken, tag=language.tag),
            icon=self.assets.icon,
            stylesheet=self.assets.stylesheet.address,
            script=self.assets.script.address,
            listening=self.assets.listening.address,
            **values,
        )
        return page.replace(*_DARI)


def _spoken(texts: Mapping[str, str] | None, tag: str) -> Markup:
    """What people wrote, in the language of the page or, marked for whoever hears it, in another; else nothing."""
    found = spoken_text(texts, tag)
    if found is None:
        return Markup()
    if found[0] == tag:
        return Markup('<span dir="auto">{}</span>').format(found[1])
    return Markup('<span lang="{}" dir="auto">{}</span>').format(*found)
