"""The books balance after every turn of the story, and a lost entry shows."""

from typing import Any

from services.partners.books import books
from tests.services.partners.story import REVISION, Story


def test_the_books_balance_through_the_whole_story(story: Story) -> None:
    partner, other = story.partner("net_1"), story.partner("net_1")
    story.attends("par_1", {partner: 5, other: 5})
    story.attends("par_2", {partner: 5}, attendance="att_2")
    story.attends("par_2", {partner: 5}, attendance="att_2", change="corrected", revision=REVISION + 1)
    assert _books(story) == [("partner log", 4, 4), ("attendance told to partners", 3, 3)]
    story.consents("par_2", partner, revision=6, given=False)
    assert _books(story) == [("partner log", 5, 5), ("attendance told to partners", 2, 2)]
    story.erases("par_1")
    assert _books(story) == [("partner log", 7, 7), ("attendance told to partners", 0, 0)]
    story.call("DELETE", f"/partners/{other}")
    assert _books(story) == [("partner log", 5, 5), ("attendance told to partners", 0, 0)]


def test_a_lost_entry_shows(story: Story) -> None:
    partner = story.partner("net_1")
    story.attends("par_1", {partner: 5})
    with story.service.database.connection() as connection:
        connection.exec_driver_sql("DELETE FROM attendance_log")
    assert _books(story) == [("partner log", 1, 0), ("attendance told to partners", 1, 0)]
    report: Any = story.call("GET", "/audit", role="operator", organisation="*").json
    assert {book["name"] for book in report["books"] if not book["balanced"]} == {
        "partner log",
        "attendance told to partners",
    }


def _books(story: Story) -> list[tuple[str, int, int]]:
    with story.read() as tx:
        return [(book.name, book.owed, sum(book.found.values())) for book in books(tx)]
