"""Puts events with people invited to them straight into the tables of `registrations`, and writes their answers."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, create_engine, make_url, text

from bench.load import request
from shared.tokens import Identity, issue
from tests.support.process import KEYS

ORGANISATION, NETWORK = "demo", "net_1"
_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :people)"
_WHOSE = "'demo' AS organisation"
_KNOWN = f"""INSERT INTO known_networks
 (id, organisation, revision, name, timezone, languages, signature, wording, waitlist)
 SELECT 'net_1', {_WHOSE}, 1, 'Network', 'Europe/Oslo', '["nb"]', 'Network', 'open', 'confirm'
 WHERE NOT EXISTS (SELECT 1 FROM known_networks)"""
_EVENT = f"""INSERT INTO known_events
 (id, organisation, revision, network_id, uid, sequence, title, starts_at, ends_at, timezone, attendance_mode, capacity,
  status, invited_at, attempts)
 SELECT :event, {_WHOSE}, 1, 'net_1', :event, 0, '{{"nb":"Event"}}', :starts, :ends, 'Europe/Oslo', 'offline',
  CAST(:capacity AS integer), 'scheduled', :now, 0"""
_SEATS = f"""INSERT INTO seats
 (event_id, organisation, capacity, allowed, taken, waiting, last_position, closed, revision, attempts)
 SELECT :event, {_WHOSE}, CAST(:capacity AS integer), CAST(:capacity AS integer), :taken, 0, 0, :no, 1, 0"""
_PEOPLE = f"""{_NUMBERS} INSERT INTO participants
 (id, organisation, name, call_name, phone, language, channels, protected, discreet, unreachable, revision,
  created_at, changed_at, changed_by)
 SELECT 'par_' || :event || (:first + i), {_WHOSE}, 'Guest ' || i, 'Guest', NULL, 'nb', '["sms"]', :no, :no, '[]', 1,
  :now, :now, 'bench' FROM n"""
_INVITATIONS = f"""{_NUMBERS} INSERT INTO invitations
 (id, organisation, event_id, participant_id, network_id, link_version, token_hash, issued_at, announce, removed,
  revision, changed_at, changed_by)
 SELECT 'inv_' || :event || (:first + i), {_WHOSE}, :event, 'par_' || :event || (:first + i), 'net_1', 'x.1',
  :event || (:first + i), :now, :yes, :no, 1, :now, 'bench' FROM n"""
_REGISTRATIONS = f"""{_NUMBERS} INSERT INTO registrations
 (id, organisation, event_id, participant_id, invitation_id, status, party_size, answer, told_at, channel, revision,
  changed_at, changed_by, reason, attempts)
 SELECT 'reg_' || :event || (:first + i), {_WHOSE}, :event, 'par_' || :event || (:first + i),
  'inv_' || :event || (:first + i), 'confirmed', 1, 'accepted', :now, 'link', 1, :now, 'bench', 'answered', 0 FROM n"""


class Guests:
    """People invited to one event, each of whom answers once."""

    def __init__(self, url: str, event: str, *, invited: int, capacity: int | None = None, answered: int = 0) -> None:
        self.event = event
        self._next = 0
        self._invited = invited
        engine = engine_of(url)
        _plant(engine, event, invited, capacity, answered)
        engine.dispose()

    def again(self) -> "Guests":
        """The same people from the first on, for another side."""
        self._next = 0
        return self

    def by_organiser(self, url: str, number: int) -> list[bytes]:
        """Their next answers as an organiser enters them."""
        head = {"Authorization": f"Bearer {organiser()}"}
        address = f"{url}/api/registrations/v1/events/{self.event}/registrations"
        return [
            request(
                "POST", address, json.dumps({"participant_id": f"par_{who}", "answer": "accepted"}).encode(), **head
            )
            for who in self._some(number)
        ]

    def by_link(self, url: str, number: int) -> list[bytes]:
        """Their next answers as each presses the button on her own page."""
        address = f"{url}/api/registrations/v1/my-invitation/answer"
        said = json.dumps({"answer": "accepted"}).encode()
        return [
            request("POST", address, said, Authorization=f"Bearer {_hers(f'inv_{who}', self.event)}")
            for who in self._some(number)
        ]

    def bare(self, url: str, number: int) -> list[bytes]:
        """The same for the limit."""
        address = f"{url}/events/{self.event}/rsvps"
        return [
            request("POST", address, json.dumps({"participant_id": f"par_{who}", "answer": "accepted"}).encode())
            for who in self._some(number)
        ]

    def _some(self, number: int) -> Iterator[str]:
        first, self._next = self._next, self._next + number
        assert self._next <= self._invited, "more answers than people"
        return (f"{self.event}{10_000_000 + one}" for one in range(first + 1, first + number + 1))


def organiser() -> str:
    """A token as the console sends it."""
    return issue(KEYS, Identity(organisation=ORGANISATION, role="organiser", subject="usr_bench", expires_at=_later()))


def engine_of(url: str) -> Engine:
    return create_engine(make_url(url.replace("postgresql://", "postgresql+psycopg://")))


def _hers(invitation: str, event: str) -> str:
    return issue(
        KEYS,
        Identity(
            organisation=ORGANISATION,
            role="participant",
            subject=invitation,
            invitation=invitation,
            network=NETWORK,
            event=event,
            expires_at=_later(),
        ),
    )


def _later() -> datetime:
    return datetime.now(UTC) + timedelta(minutes=30)


def _plant(engine: Engine, event: str, invited: int, capacity: int | None, answered: int) -> None:
    now = datetime.now(UTC)
    if engine.dialect.name == "sqlite":
        now = now.replace(tzinfo=None)
    starts = now + timedelta(days=14)
    known = {"event": event, "now": now, "starts": starts, "ends": starts + timedelta(hours=2), "capacity": capacity}
    known |= {"taken": answered, "yes": True, "no": False}
    steps = [(_KNOWN, {}), (_EVENT, known), (_SEATS, known)]
    for first, people in ((10_000_000, invited), (50_000_000, answered)):
        if people:
            span = known | {"first": first, "people": people}
            steps += [(_PEOPLE, span), (_INVITATIONS, span)] + ([(_REGISTRATIONS, span)] if first > 10_000_000 else [])
    with engine.begin() as connection:
        for statement, values in steps:
            connection.execute(text(statement), {name: values[name] for name in values if f":{name}" in statement})
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
