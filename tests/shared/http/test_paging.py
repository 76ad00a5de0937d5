"""Lists are walked by key: nothing twice, nothing skipped, whatever is written meanwhile."""

import base64
import json

import pytest

from tests.shared.http.notes_service import BASE, NotesService, write_note

NOTES = f"{BASE}/notes"


def write_notes(notes: NotesService, count: int, organisation: str = "demo") -> None:
    with notes.database.transaction() as tx:
        for number in range(count):
            write_note(tx, organisation, f"note {number}")


def test_a_list_is_walked_to_its_end_while_it_grows(notes: NotesService) -> None:
    write_notes(notes, 5)
    write_notes(notes, 3, "other")
    seen, cursor = [], ""
    while True:
        shown = notes.client().get(f"{NOTES}?limit=2{cursor}").json
        seen += [note["id"] for note in shown["items"]]
        if shown["next"] is None:
            break
        if len(seen) == 2:
            write_notes(notes, 1)
        cursor = f"&cursor={shown['next']}"
    assert len(seen) == len(set(seen)) == 6
    assert seen == sorted(seen)


def test_a_list_that_ends_with_its_page_has_no_next(notes: NotesService) -> None:
    write_notes(notes, 2)
    assert notes.client().get(f"{NOTES}?limit=2").json["next"] is None
    assert notes.client(organisation="empty").get(NOTES).json == {"items": [], "next": None}


def test_a_page_holds_fifty_unless_told_otherwise(notes: NotesService) -> None:
    write_notes(notes, 51)
    assert len(notes.client().get(NOTES).json["items"]) == 50


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "!!!",
        "bm90",
        encoded(5),
        encoded(None),
        encoded(["a"]),
        encoded("\x00"),
        encoded(True),
        "é",
        encoded("\ud800"),
    ],
)
@pytest.mark.slow
def test_a_cursor_that_is_none_of_ours_is_not_understood(notes: NotesService, cursor: str) -> None:
    answer = notes.client().get(f"{NOTES}?cursor={cursor}")
    assert (answer.status, list(answer.json["errors"])) == (422, ["cursor"])
