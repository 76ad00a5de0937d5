"""The story, scene by scene; each scene's docstring is its heading."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from icalendar import Calendar

from services.commands.audit import audited
from services.commands.demo.playbill import SERIES
from services.commands.demo.stage import Stage
from shared.timezones import zone


def plan(stage: Stage) -> None:
    """A network is made, and a year of monthly gatherings, with July off."""
    slug, email = stage.playbill.organisation, stage.playbill.owner
    owner = {"slug": slug, "name": "Nordlys kommune (invented)", "owner_email": email}
    stage.call("POST", "web/organisations", owner, role="operator")
    stage.cast["network"] = stage.call("POST", "events/networks", stage.playbill.network)
    first, rrule = stage.playbill.first_date(stage.clock.now())
    body = SERIES | {"network_id": stage.cast["network"]["id"], "starts_at": first, "rrule": rrule}
    series = stage.call("POST", "events/series", body)
    dates = stage.call("GET", f"events/series/{series['id']}/events?limit=50")["items"]
    stage.expect(len(dates) == 12, f"twelve dates; there are {len(dates)}")
    local = {_local(event["starts_at"]).strftime("%H:%M") for event in dates}
    hour = first[-5:]
    stage.expect(local == {hour}, f"{hour} in Oslo in summer and in winter; there is {local}")
    july = next((at for at in map(_start, dates[1:]) if at.month == 7), _start(dates[1]))
    stage.call("POST", f"events/series/{series['id']}/exceptions", {"date": f"{july:%Y-%m-%d}", "skip": True})
    theme = {"nb": "Å søke jobb", "en": "Applying for a job", "ar": "البحث عن عمل"}
    stage.call("PATCH", f"events/events/{dates[0]['id']}", {"theme": theme})
    stage.call("POST", f"events/series/{series['id']}/publish", {})
    dates = stage.call("GET", f"events/series/{series['id']}/events?limit=50")["items"]
    for event in dates:
        stage.tell(f"{_local(event['starts_at']):%a %d %b %Y %H:%M}  {(event.get('theme') or {}).get('en', '')}")
    stage.cast["event"] = dates[0]


def join(stage: Stage) -> None:
    """Four people join; each in her own language and on the channels she chose."""
    for name, person in stage.playbill.people.items():
        participant = stage.call("POST", "registrations/participants", person)
        membership = {"participant_id": participant["id"], "network_id": stage.cast["network"]["id"]}
        stage.call("POST", "registrations/memberships", membership)
        stage.cast[name] = participant["id"]
        stage.tell(f"{person['name']}: {person['language']}, {' and '.join(person['channels'])}")


def invite(stage: Stage) -> None:
    """Two weeks before, all are invited; nothing leaves before the organiser starts inviting."""
    event = stage.cast["event"]
    stage.move_clock_to(_instant(event["starts_at"]) - timedelta(days=14), "invitations are due")
    held = stage.eventually(
        "held invitations",
        lambda: _all(stage.call("GET", f"notifications/notifications?event_id={event['id']}")["items"], 5),
    )
    stage.expect({item["state"] for item in held} == {"held"}, "all invitations are held")
    stage.tell("5 invitations wait: sending is held until the organiser starts it. She starts it now.")
    stage.call("PATCH", f"events/networks/{stage.cast['network']['id']}", {"sending": "on"})
    stage.cast["amal_link"] = _link(stage.sms("Amal", "Kvinnenett"))
    stage.sms("Fatima", "Kvinnenett")
    stage.cast["selam_link"] = _link(stage.sms("Selam", "Kvinnenett"))
    _, calendar = stage.mail("Selam", "REQUEST")
    stage.show_calendar(calendar)
    stage.cast["uid"] = _vevent(stage, calendar)["uid"]
    message, _ = stage.mail("Olena", "REQUEST")
    stage.cast["olena_link"] = _link(message.get_body(("plain",)).get_content())  # type: ignore[union-attr]


def answer(stage: Stage) -> None:
    """They answer by SMS and by link; there are two seats, so two wait in line."""
    stage.reply("Fatima", "1")
    stage.sms("Fatima", "Biblioteket")
    stage.tell("Selam opens her link and presses Yes")
    stage.browse(stage.cast["selam_link"], "accepted")
    stage.sms("Selam", "Biblioteket")
    _, calendar = stage.mail("Selam", "REQUEST")
    stage.expect("PARTSTAT=ACCEPTED" in calendar.replace("\r\n ", ""), "the calendar file says that she comes")
    stage.reply("Amal", "نعم")
    stage.sms("Amal", "1")
    stage.tell("Olena opens her link and presses Yes")
    stage.browse(stage.cast["olena_link"], "accepted")
    stage.mail("Olena", None)
    _status(stage, {"Fatima": "confirmed", "Selam": "confirmed", "Amal": "waitlisted", "Olena": "waitlisted"})


def hand_over(stage: Stage) -> None:
    """Fatima cannot come after all; the first in line gets her seat and is told."""
    stage.reply("Fatima", "2")
    stage.sms("Amal", "Kvinnenett")
    _status(stage, {"Fatima": "declined", "Selam": "confirmed", "Amal": "confirmed", "Olena": "waitlisted"})


def move(stage: Stage) -> None:
    """The gathering moves by a day; phones and calendars are told, with the same UID and a higher SEQUENCE."""
    event = stage.cast["event"]
    step = stage.playbill.moved_by(_instant(event["starts_at"]), stage.clock.now())
    later = {key: (_instant(event[key]) + step).isoformat() for key in ("starts_at", "ends_at")}
    stage.cast["event"] = stage.call("POST", f"events/events/{event['id']}/reschedule", later)
    stage.sms("Amal", "Kvinnenett")
    _, calendar = stage.mail("Selam", "REQUEST")
    moved = _vevent(stage, calendar)
    stage.expect(moved["uid"] == stage.cast["uid"] and int(moved["sequence"]) == 1, "same UID, SEQUENCE 1")
    stage.tell(f"calendar: UID as before, SEQUENCE:{moved['sequence']}, DTSTART {moved['dtstart'].dt:%d %b %H:%M}")


def remind(stage: Stage) -> None:
    """A day before, those who come are reminded."""
    event = stage.cast["event"]
    stage.move_clock_to(_instant(event["starts_at"]) - stage.playbill.reminded, "the reminder is due")
    stage.sms("Amal", "Kvinnenett")
    stage.sms("Selam", "Kvinnenett")


def agree(stage: Stage) -> None:
    """A partner is let in: Amal agrees that the career centre learns when she comes; Selam does not."""
    partner = stage.call("POST", "partners/partners", {"name": "Karrieresenteret (invented)"}, role="owner")
    grant = {"network_id": stage.cast["network"]["id"], "purpose": "attendance"}
    stage.call("POST", f"partners/partners/{partner['id']}/grants", grant, role="owner")
    token = stage.call("POST", f"partners/partners/{partner['id']}/tokens", {}, role="owner")["token"]
    stage.cast["partner"] = stage.reach.apis["partners"].with_token(token)
    consent = {"purpose": "attendance", "partner_id": partner["id"], "reference": "K-2041"}
    stage.call("PATCH", f"registrations/participants/{stage.cast['Amal']}", {"consents": [consent]})


def check_in(stage: Stage) -> None:
    """At the door: Amal and Selam come, and a neighbour without an invitation; a mistake is corrected."""
    event_id = stage.cast["event"]["id"]
    path = f"registrations/events/{event_id}/attendance"
    for name in ("Amal", "Selam"):
        body = {"participant_id": stage.cast[name], "status": "present"}
        stage.cast[f"{name} came"] = stage.call("POST", path, body, role="host")
    stage.call("POST", path, {"walk_in": {"name": "Thuy"}, "status": "present"}, role="host")
    correction = {"status": "late", "reason": "came at half past"}
    stage.call("PUT", f"{path}/{stage.cast['Amal came']['id']}", correction, role="host")
    came = stage.call("GET", path, role="host")["items"]
    stage.expect(len(came) == 3, f"three came; the roll has {len(came)}")
    stage.tell("Amal: late · Selam: present · Thuy (walk-in): present")


def partner_reads(stage: Stage) -> None:
    """The partner reads its feed: only Amal, under a name of its own for her."""

    def look() -> Any:
        feed = stage.call("GET", "partners/attendance?limit=50", api=stage.cast["partner"])
        return feed if len(feed["items"]) == 2 else None

    feed = stage.eventually("two entries in the partner's feed", look)
    for entry in feed["items"]:
        data = entry["data"]
        stage.tell(f"{entry['type']}: {data['person']}, reference {data['reference']}, {data['status']}")
    stage.expect([e["data"]["status"] for e in feed["items"]] == ["present", "late"], "recorded, then corrected")
    text = str(feed)
    for secret in ("Amal", stage.playbill.phone("Amal"), stage.cast["Amal"], "Selam", stage.cast["Selam"], "Thuy"):
        stage.expect(secret not in text, "the feed names nobody")


def cancel(stage: Stage) -> None:
    """An extra evening is announced and has to be cancelled: phones are told, calendars get CANCEL."""
    starts = stage.clock.now() + timedelta(days=9)
    body = {
        "network_id": stage.cast["network"]["id"],
        "title": {"nb": "Ekstra kveld", "en": "Extra evening", "ar": "أمسية إضافية"},
        "starts_at": starts.isoformat(),
        "ends_at": (starts + timedelta(hours=2)).isoformat(),
        "timezone": "Europe/Oslo",
        "capacity": 10,
    }
    event = stage.call("POST", "events/events", body)
    stage.call("POST", f"events/events/{event['id']}/publish", {"invite": "now"})
    stage.sms("Amal", "Kvinnenett")
    _, calendar = stage.mail("Selam", "REQUEST")
    invited = _vevent(stage, calendar)
    stage.call("POST", f"events/events/{event['id']}/cancel", {})
    stage.sms("Amal", "Kvinnenett")
    _, calendar = stage.mail("Selam", "CANCEL")
    cancelled = _vevent(stage, calendar)
    stage.expect(cancelled["uid"] == invited["uid"], "the cancellation has the UID of the invitation")
    stage.expect(int(cancelled["sequence"]) > int(invited["sequence"]), "and a higher SEQUENCE")


def audit(stage: Stage) -> None:
    """The books: everything is recounted from raw rows."""
    lines = stage.eventually("books that balance", lambda: _balanced(stage))
    for line in lines:
        stage.tell(str(line))


STORY: list[Callable[[Stage], None]] = [
    plan,
    join,
    invite,
    answer,
    hand_over,
    move,
    agree,
    remind,
    check_in,
    partner_reads,
    cancel,
    audit,
]


def _balanced(stage: Stage) -> Any:
    stage.move_clock(timedelta(seconds=11))  # past what counts as under way
    lines = audited(stage.reach)
    return lines if all(line.balanced for line in lines) else None


def _status(stage: Stage, wanted: dict[str, str]) -> None:
    path = f"registrations/events/{stage.cast['event']['id']}/registrations"

    def look() -> bool:
        found = {item["participant_id"]: item["status"] for item in stage.call("GET", path)["items"]}
        return all(found.get(stage.cast[name]) == status for name, status in wanted.items())

    stage.eventually(f"the registrations {wanted}", look)
    stage.tell(" · ".join(f"{name}: {status}" for name, status in wanted.items()))


def _vevent(stage: Stage, calendar: str) -> Any:
    parsed = Calendar.from_ical(calendar)
    (event,) = parsed.walk("VEVENT")
    stage.expect(not event.errors, "a strict parser finds no fault in the calendar file")
    return event


def _link(text: str) -> str:
    found = re.search(r"https?://\S+/p/[\w-]+", text)
    return found.group(0) if found else ""


def _all(items: list[Any], count: int) -> list[Any] | None:
    return items if len(items) == count else None


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _start(event: dict[str, Any]) -> datetime:
    return _local(event["starts_at"])


def _local(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(zone("Europe/Oslo"))
