"""A repeated request acts once; a change that would undo another's is refused."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from shared.http import idempotency
from shared.http.client import Answer
from shared.http.edge import Edge
from tests.shared.http.notes_service import BASE, NotesService, a_notes_url

NOTES = f"{BASE}/notes"


class ForgetfulEdge(Edge):
    """The guard switched off: no key is ever seen."""

    def requested_key(self) -> None:
        return None


def write(notes: NotesService, key: str | None, words: str = "hello", *, subject: str = "usr_1") -> Answer:
    headers = {} if key is None else {"Idempotency-Key": key}
    return notes.client(subject=subject).post(NOTES, json={"words": words}, headers=headers)


def keys_kept(notes: NotesService) -> int:
    with notes.database.read() as tx:
        return tx.execute(select(func.count()).select_from(idempotency.KEYS)).scalar_one()


def test_the_same_key_and_body_act_once_and_answer_alike(notes: NotesService) -> None:
    first, again = write(notes, "k1"), write(notes, "k1")
    assert (first.status, again.status) == (201, 201)
    assert first.json["id"] == again.json["id"]
    assert notes.notes_written() == 1
    assert "Idempotent-Replay" not in first.headers
    assert again.headers["Idempotent-Replay"] == "true"


def test_with_the_guard_off_the_same_key_acts_twice(tmp_path: Path) -> None:
    notes = NotesService(a_notes_url(tmp_path), edge_class=ForgetfulEdge)
    assert write(notes, "k1").json["id"] != write(notes, "k1").json["id"]
    assert notes.notes_written() == 2
    notes.close()


def test_the_order_of_fields_does_not_make_another_body(notes: NotesService) -> None:
    for body in ({"words": "hello", "size": 2}, {"size": 2, "words": "hello"}):
        answer = notes.client().post(NOTES, json=body, headers={"Idempotency-Key": "k1"})
        assert answer.status == 201
    assert notes.notes_written() == 1


def test_a_secret_is_shown_once_and_kept_nowhere(notes: NotesService) -> None:
    first, again = write(notes, "k1"), write(notes, "k1")
    assert first.json["secret"] == "for organiser:usr_1"
    assert "secret" not in again.json


def test_a_repeat_shows_the_resource_as_it_is_now(notes: NotesService) -> None:
    note = write(notes, "k1").json["id"]
    notes.client().put(f"{NOTES}/{note}", json={"words": "changed"})
    assert write(notes, "k1").json["words"] == "changed"


def test_another_body_under_the_same_key_is_refused(notes: NotesService) -> None:
    write(notes, "k1")
    assert write(notes, "k1", "other words").status == 422
    assert notes.notes_written() == 1


def test_another_address_under_the_same_key_is_refused(notes: NotesService) -> None:
    note = write(notes, "k1").json["id"]
    answer = notes.client().post(f"{NOTES}/{note}/archive", headers={"Idempotency-Key": "k1"})
    assert answer.status == 422


def test_a_post_without_a_body_has_its_own_status_at_every_repeat(notes: NotesService) -> None:
    note = write(notes, None).json["id"]
    for _ in range(2):
        assert notes.client().post(f"{NOTES}/{note}/archive", headers={"Idempotency-Key": "k2"}).status == 200


def test_keys_of_two_people_are_two_keys(notes: NotesService) -> None:
    assert write(notes, "k1").json["id"] != write(notes, "k1", subject="usr_2").json["id"]


def test_without_a_key_every_request_acts(notes: NotesService) -> None:
    write(notes, None)
    write(notes, None)
    assert (notes.notes_written(), keys_kept(notes)) == (2, 0)


def test_a_failed_act_leaves_the_key_free(notes: NotesService) -> None:
    assert write(notes, "k1", "impossible").status == 409
    assert (notes.notes_written(), keys_kept(notes)) == (0, 0)
    assert write(notes, "k1", "possible").status == 201


@pytest.mark.parametrize("key", ["", "a b", "x" * 256, "clé"])
def test_a_key_that_is_not_visible_ascii_is_refused(notes: NotesService, key: str) -> None:
    answer = write(notes, key)
    assert (answer.status, list(answer.json["errors"])) == (422, ["Idempotency-Key"])


def test_twins_under_way_act_once(notes: NotesService) -> None:
    together = threading.Barrier(4)
    answers: list[Answer] = []

    def twin() -> None:
        together.wait()
        answers.append(write(notes, "k1"))

    twins = [threading.Thread(target=twin) for _ in range(4)]
    for thread in twins:
        thread.start()
    for thread in twins:
        thread.join()
    assert {answer.status for answer in answers} == {201}
    assert len({answer.json["id"] for answer in answers}) == 1
    assert notes.notes_written() == 1


def test_keys_are_forgotten_after_seven_days_and_not_before(notes: NotesService) -> None:
    write(notes, "k1")
    for days, gone in ((7, 0), (8, 1)):
        with notes.database.transaction() as tx:
            assert idempotency.forget(tx, tx.now + timedelta(days=days)) == gone


def test_a_change_of_what_was_changed_in_the_meantime_is_refused(notes: NotesService) -> None:
    note = write(notes, None).json["id"]
    address = f"{NOTES}/{note}"
    tag = notes.client().get(address).headers["ETag"]
    change = {"words": "changed"}
    assert notes.client().put(address, json=change, headers={"If-Match": tag}).status == 200
    for stale in (tag, "", "nonsense", 'W/"2"'):
        assert notes.client().put(address, json=change, headers={"If-Match": stale}).status == 412
    for fresh in ('"2"', "*", '"1", "2"'):
        assert notes.client().put(address, json=change, headers={"If-Match": fresh}).status == 200
    assert notes.client().put(address, json=change).status == 200


def test_what_the_caller_has_already_is_not_sent_again(notes: NotesService) -> None:
    note = write(notes, None).json["id"]
    answer = notes.client().get(f"{NOTES}/{note}", headers={"If-None-Match": '"1"'})
    assert (answer.status, answer.body, answer.headers["ETag"]) == (304, b"", '"1"')
    assert notes.client().get(f"{NOTES}/{note}", headers={"If-None-Match": '"2"'}).status == 200
