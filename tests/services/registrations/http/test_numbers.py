"""Numbers without names: counted rightly, by the days and months of the place, for those who may see them."""

from datetime import timedelta

import pytest

from tests.services.registrations.organiser import EVENT, NETWORK, STARTS, Organiser

NUMBERS = f"/events/{EVENT}/numbers"
OVER_TIME = f"/events/{EVENT}/answers-over-time"
BY_MONTH = f"/networks/{NETWORK}/attendance-by-month"


def counted(organiser: Organiser) -> dict[str, tuple[int, int]]:
    return {one["status"]: (one["people"], one["seats"]) for one in organiser.ok("GET", NUMBERS)["answers"]}


def comes(organiser: Organiser, person: str, status: str = "present") -> None:
    organiser.ok("POST", f"/events/{EVENT}/attendance", {"participant_id": person, "status": status})


def test_answers_are_counted_with_those_they_bring(organiser: Organiser) -> None:
    people = [organiser.member() for _ in range(4)]
    organiser.ok("POST", f"/events/{EVENT}/invitations", {})
    organiser.answers(people[0], party_size=2)
    organiser.answers(people[1])
    organiser.answers(people[2], "declined")
    found = organiser.ok("GET", NUMBERS)
    assert (found["invited"], found["unanswered"]) == (4, 1)
    assert counted(organiser) == {"confirmed": (1, 2), "waitlisted": (1, 1), "declined": (1, 1)}


def test_who_came_is_counted_and_who_is_not_recorded_is_not_absent(organiser: Organiser) -> None:
    came, silent = organiser.people(2)
    organiser.service.clock.set(STARTS)
    comes(organiser, came, "late")
    organiser.ok("POST", f"/events/{EVENT}/attendance", {"walk_in": {}, "status": "present"})
    found = organiser.ok("GET", NUMBERS)
    assert found["attendance"] == [{"status": "late", "people": 1}, {"status": "present", "people": 1}]
    assert (found["walk_ins"], found["not_recorded"], found["closed_at"]) == (1, 1, None)
    assert silent not in str(found)


def test_a_withdrawn_entry_counts_no_more(organiser: Organiser) -> None:
    (came,) = organiser.people(1)
    organiser.service.clock.set(STARTS)
    comes(organiser, came)
    (entry,) = organiser.ok("GET", f"/events/{EVENT}/attendance")["items"]
    organiser.ok("DELETE", f"/events/{EVENT}/attendance/{entry['id']}", {"reason": "slip"})
    found = organiser.ok("GET", NUMBERS)
    assert (found["attendance"], found["not_recorded"]) == ([], 1)


def test_first_answers_stand_on_the_days_of_the_place_and_no_day_is_left_out(organiser: Organiser) -> None:
    assert organiser.ok("GET", OVER_TIME)["days"] == []
    one, two, three = organiser.people(1)[0], organiser.person(), organiser.person()
    organiser.passes(hours=11, minutes=30)  # half past eleven in Oslo, still the first day
    organiser.answers(two, "declined")
    organiser.passes(hours=1)  # past midnight there, not yet in UTC
    organiser.answers(three, "tentative")
    organiser.passes(days=2)
    organiser.answers(one, "declined")
    days = [
        (day["day"], day["accepted"], day["declined"], day["tentative"])
        for day in organiser.ok("GET", OVER_TIME)["days"]
    ]
    assert days == [("2027-01-04", 1, 1, 0), ("2027-01-05", 0, 0, 1)]
    four = organiser.person()
    organiser.answers(four, "declined")
    days = [
        (day["day"], day["accepted"], day["declined"], day["tentative"])
        for day in organiser.ok("GET", OVER_TIME)["days"]
    ]
    assert days[1:] == [("2027-01-05", 0, 0, 1), ("2027-01-06", 0, 0, 0), ("2027-01-07", 0, 1, 0)]


def test_a_year_is_told_by_month(organiser: Organiser) -> None:
    came, silent = organiser.people(2)
    organiser.event(id="evt_2", starts_at=STARTS + timedelta(days=60), ends_at=STARTS + timedelta(days=60, hours=2))
    organiser.answers(came, event_id="evt_2")
    organiser.service.clock.set(STARTS)
    comes(organiser, came)
    organiser.ok("POST", f"/events/{EVENT}/attendance", {"walk_in": {"name": "Noor"}, "status": "late"})
    found = organiser.ok("GET", f"{BY_MONTH}?year=2027")
    assert [month["month"] for month in found["months"]][:2] == ["2027-01", "2027-02"]
    january, march = found["months"][0], found["months"][2]
    assert january == {
        "month": "2027-01",
        "gatherings": 1,
        "present": 1,
        "late": 1,
        "left_early": 0,
        "excused": 0,
        "absent": 0,
        "walk_ins": 1,
        "confirmed": 2,
        "not_recorded": 1,
    }
    # what lies ahead is not yet unrecorded
    assert (march["gatherings"], march["confirmed"], march["not_recorded"]) == (0, 0, 0)
    for name in (came, silent, "Noor"):
        assert name not in str(found)


def test_the_month_is_that_of_the_place(organiser: Organiser) -> None:
    # half past midnight on the first of February in Oslo is still January in UTC
    starts = STARTS.replace(month=1, day=31, hour=23, minute=30)
    organiser.event(id="evt_2", starts_at=starts, ends_at=starts + timedelta(hours=1))
    organiser.service.clock.set(starts + timedelta(days=1))
    months = organiser.ok("GET", f"{BY_MONTH}?year=2027")["months"]
    assert [month["gatherings"] for month in months][:3] == [1, 1, 0]


def test_one_series_is_told_alone_and_what_was_called_off_is_not(organiser: Organiser) -> None:
    organiser.event(id="evt_2", series_id="ser_1")
    organiser.event(id="evt_3", series_id="ser_1", status="cancelled")
    organiser.service.clock.set(STARTS)
    assert organiser.ok("GET", f"{BY_MONTH}?year=2027")["months"][0]["gatherings"] == 2
    assert organiser.ok("GET", f"{BY_MONTH}?year=2027&series_id=ser_1")["months"][0]["gatherings"] == 1
    assert organiser.ok("GET", f"{BY_MONTH}?year=2026")["months"][0]["gatherings"] == 0


LISTS = [f"/events/{EVENT}/{kind}?name=a" for kind in ("registrations", "invitations")]


@pytest.mark.parametrize("path", [NUMBERS, OVER_TIME, f"{BY_MONTH}?year=2027", *LISTS])
def test_nobody_else_sees_them(organiser: Organiser, path: str) -> None:
    assert organiser.call("GET", path, organisation="annet").status_code == 404
    assert organiser.call("GET", path, network="net_other").status_code == 404
    assert organiser.call("GET", path, network=NETWORK).status_code == 200
    names_nobody = path not in LISTS
    assert organiser.call("GET", path, role="reader").status_code == (200 if names_nobody else 403)
    assert organiser.call("GET", path, role=None).status_code == 401


def test_a_year_must_be_one(organiser: Organiser) -> None:
    for query in ("", "?year=x", "?year=1969", "?year=2027&month=1"):
        assert organiser.call("GET", f"{BY_MONTH}{query}").status_code == 422


def test_lists_are_narrowed_by_answer_name_and_person(organiser: Organiser) -> None:
    names = ("Åse Berg", "Rana 100% Khalil", "Thuy Pham")
    people = {name: organiser.member(name=name) for name in names}
    organiser.ok("POST", f"/events/{EVENT}/invitations", {})
    for name in names[:2]:
        organiser.answers(people[name])

    def listed(query: str, kind: str = "registrations") -> list[str]:
        return [one["name"] for one in organiser.ok("GET", f"/events/{EVENT}/{kind}?{query}")["items"]]

    assert listed("status=confirmed") == [names[0], names[1]]
    assert listed("status=declined") == []
    assert listed("name=%C3%A5se") == [names[0]]
    assert listed("name=100%25") == [names[1]]
    assert listed("name=_") == []
    assert listed(f"participant_id={people[names[1]]}") == [names[1]]
    assert listed("answered=no", "invitations") == [names[2]]
    assert listed("answered=yes&name=berg", "invitations") == [names[0]]
    assert organiser.call("GET", f"/events/{EVENT}/registrations?status=late").status_code == 422


def test_who_waits_is_listed_in_the_order_of_the_line(organiser: Organiser) -> None:
    first, _, *waiting = organiser.people(6)
    organiser.answers(waiting[0], "declined")
    organiser.answers(waiting[0])
    in_line = [*waiting[1:], waiting[0]]
    found, cursor = [], ""
    while cursor is not None:
        page = organiser.ok("GET", f"/events/{EVENT}/registrations?status=waitlisted&limit=2{cursor}")
        found += [(one["participant_id"], one["position"]) for one in page["items"]]
        cursor = f"&cursor={page['next']}" if page["next"] else None
    assert found == [(person, number) for number, person in enumerate(in_line, start=1)]
    assert first not in in_line


def test_a_protected_person_is_found_by_what_she_is_called_alone(organiser: Organiser) -> None:
    person = organiser.person(name="Leila Karimi", call_name="Lei", protected=True)
    organiser.answers(person)
    path = f"/events/{EVENT}/registrations?name="
    assert [one["name"] for one in organiser.ok("GET", f"{path}Lei")["items"]] == ["Lei"]
    assert organiser.ok("GET", f"{path}Karimi")["items"] == []


def test_a_list_says_how_she_came(organiser: Organiser) -> None:
    (came, other) = organiser.people(2)
    organiser.service.clock.set(STARTS)
    comes(organiser, came, "late")
    (entry,) = organiser.ok("GET", f"/events/{EVENT}/attendance")["items"]
    shown = organiser.registration(came)
    assert (shown["attendance"], shown["attendance_id"]) == ("late", entry["id"])
    assert organiser.registration(other)["attendance"] is None


def test_several_events_are_counted_at_once_as_each_alone(organiser: Organiser) -> None:
    people = [organiser.member() for _ in range(4)]
    organiser.event(id="evt_2", uid="evt_2@samling", capacity=None)
    for event in (EVENT, "evt_2"):
        organiser.ok("POST", f"/events/{event}/invitations", {})
    organiser.answers(people[0], party_size=2)
    organiser.answers(people[1])
    organiser.answers(people[2], "declined")
    organiser.ok("POST", f"/registrations/{organiser.answers(people[3])['id']}/cancel", {})
    both = organiser.ok("GET", f"/events/numbers?ids={EVENT},evt_2,evt_unknown")["items"]
    for one, event in zip(both, (EVENT, "evt_2"), strict=True):
        alone = organiser.ok("GET", f"/events/{event}/numbers")
        assert {name: alone[name] for name in ("event_id", "invited", "unanswered")} == {
            name: one[name] for name in ("event_id", "invited", "unanswered")
        }
        assert sorted(one["answers"], key=str) == sorted(alone["answers"], key=str)


def test_numbers_of_others_are_left_out(organiser: Organiser) -> None:
    organiser.people(1)
    path = f"/events/numbers?ids={EVENT}"
    assert organiser.ok("GET", path)["items"]
    assert organiser.ok("GET", path, network="net_2")["items"] == []
    assert organiser.ok("GET", path, organisation="annet")["items"] == []
    assert organiser.call("GET", path, role="reader").status_code == 403
    for wrong in ("", "a b", ",".join(["e"] * 101)):
        assert organiser.call("GET", f"/events/numbers?ids={wrong}").status_code == 422
