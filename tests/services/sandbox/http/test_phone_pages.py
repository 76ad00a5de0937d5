from html.parser import HTMLParser

import pytest

from tests.services.sandbox.box import ADA, BO, Box

HOSTILE = '<script>alert(1)</script> & "\'> https://s.example.org/p/abc?a=1&b="x'


def test_the_phone_shows_what_the_product_wrote_and_lets_her_answer(box: Box) -> None:
    box.send(ADA, "Kommer du? https://s.example.org/p/abc")
    page = box.client.get("/sandbox/phone?number=%2B447700900001")
    assert 'dir="auto">Kommer du? <a href="https://s.example.org/p/abc"' in page.text
    answer = box.client.post("/sandbox/phone", data={"number": ADA, "body": "ja\r\ntakk"})
    assert (answer.status_code, answer.location) == (303, "/sandbox/phone?number=%2B447700900001#last")
    box.settle()
    assert box.product.forms[0]["Body"] == "ja\ntakk"
    assert ">ja\ntakk</p>" in box.client.get(answer.location).text


def test_the_phones_are_listed_latest_first(box: Box) -> None:
    box.send(ADA, "one")
    box.send(BO, "two")
    text = box.client.get("/sandbox/phone").text
    assert text.index(f"<bdi>{BO}</bdi>") < text.index(f"<bdi>{ADA}</bdi>")


def test_nothing_in_a_text_becomes_markup(box: Box) -> None:
    box.send(ADA, HOSTILE)
    for path in ("/sandbox/phone", "/sandbox/phone?number=%2B447700900001"):
        page = box.client.get(path).text
        assert "<script" not in page
        assert _Tags.of(page) <= _Tags.ALLOWED


def test_a_number_that_is_none_is_said_so_and_quoted_safely(box: Box) -> None:
    page = box.client.get("/sandbox/phone", query_string={"number": '"><script>'})
    assert page.status_code == 200
    assert 'aria-invalid="true"' in page.text
    assert "<script" not in page.text


@pytest.mark.parametrize("form", [{}, {"number": ADA, "body": "  "}, {"number": "x", "body": "ja"}])
def test_a_faulty_answer_changes_nothing(box: Box, form: dict[str, str]) -> None:
    assert box.client.post("/sandbox/phone", data=form).status_code == 422
    assert box.client.get("/sandbox/api/sms").json["items"] == []


def test_pages_need_no_script_and_say_that_they_are_a_sandbox(box: Box) -> None:
    for path in ("/sandbox/phone", "/sandbox/mail"):
        page = box.client.get(path).text
        assert "nothing here leaves this machine" in page
        assert "style=" not in page
        assert "<style" not in page
        assert "<script" not in page
    with box.client.get("/sandbox/static/sandbox.css") as style:
        assert style.mimetype == "text/css"
    assert box.client.get("/sandbox/static/../service.py").status_code == 404
    assert box.client.get("/sandbox/").location == "/sandbox/phone"


class _Tags(HTMLParser):
    ALLOWED = frozenset(
        ("html", "head", "meta", "title", "link", "body", "header", "main", "nav", "p", "a", "h1", "form")
    )
    ALLOWED |= frozenset(("label", "input", "datalist", "option", "button", "section", "ul", "ol", "li", "bdi", "span"))
    ALLOWED |= frozenset(("time", "textarea"))

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        assert not any(name.startswith("on") for name, _ in attrs)

    @classmethod
    def of(cls, page: str) -> set[str]:
        reader = cls()
        reader.feed(page)
        return reader.seen
