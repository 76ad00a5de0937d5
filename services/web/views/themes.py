"""The themes of many dates in one form: only those that were changed are sent."""

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from services.web.forms.field_values import number_in
from services.web.forms.form import Form
from shared.http.client import ApiClient

Shown = dict[str, Any]


def themes_form(dates: list[Shown]) -> Form:
    """Filled with the themes as they are, and with what shows later whether they were changed."""
    values: dict[str, str] = {}
    for event in dates:
        theme = event["theme"] or {}
        values |= {f"theme.{event['id']}.{tag}": words for tag, words in theme.items()}
        values |= {f"was.{event['id']}": fingerprint(theme), f"revision.{event['id']}": str(event["revision"])}
    return Form(values)


def save_themes(events: ApiClient, form: Form, dates: list[Shown], tags: Sequence[str]) -> Form:
    """Saves the changed ones; the form with those marked that could not be saved, and what is saved up to date."""
    faults: dict[str, str] = {}
    given = dict(form.given)
    for event in dates:
        name = f"theme.{event['id']}"
        theme = texts_in(form, name, tags, event["theme"])
        was = form.value(f"was.{event['id']}")
        if not was or fingerprint(theme) == was:
            continue
        revision = number_in(form.value(f"revision.{event['id']}"), 0, 10**15) or 0
        path, match = f"/api/events/v1/events/{event['id']}", {"If-Match": f'"{revision}"'}
        answer = events.patch(path, json={"theme": theme or None}, headers=match)
        if answer.status in (409, 412, 422):
            faults[name] = "changed" if answer.status == 412 else "wrong"
            continue
        saved = answer.raise_for_problem().json
        given |= {f"was.{event['id']}": fingerprint(theme), f"revision.{event['id']}": str(saved["revision"])}
    return Form(given, faults)


def texts_in(form: Form, name: str, tags: Sequence[str], known: dict[str, str] | None) -> dict[str, str]:
    """A text in these languages as it was typed; in others, which the form does not show, it stays as it is."""
    others = {tag: words for tag, words in (known or {}).items() if tag not in tags}
    return others | form.texts(name, tags)


def fingerprint(texts: dict[str, str]) -> str:
    """Changes whenever a text does, however browsers write line ends."""
    said = {tag: " ".join(words.split()) for tag, words in texts.items()}
    return sha256(json.dumps(sorted(said.items())).encode()).hexdigest()[:16]
