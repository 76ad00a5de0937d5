"""Who is invited by mistake has a minute in which the invitation can be taken back; nothing else waits."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import update

from services.notifications.invitation import Invitation
from shared.contracts.registrations import PARTICIPANT_ERASED, REGISTRATION_CANCELLED
from tests.services.notifications.outbound import START, Outbound

UNDO = timedelta(seconds=60)


@pytest.fixture(scope="module")
def kept_patient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outbound]:
    made = Outbound(tmp_path_factory.mktemp("patient"), samling_sending_undo=UNDO)
    yield made
    made.service.close()


@pytest.fixture
def patient(kept_patient: Outbound) -> Outbound:
    """A house where invitations wait a minute; its network sends, and Amina was invited just now."""
    kept_patient.begin_anew()
    kept_patient.ready_to_invite()
    kept_patient.invite()
    return kept_patient


def sent(outbound: Outbound) -> tuple[int, int]:
    return len(outbound.texts()), len(outbound.post.taken)


def test_an_invitation_waits_a_minute_and_then_goes_out(patient: Outbound) -> None:
    patient.later(seconds=59)
    assert sent(patient) == (0, 0)
    assert {row.due_at for row in patient.owed()} == {patient.clock.now() + timedelta(seconds=1)}
    patient.later(seconds=1)
    assert sent(patient) == (1, 1)


def test_so_does_the_invitation_of_who_became_known_after_it(patient: Outbound) -> None:
    patient.invite("sara")
    patient.later(seconds=30)
    patient.person("sara", "+447700900002")
    patient.later(seconds=59)
    assert patient.texts("+447700900002") == []
    patient.later(seconds=1)
    assert len(patient.texts("+447700900002")) == 1


ENDS: dict[str, Callable[[Outbound], None]] = {
    "her membership ends": lambda outbound: outbound.invite(announce=False),
    "the event is called off": lambda outbound: outbound.cancel(),
    "sending is held": lambda outbound: outbound.network(sending="held"),
    "she is erased": lambda outbound: outbound._hear(
        PARTICIPANT_ERASED, "prt_amina", {"id": "prt_amina"}, "registrations"
    ),
    "she answered": lambda outbound: outbound.answered("declined", "declined", channel="link"),
}


@pytest.mark.parametrize("end", ENDS)
def test_what_ends_the_need_within_the_minute_leaves_it_unsent(patient: Outbound, end: str) -> None:
    patient.later(seconds=58)
    ENDS[end](patient)
    patient.later(seconds=62)
    patient.later(hours=1)
    assert sent(patient) == (0, 0)


def test_who_is_taken_off_within_the_minute_is_not_invited(patient: Outbound) -> None:
    patient.registered(reason="organiser")
    patient.registered("cancelled", contract=REGISTRATION_CANCELLED, reason="organiser")
    patient.later(minutes=2)
    assert not [row for row in patient.owed(occasion="invitation") if row.state == "sent"]


def test_the_sender_too_looks_whether_it_was_taken_back(patient: Outbound) -> None:
    with patient.transaction() as tx:
        tx.execute(update(Invitation).values(announce=False))
    patient.later(minutes=2)
    assert {(row.state, row.reason) for row in patient.owed()} == {("expired", "taken back")}
    assert sent(patient) == (0, 0)


def test_that_it_is_taken_back_may_be_heard_first(patient: Outbound) -> None:
    patient.person("sara", "+447700900002")
    patient._revision += 10
    patient.invite("sara", announce=False)
    patient._revision -= 11
    patient.invite("sara")
    patient.later(minutes=2)
    assert patient.texts("+447700900002") == []


def test_what_was_taken_back_comes_back_with_a_minute_of_its_own(patient: Outbound) -> None:
    patient.invite(announce=False)
    patient.later(seconds=50)
    patient.invite()
    patient.later(seconds=59)
    assert sent(patient) == (0, 0)
    patient.later(seconds=1)
    assert sent(patient) == (1, 1)
    patient.invite(announce=False)
    patient.invite()
    patient.later(minutes=5)
    assert sent(patient) == (1, 1), "what was sent is not sent twice"


def test_what_comes_back_while_sending_is_held_is_held(patient: Outbound) -> None:
    patient.invite(announce=False)
    patient.network(sending="held")
    patient.invite()
    assert {row.state for row in patient.owed()} == {"held"}
    patient.network(sending="on")
    patient.later(minutes=1)
    assert sent(patient) == (1, 1)


def test_nothing_else_waits(patient: Outbound) -> None:
    patient.later(minutes=1)
    patient.registered()
    assert "Du har plass" in patient.texts()[-1]
    patient.move(START + timedelta(days=1))
    assert "10. mars" in patient.texts()[-1]
    (reminder,) = patient.owed(occasion="reminder", channel="sms")
    assert reminder.due_at == START
    patient.cancel(sequence=2)
    assert len(patient.texts()) == 4


def test_nor_does_what_else_waited_for_who_became_known(patient: Outbound) -> None:
    patient.registered(name="sara", reason="organiser")
    patient.invite("sara", announce=False)
    patient.person("sara", "+447700900002")
    assert "Du har plass" in patient.texts("+447700900002")[-1]


def test_who_was_invited_and_not_told_is_not_told_of_a_move(patient: Outbound) -> None:
    patient.move(START + timedelta(days=1))
    patient.later(minutes=1)
    (text,) = patient.texts()
    assert "10. mars" in text
    assert patient.owed(occasion="moved") == []
