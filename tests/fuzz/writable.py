"""Every field of every API into which a person may write freely, and the outputs that it may reach."""

from collections.abc import Iterator

from tests.fuzz.documents import Operation, Schema

NO_WORDS = ("cursor", "timezone", "rrule", "token", "contact", "organisation", "slug", "language")

# an empty set: shown in the API alone (of a series: in its events, as theirs).
# Tests hold this against the documents and against what comes out.
REACHES: dict[str, set[str]] = {
    "events/networks.name": {"calendar", "pages"},
    "events/networks.about.*": {"pages"},
    "events/networks.contact.name": {"mail html", "mail text", "pages", "sms"},
    "events/series.title.*": set(),
    "events/series.place.name": set(),
    "events/series.place.address": set(),
    "events/exceptions.reason": set(),
    "events/events.title.*": {"calendar", "pages"},
    "events/events.theme.*": {"mail text", "mail html", "calendar", "pages", "sms", "mail header"},
    "events/events.practical.*": {"pages"},
    "events/events.place.name": {"mail text", "mail html", "calendar", "pages", "sms"},
    "events/events.place.address": {"mail text", "mail html", "calendar", "pages", "sms"},
    "events/reschedule.place.name": {"mail text", "mail html", "calendar", "pages", "sms"},
    "events/reschedule.place.address": {"mail text", "mail html", "calendar", "pages", "sms"},
    "events/cancel.reason": set(),
    "notifications/resolve.note": set(),
    "notifications/preview.event.title.*": set(),
    "notifications/preview.event.theme.*": set(),
    "notifications/preview.event.place.name": set(),
    "notifications/preview.event.place.address": set(),
    "partners/partners.name": {"pages"},
    "registrations/participants.name": {"mail header", "calendar", "pages"},
    "registrations/participants.call_name": {"mail html", "mail text", "pages"},
    "registrations/participants.consents.reference": {"partner"},
    "registrations/participants.consents.wording_version": set(),
    "registrations/memberships.tags": {"pages"},
    "registrations/members.people.name": {"pages"},
    "registrations/members.people.tags": {"pages"},
    "registrations/known.people.name": set(),
    "registrations/join-requests.name": set(),  # until she is accepted: then as participants.name
    "registrations/cancel.reason": set(),
    "registrations/attendance.walk_in.name": {"pages"},
    "registrations/attendance.device": set(),
    "registrations/attendance.reason": set(),
    "web/organisations.name": {"pages"},
    "web/organisations.owner_name": set(),
    "web/accounts.name": set(),
}


def written_freely(operation: Operation) -> Iterator[tuple[str, int]]:
    """The name and the longest text of each such field of this operation."""
    if operation.body is None:
        return
    pieces = [piece for piece in operation.path.split("/") if piece and not piece.startswith("{")]
    for path, longest in _texts(operation, operation.body, ""):
        yield f"{operation.service}/{pieces[-1]}{path}", longest


def _texts(operation: Operation, schema: Schema, path: str) -> Iterator[tuple[str, int]]:
    schema = operation.resolve(schema)
    for choice in ("anyOf", "oneOf", "allOf"):
        for inner in schema.get(choice, ()):
            yield from _texts(operation, inner, path)
    kinds = schema.get("type") if isinstance(schema.get("type"), list) else [schema.get("type")]
    name = path.rpartition(".")[2]
    if "string" in kinds and not {"enum", "format", "pattern"} & set(schema) and not _names_a_thing(name):
        yield path, schema.get("maxLength", 200)
    for inner_name, inner in schema.get("properties", {}).items():
        yield from _texts(operation, inner, f"{path}.{inner_name}")
    if isinstance(schema.get("additionalProperties"), dict):
        yield from _texts(operation, schema["additionalProperties"], f"{path}.*")
    if "items" in schema:
        yield from _texts(operation, schema["items"], path)


def _names_a_thing(name: str) -> bool:
    return name in NO_WORDS or name.endswith(("_id", "_ids"))
