"""What pages show of the people of a network, and what forms about them mean."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from marshmallow import ValidationError

from services.web.forms.form import Form
from services.web.forms.pasted import Person, contact
from services.web.views.events import LARGEST_PAGE, MOST_PAGES, Shown, check_id, everything
from shared.http.client import ApiClient, ApiProblem
from shared.http.schemas import clean
from shared.national_numbers import holds_national_number

REGISTRATIONS = "/api/registrations/v1"
INVITATIONS = "invitations"  # the purpose of a consent
PER_PAGE = 50
AT_ONCE = 200  # people in one question about who is known
MOST_AT_ONCE = 100  # people who are asked for by their ids
LATELY = 10  # messages
UNDO_LASTS = timedelta(hours=24)
LONGEST_TAGS, LONGEST_TAG, MOST_TAGS = 400, 40, 20
ERASED, ENDED = "erased", "ended"  # what became of an entry that was undone
_OPEN = ("queued", "held", "awaiting_recipient", "suppressed", "unreachable", "expired")  # of what was never sent


def people_page(registrations: ApiClient, network_id: str, q: str | None, cursor: str | None) -> Shown:
    """Members in the order in which they were entered, of those whom `q` finds if given."""
    asked = {"network_id": network_id, "limit": str(PER_PAGE), "q": q, "cursor": cursor}
    query = urlencode({name: value for name, value in asked.items() if value})
    found = dict(registrations.get(f"{REGISTRATIONS}/participants?{query}").raise_for_problem().json)
    return found | {"items": [with_stop(person, network_id) for person in found["items"]]}


def people_by_id(registrations: ApiClient, ids: Iterable[str]) -> dict[str, Shown]:
    """These people, as far as the visitor may see them, with what lists call each."""
    asked = sorted(set(ids))[:MOST_AT_ONCE]
    if not asked:
        return {}
    query = urlencode({"ids": ",".join(asked), "limit": MOST_AT_ONCE})
    items = registrations.get(f"{REGISTRATIONS}/participants?{query}").raise_for_problem().json["items"]
    return {one["id"]: one | {"shown": one["call_name"] if one["protected"] else one["name"]} for one in items}


def with_stop(person: Shown, network_id: str) -> Shown:
    """With what they have stopped of a network's messages: `all` of them, one way alone, or None."""
    gone = [consent["channel"] for consent in _of_invitations(person, network_id) if not consent["given"]]
    ways = [channel for channel in person["channels"] if channel in gone]
    everything = None in gone or (ways and ways == person["channels"])
    return person | {"stopped": "all" if everything else next(iter(ways), None)}


def agreed_to(person: Shown, network_id: str) -> list[Shown]:
    """What they get or have stopped, network by network, this one first; each with the consent by which it is so."""
    others = {one["network_id"] for one in person["consents"] if one["purpose"] == INVITATIONS} - {None, network_id}
    return [line for one in (network_id, *sorted(others)) for line in _agreed_to(person, one)]


def _agreed_to(person: Shown, network_id: str) -> list[Shown]:
    consents = sorted(_of_invitations(person, network_id), key=lambda one: (one["channel"] or "", one["since"]))
    gone = {consent["channel"]: consent for consent in consents if not consent["given"]}
    given = [consent for consent in consents if consent["given"]]
    here = {"network_id": network_id, "ways": None}
    if None in gone or not given:
        return [gone[None] | here] if None in gone else []
    ways = [channel for channel in person["channels"] if channel not in gone]
    gets = [given[0] | here | {"ways": ways}] if ways or not gone else []
    return gets + [consent | here for consent in gone.values()]


def _of_invitations(person: Shown, network_id: str) -> list[Shown]:
    mine = (None, network_id)
    return [one for one in person["consents"] if one["purpose"] == INVITATIONS and one["network_id"] in mine]


def one_person(registrations: ApiClient, participant_id: str) -> Shown:
    """A person."""
    check_id(participant_id)
    found = dict(registrations.get(f"{REGISTRATIONS}/participants/{participant_id}").raise_for_problem().json)
    since = [consent | {"since": datetime.fromisoformat(consent["since"])} for consent in found["consents"]]
    return found | {"consents": since}


def membership_of(registrations: ApiClient, participant_id: str, network_id: str) -> Shown | None:
    """How she belongs to the network, if she does."""
    check_id(participant_id)
    query = urlencode({"participant_id": participant_id, "network_id": network_id})
    items = registrations.get(f"{REGISTRATIONS}/memberships?{query}").raise_for_problem().json["items"]
    return dict(items[0]) if items else None


def invitations_of(registrations: ApiClient, participant_id: str, network_id: str) -> list[Shown]:
    """What she was invited to in this network, the latest date first."""
    check_id(participant_id)
    items = everything(registrations, f"{REGISTRATIONS}/participants/{participant_id}/invitations")
    hers = [item for item in items if item["network_id"] == network_id]
    times = [item | {name: datetime.fromisoformat(item[name]) for name in ("starts_at", "ends_at")} for item in hers]
    return sorted(times, key=lambda item: item["starts_at"], reverse=True)


def known_for(registrations: ApiClient, network_id: str, people: Sequence[Person]) -> list[list[Shown]]:
    """Who is known already for each of these."""
    found: list[list[Shown]] = []
    for start in range(0, len(people), AT_ONCE):
        asked = [{"name": p.name, "phone": p.phone, "email": p.email} for p in people[start : start + AT_ONCE]]
        path = f"{REGISTRATIONS}/networks/{network_id}/members/known"
        found += [
            one["known"] for one in registrations.ask(path, json={"people": asked}).raise_for_problem().json["items"]
        ]
    return found


def enter(
    registrations: ApiClient,
    network_id: str,
    people: Sequence[Person],
    *,
    agreed: bool,
    tags: Sequence[str] = (),
    another: bool = False,
) -> list[Shown]:
    """Enters these people; what became of each."""
    lines = [vars(person) | {"tags": list(tags), "another": another} for person in people]
    body = {"people": lines, "agreed": agreed}
    path = f"{REGISTRATIONS}/networks/{network_id}/members"
    return list(registrations.post(path, json=body).raise_for_problem().json["items"])


def take_out(
    registrations: ApiClient, notifications: ApiClient, now: datetime, person_id: str, membership: Shown
) -> bool:
    """Undoes an entry: says whether she was erased, as she was new and nothing came of it, or left the network only."""
    is_fresh = now - datetime.fromisoformat(membership["since"]) < UNDO_LASTS
    erases = is_fresh and nothing_came_of(registrations, notifications, person_id)
    path = f"participants/{person_id}" if erases else f"memberships/{membership['id']}"
    registrations.delete(f"{REGISTRATIONS}/{path}").raise_for_problem()
    return erases


def take_back(
    registrations: ApiClient,
    notifications: ApiClient,
    now: datetime,
    person_id: str,
    network_id: str,
    *,
    is_new: bool,
) -> str:
    """Undoes an entry: a new person is erased if nothing came of it, whoever else leaves the network."""
    membership = membership_of(registrations, person_id, network_id)
    try:
        if membership and is_new:
            return ERASED if take_out(registrations, notifications, now, person_id, membership) else ENDED
        if membership:
            registrations.delete(f"{REGISTRATIONS}/memberships/{membership['id']}").raise_for_problem()
            return ENDED
    except ApiProblem as problem:
        if not is_gone(problem):
            raise
    # another press was faster
    return ERASED if registrations.get(f"{REGISTRATIONS}/participants/{person_id}").status == 404 else ENDED


def nothing_came_of(registrations: ApiClient, notifications: ApiClient, participant_id: str) -> bool:
    """Whether she belongs to one network, has said nothing, and no message went to her."""
    kept = registrations.get(f"{REGISTRATIONS}/participants/{participant_id}/export").raise_for_problem().json
    told = told_to(notifications, participant_id)
    said = kept["answers"] or kept["registrations"] or kept["attendance"] or len(kept["memberships"]) != 1
    return not said and all(one["state"] in _OPEN and not one["attempts"] for one in told)


def told_to(notifications: ApiClient, participant_id: str) -> list[Shown]:
    """What she was told, or is to be told."""
    items: list[Shown] = []
    asked: dict[str, str] = {"participant_id": participant_id, "limit": str(LARGEST_PAGE)}
    for _ in range(MOST_PAGES):
        path = f"/api/notifications/v1/notifications?{urlencode(asked)}"
        answer = notifications.get(path).raise_for_problem().json
        items += answer["items"]
        if answer["next"] is None:
            break
        asked["cursor"] = answer["next"]
    return items


def told_lately(notifications: ApiClient, participant_id: str, event_id: str | None = None) -> list[Shown]:
    """The newest of what she was told or is to be told, about one event if asked; `at`: when that was or is to be."""
    asked = {"participant_id": participant_id, "order": "newest", "limit": LATELY}
    query = urlencode(asked | ({"event_id": event_id} if event_id else {}))
    items = notifications.get(f"/api/notifications/v1/notifications?{query}").raise_for_problem().json["items"]
    return [one | {"at": datetime.fromisoformat(one["sent_at"] or one["due_at"] or one["created_at"])} for one in items]


def person_of(form: Form, country: str) -> tuple[Person, Form]:
    """The person of a form with `name`, `contact` and `language`, and the form with what is wrong about it."""
    phone = email = None
    try:
        phone, email = contact(form.value("contact"), country)
    except ValueError as error:
        form = form.with_faults({"contact": str(error)})
    if not form.value("name").strip():
        form = form.with_faults(["name"])
    return Person(form.value("name").strip(), phone, email, form.value("language")), form


def tags_of(text: str) -> list[str]:
    """What stands between commas."""
    return list(dict.fromkeys(tag.strip() for tag in text[:LONGEST_TAGS].split(",") if tag.strip()))


def tags_fit(text: str) -> bool:
    """Whether they are such as can be kept of each of many."""
    tags = tags_of(text)
    if len(text) > LONGEST_TAGS or len(tags) > MOST_TAGS or holds_national_number(text):
        return False
    try:
        return all(clean(tag, LONGEST_TAG) for tag in tags)
    except ValidationError:
        return False


def form_of(person: Mapping[str, Any], membership: Shown | None) -> Form:
    """A person as a form shows her."""
    given = {name: str(person.get(name) or "") for name in ("name", "call_name", "phone", "email", "language")}
    given |= {"version": str(person["revision"]), "tags": ", ".join((membership or {}).get("tags", ()))}
    given |= {f"by_{channel}": "yes" for channel in person["channels"]}
    return Form(given | {name: "yes" for name in ("protected", "discreet") if person[name]})


def changes_of(form: Form, country: str) -> tuple[dict[str, Any], Form]:
    """What the form says of a person as `registrations` wants to hear it."""
    phone = form.value("phone").strip() or None
    if phone:
        try:
            phone, email = contact(phone, country)
            form = form.with_faults(["phone"] if email else [])
        except ValueError:
            form = form.with_faults(["phone"])
    changes: dict[str, Any] = {"name": form.value("name").strip(), "phone": phone, "language": form.value("language")}
    changes |= {"email": form.value("email").strip() or None}
    changes |= {"call_name": form.value("call_name").strip()} if form.value("call_name").strip() else {}
    changes |= {"channels": [channel for channel in ("sms", "email") if form.value(f"by_{channel}")]}
    return changes | {name: bool(form.value(name)) for name in ("protected", "discreet")}, form


def keep_tags(registrations: ApiClient, membership: Shown | None, tags: list[str]) -> None:
    """Writes down her tags in the network, if they are others now."""
    if membership is None or membership["tags"] == tags:
        return
    body = {"participant_id": membership["participant_id"], "network_id": membership["network_id"], "tags": tags}
    registrations.post(f"{REGISTRATIONS}/memberships", json=body).raise_for_problem()


def is_gone(problem: ApiProblem) -> bool:
    """Whether what was asked for is not there any more."""
    return problem.status == 404
