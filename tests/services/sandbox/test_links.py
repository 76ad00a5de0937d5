from hypothesis import given
from hypothesis import strategies as st

from services.sandbox.links import links_in, pieces


def test_a_link_ends_before_the_full_stop_of_its_sentence() -> None:
    assert links_in("Svar her: https://s.example.org/p/abc. Eller (http://b.example.org)!") == [
        "https://s.example.org/p/abc",
        "http://b.example.org",
    ]


def test_nothing_but_web_addresses_becomes_a_link() -> None:
    assert links_in("javascript:alert(1) data:text/html,x ftp://x.example.org") == []


def test_markup_ends_a_link() -> None:
    assert links_in('https://a.example.org/"><script>') == ["https://a.example.org/"]


@given(st.text() | st.from_regex(r"(.{0,5}https?://.{0,9}){1,3}"))
def test_no_letter_of_a_text_is_lost(text: str) -> None:
    assert "".join(piece for piece, _ in pieces(text)) == text
