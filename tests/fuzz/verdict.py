"""What every answer must keep to, whatever was asked: the document for APIs, plain safe HTML for pages."""

import json
from html.parser import HTMLParser
from typing import Any

from tests.fuzz.documents import Operation
from tests.fuzz.wire import Answer

PROBLEM = "application/problem+json"
RUNS = {"script", "iframe", "object", "embed", "svg", "base", "x-evil", "meta-refresh"}


def of_api(operation: Operation | None, answer: Answer) -> list[str]:
    """What is wrong with the answer of an operation; None: of an address or method that no document names."""
    faults = _of_headers(answer)
    if answer.status >= 500:
        return [*faults, f"answered by {answer.status}"]
    if operation is None:
        return faults + ([] if answer.kind == PROBLEM or answer.status < 400 else [f"a problem as {answer.kind}"])
    documented = operation.answers.get(str(answer.status))
    if documented is None and answer.status >= 400:
        documented = operation.answers.get("default")
    if documented is None:
        return [*faults, f"the status {answer.status} is not documented"]
    if not documented:
        return faults + ([f"{answer.status} has a body"] if answer.body and answer.kind == PROBLEM else [])
    if answer.kind not in documented:
        return [*faults, f"{answer.status} as {answer.kind or 'nothing'} is not documented"]
    shape = documented[answer.kind]
    return faults + (_of_shape(shape, answer.body) if shape is not None else [])


def _of_shape(shape: Any, body: bytes) -> list[str]:
    try:
        said = json.loads(body.decode())
    except ValueError:
        return ["the body is no JSON"]
    error = next(shape.iter_errors(said), None)
    return [f"the body is not as documented: {'.'.join(map(str, error.instance_path))} {error.kind}"] if error else []


def of_page(answer: Answer) -> list[str]:
    """What is wrong with a page: a fault of ours, or anything in it that could run, load or lead elsewhere."""
    faults = _of_headers(answer)
    if answer.status >= 500:
        faults.append(f"answered by {answer.status}")
    place = answer.header("location")
    # werkzeug sends an address with doubled slashes to the same address without them, with its host
    tidied = answer.status == 308 and place.startswith("http://localhost/")
    if place and not tidied and (not place.startswith("/") or place.startswith(("//", "/\\"))):
        faults.append("leads elsewhere")
    if answer.kind == "text/html":
        faults += _of_html(answer.body)
        if "default-src" not in answer.header("content-security-policy"):
            faults.append("a page without a policy")
    elif answer.body and answer.kind not in KINDS:
        faults.append(f"a body as {answer.kind or 'nothing'}")
    return faults


KINDS = {PROBLEM, "text/css", "text/calendar", "text/plain", "application/json", "message/rfc822", "image/svg+xml"}


def _of_headers(answer: Answer) -> list[str]:
    named = [name for name, value in answer.headers if any(sign in name + value for sign in "\r\n\0")]
    return [f"a broken header {name}" for name in named]


def _of_html(body: bytes) -> list[str]:
    try:
        parsed = Markup(body.decode())
    except UnicodeDecodeError:
        return ["a page that is no UTF-8"]
    return [f"the page holds {found}" for found in parsed.running]


def _is_ours(tag: str, attributes: dict[str, str | None]) -> bool:
    """Our own drawings, and our own script by its file: nobody writes their names."""
    if tag == "script":
        return set(attributes) == {"src", "defer"} and (attributes["src"] or "").startswith("/static/")
    drawn = attributes.get("class") in ("icon", "bar", "columns")
    return tag == "svg" and drawn and attributes.get("aria-hidden") == "true"


class Markup(HTMLParser):
    """Reads a page as a browser would, and keeps what could run, load or lead elsewhere."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.words: list[str] = []
        self.running: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(sorted(name for name, _ in attrs))))
        if tag in RUNS and not _is_ours(tag, dict(attrs)):
            self.running.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "srcdoc"):
                self.running.append(f"<{tag} {name}>")
            scheme = "".join((value or "").split()).lower()
            if (
                scheme != "data:,"
                and name in ("href", "src", "action", "formaction")
                and scheme.startswith(("javascript:", "data:", "//"))
            ):
                self.running.append(f"<{tag} {name}={scheme[:20]}>")

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        self.running.append("a comment")
