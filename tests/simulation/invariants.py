"""What must hold when all is over, looked at in raw rows and in what people have in their hands."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from tests.simulation.director import instant, stored
from tests.simulation.model import Gathering, Model, Person, Told
from tests.simulation.product import SimulatedProduct

FINAL = ("sent", "delivered", "failed", "expired", "suppressed", "unreachable")
HERS = ("stopped", "started")  # what is told although she stopped
ERASED, STOPPED = "is erased", "had stopped"
AHEAD = timedelta(hours=3)
COPIES = ("registrations", "notifications", "partners")


def violations(product: SimulatedProduct, model: Model) -> list[str]:
    """Every promise that is broken, in words."""
    checks = (books, requests, answers, removals, seats, invitations, texts, silences, erasures, receipts, mails)
    checks += (copies, attendance, at_rest)
    return [found for check in checks for found in check(product, model)]


def books(product: SimulatedProduct, model: Model) -> Iterator[str]:
    """The audit balances; nothing was given up."""
    for line in product.books():
        if not line.balanced:
            yield f"a book does not balance: {line}"


def requests(product: SimulatedProduct, model: Model) -> Iterator[str]:
    """What was asked once was done once."""
    asked = {
        "registrations participants": ("id", len(model.people)),
        "registrations memberships": ("id", sum(one.is_member for one in model.people)),
        "events events": ("id", len(model.events)),
        "registrations attendance": ("id", len(model.roll)),
    }
    for where, (column, count) in asked.items():
        service, table = where.split()
        (row,) = product.rows(service, f"SELECT count({column}) AS found FROM {table}")
        if row["found"] != count:
            yield f"{table}: {count} acknowledged, {row['found']} there"


def answers(product: SimulatedProduct, model: Model) -> Iterator[str]:
    """Every answer that was acknowledged is there, and the last one told is the one that counts."""
    reached = {row["provider_id"]: row for row in product.rows("notifications", "SELECT * FROM replies")}
    sent = {text.provider_id: text for text in product.phones.inbound}
    if lost := sorted(sent.keys() - reached.keys()):
        yield f"texts that never came in: {lost}"
    rows = product.rows("registrations", "SELECT * FROM registrations")
    now = {(row["participant_id"], row["event_id"]): row for row in rows}
    too_large = {
        (row["participant_id"], row["event_id"], row["told_at"])
        for row in product.rows("registrations", "SELECT * FROM answers WHERE reason = 'party_too_large'")
    }
    for person in model.known():
        for event in _judged(model, product):
            if event.id in person.taken_off:
                continue
            told = [one for one in person.answers if one.event_id == event.id]
            for one in told:
                if one.text_id in reached:
                    one.at = instant(reached[one.text_id]["received_at"])
            told = [one for one in told if one.at and (person.id, event.id, stored(one.at)) not in too_large]
            told.sort(key=lambda one: str(one.at))
            if told:
                yield from _answer(person, event, told, now.get((person.id, event.id)))


def removals(product: SimulatedProduct, model: Model) -> Iterator[str]:
    """Who was taken off an event, or erased, has no seat there and waits for none."""
    rows = product.rows("registrations", "SELECT participant_id, event_id, status FROM registrations")
    live = [row for row in rows if row["status"] in ("confirmed", "offered", "waitlisted")]
    has = {(row["participant_id"], row["event_id"]): row["status"] for row in live}
    for person in model.people:
        for event in _judged(model, product):
            is_gone = person.is_erased or (event.id in person.taken_off and event.id not in person.seats)
            if is_gone and (person.id, event.id) in has:
                yield f"{person.name} is gone from {event.id}, and is {has[person.id, event.id]}"


def _judged(model: Model, product: SimulatedProduct) -> list[Gathering]:
    """Events of which every answer counts: neither called off nor begun."""
    return [one for one in model.published() if one.starts_at > product.clock.now()]


def _answer(person: Person, event: Gathering, told: list[Told], row: Any) -> Iterator[str]:
    last = told[-1]
    if len(told) > 1 and told[-2].at == last.at:
        return  # of one instant, who can say which was the last
    if row is None:
        yield f"{person.name} answered {last.word} to {event.id}, and nothing is known of it"
    elif row["answer"] != last.word:
        yield f"{person.name} said {last.word} to {event.id} last, at {last.at}; what counts is {row['answer']}"
    elif (last.word == "accepted") == (row["status"] in ("declined", "tentative")):
        yield f"{person.name} said {last.word} to {event.id} and is {row['status']}"


def seats(product: SimulatedProduct, model: Model) -> Iterator[str]:
    """No seat is given twice, none is free while somebody waits for it, and the line has an order."""
    capacities = {event.id: event for event in model.events}
    for event in product.rows("events", "SELECT * FROM events WHERE published_at IS NOT NULL"):
        claims = product.rows("registrations", "SELECT * FROM registrations WHERE event_id = ?", event["id"])
        taken = sum(row["party_size"] for row in claims if row["status"] in ("confirmed", "offered"))
        waiting = [row for row in claims if row["status"] == "waitlisted"]
        if event["id"] in capacities and taken > capacities[event["id"]].largest:
            yield f"{event['id']}: {taken} seats given, there were never more than {capacities[event['id']].largest}"
        free = event["capacity"] - taken
        ahead = event["starts_at"] > stored(product.clock.now()) and event["status"] != "cancelled"
        if ahead and any(row["party_size"] <= free for row in waiting):
            yield f"{event['id']}: {free} seats are free while {len(waiting)} wait"
        positions = [row["position"] for row in waiting]
        if None in positions or len(set(positions)) < len(positions):
            yield f"{event['id']}: the line is broken: {positions}"


def invitations(product: SimulatedProduct, model: Model) -> Iterator[str]:
    """Every member has one invitation to each date ahead, and was told of it once on each of her channels."""
    rows = product.rows("registrations", "SELECT * FROM invitations")
    issued = Counter((row["participant_id"], row["event_id"]) for row in rows)
    announced = {(row["participant_id"], row["event_id"]) for row in rows if row["announce"]}
    owed = Counter(
        (row["participant_id"], row["event_id"], row["channel"], row["state"])
        for row in product.rows("notifications", "SELECT * FROM notifications WHERE occasion = 'invitation'")
    )
    for event in model.published():
        if event.starts_at <= product.clock.now() + AHEAD:
            continue
        for person in model.people:
            if not person.is_member or person.wrote or person.is_erased or event.id in person.taken_off:
                continue
            hers = (person.id, event.id)
            if issued[hers] != 1:
                yield f"{person.name} has {issued[hers]} invitations to {event.id}"
            elif hers in announced and not any(one.event_id == event.id for one in person.answers):
                for channel in person.contacts:
                    told = sum(owed[*hers, channel, state] for state in ("sent", "delivered", "failed"))
                    if told != 1:
                        yield f"{person.name} was told {told} times of {event.id} by {channel}"


def texts(product: SimulatedProduct, model: Model) -> Iterator[str]:
    """Every text that the provider took is one notification, and every one that we say was sent was taken."""
    rows = product.rows("notifications", "SELECT * FROM notifications WHERE channel = 'sms'")
    recorded = Counter(row["provider_id"] for row in rows if row["provider_id"])
    taken = {text.id for text in product.phones.accepted}
    # of a number that is forgotten nobody can ask any more what became of its last text
    lost = {text.id for text in product.phones.accepted if model.has_forgotten(text.to)}
    if unknown := sorted(taken - recorded.keys() - lost):
        yield f"texts that the provider took and no notification knows: {unknown}"
    if invented := sorted(recorded.keys() - taken):
        yield f"notifications with a text that was never taken: {invented}"
    if twice := sorted(one for one, count in recorded.items() if count > 1):
        yield f"texts that two notifications claim: {twice}"
    for row in rows:
        if row["state"] in ("sent", "delivered") and not row["provider_id"]:
            yield f"{row['id']} is {row['state']} without having been taken"


def silences(product: SimulatedProduct, model: Model) -> Iterator[str]:
    """After an acknowledged STOP nothing comes but what says so, and nothing at all to whom we know to be erased."""
    rows = product.rows("notifications", "SELECT provider_id, occasion FROM notifications WHERE channel = 'sms'")
    occasions = {row["provider_id"]: row["occasion"] for row in rows}
    for text in product.phones.accepted:
        occasion = occasions.get(text.id, "stopped" if model.has_forgotten(text.to) else None)
        if text.silence == ERASED or (text.silence and occasion not in HERS):
            yield f"{text.id} ({occasions.get(text.id)}) went to somebody who {text.silence}"
    for mail in product.mailboxes.taken:
        if mail.silence == ERASED:
            yield f"{mail.message_id} went to somebody who {mail.silence}"


def erasures(product: SimulatedProduct, model: Model) -> Iterator[str]:
    """Of who is erased neither name nor contact is left anywhere, but a contact that wanted no more messages."""
    kept = {contact for one in model.people if not one.is_erased for contact in one.contacts.values()}
    for person in model.people:
        if not person.is_erased:
            continue
        hers = {f"{person.name} Pr"} | {one for one in person.contacts.values() if not person.wrote} - kept
        for service, file in product.files.items():
            for line in file.iterdump():
                if any(one in line for one in hers):
                    yield f"{service} still knows {person.name}: {line}"


def receipts(product: SimulatedProduct, model: Model) -> Iterator[str]:
    """What the provider said last and best of a text is what we say."""
    rows = product.rows("notifications", "SELECT provider_id, state FROM notifications WHERE channel = 'sms'")
    for row in rows:
        if row["provider_id"] in model.delivered and row["state"] != "delivered":
            yield f"{row['provider_id']} was delivered, and is called {row['state']}"


def mails(product: SimulatedProduct, model: Model) -> Iterator[str]:
    """SEQUENCE never falls; no mail comes twice unless a connection was lost or we died."""
    newest: dict[tuple[str, str], int] = {}
    for mail in product.mailboxes.taken:
        calendar = mail.calendar
        if calendar is None:
            continue
        key = (mail.to, calendar[0])
        if calendar[1] < newest.get(key, 0):
            yield f"{mail.to} got SEQUENCE {calendar[1]} after {newest[key]}"
        newest[key] = max(calendar[1], newest.get(key, 0))
    copies_of = Counter((mail.to, mail.message_id) for mail in product.mailboxes.taken)
    again = sum(count - 1 for count in copies_of.values())
    if again and not product.mailboxes.doubtful and not model.deaths:
        yield f"{again} mails came twice although all went well"
    for row in product.rows("notifications", "SELECT id FROM notifications WHERE channel = 'email' AND state = 'sent'"):
        if not any(f"{row['id']}@" in message_id for _, message_id in copies_of):
            yield f"{row['id']} is a mail that was never taken"


def copies(product: SimulatedProduct, model: Model) -> Iterator[str]:
    """What the others know of events and networks is what `events` says now."""
    for table, said, columns in (
        ("known_events", "events WHERE published_at IS NOT NULL", "id, revision, starts_at, ends_at"),
        ("known_networks", "networks", "id, revision"),
    ):
        now = {tuple(row) for row in product.rows("events", f"SELECT {columns} FROM {said}")}
        for service in COPIES:
            known = {tuple(row) for row in product.rows(service, f"SELECT {columns} FROM {table}")}
            if known != now:
                yield f"{service} has other {table}: {sorted(known ^ now)}"


def attendance(product: SimulatedProduct, model: Model) -> Iterator[str]:
    """The partner knows of those who agreed, of all of them, and never of another."""
    names = {row["id"]: row["attendance_id"] for row in product.rows("partners", "SELECT * FROM told_attendances")}
    read = {item["id"]: item for item in model.feed}
    live = {names.get(item["data"]["id"]): item["type"] for item in sorted(read.values(), key=_place)}
    knows = {one for one, kind in live.items() if kind != "attendance.withdrawn.v1"}
    owed = {came.id for came in model.roll if came.told}
    said = {names.get(item["data"]["id"]): item["data"] for item in sorted(read.values(), key=_place)}
    for came in model.roll:
        if came.told and came.id in said and said[came.id].get("status") != came.status:
            yield f"the partner has {came.id} as {said[came.id].get('status')}, it is {came.status}"
    if missing := owed - knows:
        yield f"the partner does not know of {sorted(missing)}"
    if too_much := knows - owed:
        yield f"the partner knows of {sorted(map(str, too_much))}, who do not agree"
    nobody = {None}  # whom an erased person was: that is no longer known, and all of it must be taken back
    if never := live.keys() - nobody - {came.id for came in model.roll if came.agreed}:
        yield f"the partner was told of {sorted(map(str, never))}, who never agreed"


def _place(item: dict[str, Any]) -> str:
    return str(item["sequence"])


def at_rest(product: SimulatedProduct, model: Model) -> Iterator[str]:
    """Every notification has come to an end, but for reminders of what lies ahead."""
    for row in product.rows("notifications", "SELECT * FROM notifications"):
        waits = row["occasion"] == "reminder" and row["state"] == "queued"
        if row["state"] not in FINAL and not waits:
            yield f"{row['id']} ({row['occasion']} by {row['channel']}) is still {row['state']}: {row['reason']}"


def silence(product: SimulatedProduct, model: Model, contact: str) -> str:
    """Why nothing may be sent there, as far as `notifications` knows at this moment."""
    people = model.reached_at(contact)
    ids = [one.id for one in people if one.id]
    marks = ", ".join("?" for _ in ids)
    statement = f"SELECT count(*) FROM recipients WHERE erased_at IS NOT NULL AND id IN ({marks})"
    if ids and product.rows("notifications", statement, *ids)[0][0] == len(people):
        return ERASED
    wrote = {text_id: word for one in people for text_id, word in one.wrote.items()}
    if not wrote:
        return ""
    statement = "SELECT provider_id FROM replies WHERE from_contact = ? AND state = 'understood' ORDER BY id"
    understood = [row["provider_id"] for row in product.rows("notifications", statement, contact)]
    words = [wrote[one] for one in understood if one in wrote]
    return STOPPED if words[-1:] == ["STOP"] else ""
