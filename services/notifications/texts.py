"""The words of each occasion: written once per event, language and wording, with {slots} for what differs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.dates import format_datetime
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from services.notifications.channels.mime import SLOT
from shared.timezones import zone
from shared.translations import best_language, catalogue, languages, locale_of

HERE = Path(__file__).parent
CATALOGUES = HERE / "translations"
SLOTS = frozenset(
    {
        "signature",
        "when",
        "until",
        "topic",
        "place",
        "contact_name",
        "contact_phone",
        "call_name",
        "link",
        "yes",
        "no",
        "position",
        "party",
        "choices",
    }
)
LEFT_TO_RIGHT_MARK, RIGHT_TO_LEFT_MARK = "\u200e", "\u200f"


@dataclass(frozen=True)
class Flags:
    """What decides which sentences are said; part of the name under which a text is kept."""

    open: bool = False
    details: bool = False
    place: bool = False
    intro: bool = False
    named: bool = False
    contact: bool = False
    digits: bool = False
    seated: bool = False
    several: bool = False
    line: bool = False
    until: bool = False
    reason: str | None = None


def language_of(wanted: str, network: Mapping[str, Any]) -> str:
    """The language we speak to someone who wants this one."""
    return best_language(wanted, languages(CATALOGUES), *network.get("languages", ()))


def say(language: str, sentence: str) -> str:
    """A sentence in this language."""
    return catalogue(CATALOGUES, language).gettext(sentence)


def when(instant: datetime, timezone: str, language: str) -> str:
    """Day and time by the clock of the place, as one says it: `tirsdag 9. mars kl. 17.00`."""
    pattern = say(language, "EEEE d MMMM 'at' HH:mm")
    return format_datetime(instant, pattern, tzinfo=zone(timezone), locale=locale_of(language))


def is_right_to_left(language: str) -> bool:
    return bool(locale_of(language).text_direction == "rtl")


def number(phone: str, language: str) -> str:
    """A phone number that keeps its plus in front: in a text from right to left it would end up behind the digits."""
    return LEFT_TO_RIGHT_MARK + phone if phone and is_right_to_left(language) else phone


def sms(occasion: str, language: str, flags: Flags) -> str:
    """The SMS, its slots still open."""
    text = _one_line(_render(f"{occasion}/sms.txt", language, flags))
    text = _to_her(text, language) if flags.named else text
    for slot in ("{choices}", "{link}"):  # on lines of their own: nothing beside a link is taken for part of it
        text = text.replace(f" {slot}", f"\n{slot}")
    # the signature is Latin: without the mark, phones would set an Arabic text from left to right
    return (RIGHT_TO_LEFT_MARK if is_right_to_left(language) else "") + text


def _to_her(text: str, language: str) -> str:
    """After the signature comes whom it is for; a question without signature names people itself."""
    signed, colon, said = text.partition("{signature}: ")
    if signed or not colon:
        return text
    # no text begins with a name or a noun of German, so that its first letter may become small
    return f"{say(language, '{signature}: {call_name},')} {said[:1].lower()}{said[1:]}"


def subject(occasion: str, language: str, flags: Flags) -> str:
    return _one_line(_render(f"{occasion}/subject.txt", language, flags))


def body(occasion: str, language: str, flags: Flags) -> tuple[str, str]:
    """The mail as text and as HTML, the same words."""
    rendered = _render(f"{occasion}/body.txt", language, flags)
    paragraphs = [text for block in rendered.split("\n\n") if (text := _one_line(block))]
    direction = "rtl" if is_right_to_left(language) else "ltr"
    html = _render("mail.html", language, flags, tag=language, direction=direction, paragraphs=paragraphs)
    return "\n\n".join(paragraphs) + "\n", html


def _render(template: str, language: str, flags: Flags, **more: Any) -> str:
    text = _templates().get_template(template).render(vars(flags) | more | {"_": lambda words: say(language, words)})
    unknown = {match[1] for match in SLOT.finditer(text)} - SLOTS
    if unknown:
        raise ValueError(f"{template} in {language} has slots that nothing fills: {', '.join(sorted(unknown))}")
    return text


@lru_cache(maxsize=1)
def _templates() -> Environment:
    # only our own files are templates; what people wrote goes into slots and is never searched for anything
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())
