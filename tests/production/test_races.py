"""What two transactions on PostgreSQL must not do to each other: each race is held open at its worst moment."""

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from services.notifications.known_event import KnownEvent
from services.notifications.operations.claim_window import Channel, claim_window
from services.notifications.reach import World
from services.notifications.rendering import Renderer, Sender
from services.registrations import seats
from services.registrations import service as registrations
from services.registrations.handlers import subscriptions
from services.registrations.invitation import INVITATIONS
from services.registrations.issuing import issue, known_event
from services.registrations.known_event import KNOWN_EVENTS
from services.registrations.operations.change_participant import change_participant
from services.registrations.operations.erase_participant import erase_participant
from services.registrations.operations.invite import invite_members, invite_people
from services.registrations.operations.register_participant import register_participant
from services.registrations.reach import Reach
from services.registrations.settings import Settings
from shared.consumer import Consumer
from shared.contracts.notifications import CONTACT_SUPPRESSED
from shared.database import Transaction
from shared.dispatcher import Dispatcher
from shared.inbox import INBOX
from shared.message import Message
from shared.problems import Invalid, NotFound
from tests.services.notifications.outbound import START, Outbound
from tests.services.registrations.organiser import EVENT, Organiser
from tests.support.at_once import behind, beside, until_waiting, waits
from tests.support.one_service import KEYS, NOON, ORGANISATION, OneService
from tests.support.servers import PostgreSql
from tests.support.servers.parts import wait_until

pytestmark = pytest.mark.production


@pytest.fixture
def organiser(postgresql: PostgreSql, tmp_path: Path) -> Iterator[Organiser]:
    """An organiser with one network and one event, on PostgreSQL."""
    url = postgresql.new_database()
    settings = Settings(samling_data_dir=str(tmp_path), registrations_database_url=url)
    house = OneService(lambda runtime: registrations.build(settings, runtime))
    organiser = Organiser(house)
    organiser.network()
    organiser.event(capacity=None)
    yield organiser
    assert organiser.balanced()
    assert house.dead() == []
    house.service.close()


def invited(organiser: Organiser, person: str) -> int:
    i = INVITATIONS.c
    with organiser.service.read() as tx:
        query = select(func.count()).where(i.participant_id == person, ~i.removed)
        return tx.scalar(query) or 0


def erase(tx: Transaction, person: str) -> None:
    erase_participant(tx, person, reach=Reach(ORGANISATION))


def test_who_is_erased_while_she_is_registered_by_hand_is_not_invited(organiser: Organiser) -> None:
    person = organiser.person()

    def register() -> None:
        with pytest.raises(NotFound), organiser.service.transaction() as tx:
            register_participant(
                tx, EVENT, person, reach=Reach(ORGANISATION), word="accepted", party_size=None, keys=KEYS
            )

    behind(organiser.service.service.database, lambda tx: erase(tx, person), register)
    assert invited(organiser, person) == 0


def test_who_is_erased_while_an_organiser_invites_her_is_not_invited(organiser: Organiser) -> None:
    person = organiser.person()

    def invite() -> None:
        with pytest.raises(Invalid), organiser.service.transaction() as tx:
            invite_people(tx, EVENT, [person], organisation=ORGANISATION, keys=KEYS)

    behind(organiser.service.service.database, lambda tx: erase(tx, person), invite)
    assert invited(organiser, person) == 0


def test_who_is_invited_at_the_moment_of_her_erasure_has_no_invitation_afterwards(organiser: Organiser) -> None:
    person = organiser.person()

    def invite(tx: Transaction) -> None:
        assert invite_people(tx, EVENT, [person], organisation=ORGANISATION, keys=KEYS) == 1

    def erases() -> None:
        with organiser.service.transaction() as tx:
            erase(tx, person)

    behind(organiser.service.service.database, invite, erases)
    assert invited(organiser, person) == 0


def invites_members(organiser: Organiser) -> int:
    with organiser.service.transaction() as tx:
        return invite_members(tx, EVENT, organisation=ORGANISATION, keys=KEYS)


def is_done(organiser: Organiser) -> bool:
    with organiser.service.read() as tx:
        return tx.scalar(select(KNOWN_EVENTS.c.invited_at)) is not None


def test_a_member_who_is_erased_while_the_members_are_invited_is_not_invited(organiser: Organiser) -> None:
    gone, stays = organiser.member(), organiser.member()
    with organiser.service.transaction() as tx:
        erase(tx, gone)
        assert invites_members(organiser) == 1
    assert not is_done(organiser)
    organiser.passes(seconds=1)
    assert is_done(organiser)
    assert (invited(organiser, gone), invited(organiser, stays)) == (0, 1)


def test_a_member_who_is_being_changed_while_the_members_are_invited_is_invited_a_moment_later(
    organiser: Organiser,
) -> None:
    person = organiser.member()
    with organiser.service.transaction() as tx:
        change_participant(tx, person, {"call_name": "Mina"}, reach=Reach(ORGANISATION), keys=KEYS)
        assert invites_members(organiser) == 0
    organiser.passes(seconds=1)
    assert is_done(organiser)
    assert invited(organiser, person) == 1


def stopped(number: int, person: str, channel: str) -> str:
    """`notifications` says that she wrote STOP."""
    data = {
        "participant_id": person,
        "channel": channel,
        "network_id": None,
        "suppressed": True,
        "reason": "stop",
        "since": NOON,
    }
    message = Message(
        id=f"msg_stopped_{number}",
        source="/samling/notifications",
        type=CONTACT_SUPPRESSED.type,
        subject=f"{person}/{channel}/all",
        time=NOON,
        organisation=ORGANISATION,
        revision=1,
        correlationid="msg",
        causationid=None,
        data=CONTACT_SUPPRESSED.dump(data),
    )
    return message.to_json()


def test_two_dispatchers_that_are_told_of_the_same_people_crosswise_do_not_wait_in_a_ring(organiser: Organiser) -> None:
    amina, sara = organiser.person(), organiser.person()
    database, clock = organiser.service.service.database, organiser.service.clock
    has_one = threading.Event()

    def pausing(between: Callable[[], None]) -> Dispatcher:
        pauses = [between]

        def handle(tx: Transaction, message: Message) -> None:
            known.handler(tx, message)
            tx.flush()
            while pauses:
                pauses.pop()()

        (known,) = (one for one in subscriptions(timedelta(0)) if one.contract is CONTACT_SUPPRESSED)
        return Dispatcher(database, [replace(known, handler=handle)], chance=random.Random(1), batch=2)

    def until_both_have_one_or_one_waits() -> None:
        meanwhile.enter_context(beside(lambda: second.run_once(clock.now())))
        wait_until(lambda: has_one.is_set() or waits(database), OSError, 30)

    first, second = pausing(until_both_have_one_or_one_waits), pausing(has_one.set)
    order = ((amina, "sms"), (sara, "sms"), (sara, "email"), (amina, "email"))
    Consumer(database, first.locks).receive([stopped(number, *what) for number, what in enumerate(order)])
    with ExitStack() as meanwhile:
        first.run_once(clock.now())
    with database.read() as tx:
        rows = tx.execute(select(INBOX.c.done_at, INBOX.c.last_error)).all()
    assert [(row.done_at is None, row.last_error) for row in rows] == [(False, None)] * 4


def test_a_change_of_the_event_an_inviting_and_an_answer_by_hand_do_not_wait_in_a_ring(organiser: Organiser) -> None:
    """The inviting waits for who invites the same person by hand, the change for the inviting, and nobody for that."""
    person = organiser.member()
    database = organiser.service.service.database
    with ExitStack() as meanwhile, database.transaction() as tx:
        issue(tx, known_event(tx, EVENT, ORGANISATION), [person], keys=KEYS, announce=False)
        meanwhile.enter_context(beside(lambda: invites_members(organiser)))
        until_waiting(database)
        meanwhile.enter_context(beside(lambda: organiser.event(capacity=3)))
        until_waiting(database, 2)
        tx.execute(text("SET LOCAL lock_timeout = '5s'"))
        seats.lock(tx, EVENT, ORGANISATION)
    assert organiser.seats()[0] == 3
    assert invited(organiser, person) == 1


@pytest.fixture
def outbound(postgresql: PostgreSql, tmp_path: Path) -> Iterator[Outbound]:
    """The service that tells people, on PostgreSQL, with one invitation that is due and not yet sent."""
    outbound = Outbound(tmp_path, notifications_database_url=postgresql.new_database())
    outbound.ready_to_invite(sending="held")
    outbound.invite("amina")
    with outbound.together():
        outbound.network(sending="on")
        hears(outbound)
        yield outbound
    assert outbound.dead() == []
    outbound.service.close()


def hears(outbound: Outbound) -> None:
    """Messages are handled, and nothing is sent."""
    main = outbound.service.loops[0]
    while main.run_once(outbound.clock.now()):
        pass


def claims(tx: Transaction) -> list[str]:
    """A sender takes what is due on the phone; what it will say."""
    world = World("sms", sandbox=True, countries=frozenset({"GB"}))
    renderer = Renderer(Sender("post@example.org", "example.org"))
    channel = Channel("sms", world, renderer, lambda _invitation: "https://x.example.org/p/x")
    _, parcels = claim_window(tx, channel, limit=9, lease=timedelta(minutes=1))
    return [str(parcel.content) for parcel in parcels]


def test_who_was_told_the_old_time_while_the_event_moved_is_told_that_it_moved(outbound: Outbound) -> None:
    said: list[str] = []

    def claim_and_move(tx: Transaction) -> None:
        said.extend(claims(tx))
        outbound.move(START + timedelta(days=1))

    behind(outbound.service.database, claim_and_move, lambda: hears(outbound))
    assert len(said) == 1
    assert [row.occasion for row in outbound.owed(channel="sms", state="queued")] == ["moved"]


def test_who_was_told_while_the_event_was_called_off_is_told_that_it_was(outbound: Outbound) -> None:
    def claim_and_cancel(tx: Transaction) -> None:
        assert len(claims(tx)) == 1
        outbound.cancel()

    behind(outbound.service.database, claim_and_cancel, lambda: hears(outbound))
    assert [row.occasion for row in outbound.owed(channel="sms", state="queued")] == ["event_cancelled"]


def test_what_concerns_an_event_that_is_being_changed_waits_a_moment(outbound: Outbound) -> None:
    database = outbound.service.database
    with database.transaction() as tx:
        tx.execute(select(KnownEvent.id).with_for_update())
        with database.transaction() as other:
            assert claims(other) == []
    (row,) = outbound.owed(channel="sms")
    assert (row.state, row.attempts, row.lease) == ("queued", 0, None)
    outbound.clock.advance(timedelta(seconds=1))
    with database.transaction() as tx:
        assert len(claims(tx)) == 1


ONCE_IN_THE_WAY = """
CREATE SEQUENCE tries;
CREATE FUNCTION meet() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF nextval('tries') = 1 THEN RAISE EXCEPTION 'met' USING ERRCODE = '40P01'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER meet BEFORE INSERT ON attempts FOR EACH STATEMENT EXECUTE FUNCTION meet();
"""


@pytest.mark.parametrize("channel", ["sms", "email"])
def test_what_a_provider_said_is_recorded_though_somebody_was_in_the_way(outbound: Outbound, channel: str) -> None:
    (loop,) = (one for one in outbound.service.loops if one.name.endswith(channel))
    with outbound.service.database.connection() as connection:
        connection.exec_driver_sql(ONCE_IN_THE_WAY)
    loop.run_once(outbound.clock.now())
    assert [row.state for row in outbound.owed(channel=channel)] == ["sent"]
    assert len(outbound.telephone.taken) + len(outbound.post.taken) == 1
