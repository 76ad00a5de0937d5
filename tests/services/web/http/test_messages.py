"""What needs a person is read, answered in her name or put aside; who stopped it is not written to again."""

import ast
import importlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from services import notifications
from services.notifications import gates, reach, settings, suppression
from services.notifications.channels.outcome import Kind
from services.notifications.notification import STATES
from services.notifications.occasions import OCCASIONS
from services.notifications.operations import record_outcomes, remind, settle_letter
from services.notifications.receipt import RANKS
from services.web.http import message_log
from services.web.rendering import TEMPLATES
from tests.services.web.site import Browser, Page, Row, Site, said

ZAHRA = "+447700900101"


def writes(site: Site, body: str) -> None:
    site.writes(ZAHRA, body)


def asked(site: Site, body: str = "kan jeg ta med barna?") -> tuple[Row, Browser]:
    site.an_organisation()
    event, _ = site.invited()
    writes(site, body)
    return event, site.organiser(Accept_Language="en")


def test_an_empty_inbox_says_what_will_come(site: Site) -> None:
    site.an_organisation()
    page = site.organiser(Accept_Language="en").get("/messages")
    assert "Nothing waits for you." in said(page)


def test_an_organiser_answers_in_her_name_and_sees_what_was_recorded(site: Site) -> None:
    event, organiser = asked(site, "det passer kanskje fint tror jeg")
    page = organiser.get("/messages")
    for text in ("Zahra", ZAHRA, "det passer kanskje fint tror jeg", "Gathering", "Tuesday, 12 January 2027"):
        assert text in said(page)
    assert "What a person wrote is deleted once you press a button" in said(page)
    after = organiser.follow(organiser.press(page, "accepted", party_size="2"))
    assert "Recorded: the answer is yes." in said(after)
    assert "Zahra · 2 people · Gathering · Tuesday, 12 January 2027" in said(after)
    assert f"/events/{event['id']}" in Page(after.text).links
    assert "Nothing waits for you." in said(after)
    site.settle()
    (hers,) = site.call("get", f"registrations/events/{event['id']}/registrations").json["items"]
    assert (hers["answer"], hers["status"], hers["party_size"]) == ("accepted", "confirmed", 2)
    (link,) = [link for link in Page(after.text).links if link.endswith(f"/people/{hers['participant_id']}")]
    assert organiser.get(link).status_code == 200
    assert organiser.get("/messages?said=accepted&reply=rpl_none").status_code == 200


def test_the_oldest_comes_first_and_the_next_moves_up(site: Site) -> None:
    _, organiser = asked(site, "første spørsmål?")
    site.clock.advance(timedelta(minutes=1))
    writes(site, "andre spørsmål?")
    words = said(organiser.get("/messages"))
    assert words.index("første spørsmål?") < words.index("andre spørsmål?")
    first = Page(organiser.get("/messages").text).forms
    (reading,) = {form.action for form in first if form.action.startswith("/messages/")} - {first[-1].action}
    after = organiser.follow(organiser.post(reading, first[-1].values | {"answer": ""}))
    assert "Marked as read." in said(after)
    assert "første" not in said(after)
    assert "andre spørsmål?" in said(after)


def test_a_note_is_kept_and_her_words_are_not(site: Site) -> None:
    _, organiser = asked(site)
    (path,) = [link for link in Page(organiser.get("/messages").text).links if link.startswith("/messages/rpl")][:1]
    page = organiser.get(path)
    form = Page(page.text).forms[-1]
    refused = organiser.post(path, form.values | {"note": "x" * 501})
    assert (refused.status_code, "x" * 501 in refused.text) == (422, True)
    organiser.follow(organiser.post(path, form.values | {"note": "Ringt: barna er velkomne"}))
    after = said(organiser.get(path))
    assert "Ringt: barna er velkomne" in after
    assert "kan jeg ta med barna" not in after


def test_what_a_colleague_did_meanwhile_is_not_done_twice(site: Site) -> None:
    event, organiser = asked(site)
    mine, theirs = organiser.get("/messages"), organiser.get("/messages")
    organiser.press(mine, "declined")
    after = organiser.follow(organiser.press(theirs, "accepted"))
    assert "Somebody has taken care of that message already." in said(after)
    site.settle()
    (hers,) = site.call("get", f"registrations/events/{event['id']}/registrations").json["items"]
    assert hers["answer"] == "declined"


def test_an_invitation_of_somebody_else_is_not_answered(site: Site) -> None:
    _, organiser = asked(site)
    form = next(form for form in Page(organiser.get("/messages").text).forms if "invitation" in form.values)
    sent = form.values | {"answer": "accepted", "invitation": "inv_other"}
    assert "could not be recorded" in said(organiser.follow(organiser.post(form.action, sent)))


def test_hosts_and_other_organisations_do_not_read_it(site: Site) -> None:
    asked(site)
    site.an_account("host@example.org", "host")
    site.an_organisation("annet", "other@example.org")
    host, other = site.organiser("host@example.org"), site.organiser("other@example.org", Accept_Language="en")
    for path in ("/messages", "/messages/suppressions", "/messages/rpl_1", "/events/evt_1/messages"):
        assert host.get(path).status_code == 403
    assert "Nothing waits for you." in said(other.get("/messages"))


def test_an_organiser_stops_and_begins_again_but_not_for_her(site: Site) -> None:
    site.an_organisation()
    site.invited()
    organiser = site.organiser(Accept_Language="en")
    page = organiser.get("/messages/suppressions")
    assert "Everybody may be written to." in said(page)
    wrong = organiser.press(page, channel="sms", contact="12")
    assert (wrong.status_code, 'value="12"' in wrong.text) == (422, True)
    after = organiser.follow(organiser.press(page, channel="sms", contact="0044 7700 900101"))
    assert "Nothing more is sent there." in said(after)
    assert ZAHRA in said(after)
    (lift,) = [link for link in Page(after.text).links if link.endswith("/lift")]
    sure = organiser.get(lift)
    assert "Write to this contact again?" in said(sure)
    assert "From now on this person is written to again." in said(organiser.follow(organiser.press(sure)))
    writes(site, "STOP")
    hers = organiser.get("/messages/suppressions")
    assert "The person answered STOP." in said(hers)
    assert "has not agreed to invitations" not in said(hers), "a STOP is one row, though it is a consent too"
    (link,) = [link for link in Page(hers.text).links if "/people/" in link]
    assert "Has stopped SMS on" in said(organiser.get(link))
    assert not [link for link in Page(hers.text).links if link.endswith("/lift")]
    item = site.call("get", "notifications/suppressions").json["items"][0]
    kept = Page(hers.text).forms[0].values
    refused = organiser.follow(organiser.post(f"/messages/suppressions/{item['id']}/lift", kept))
    assert "so nobody else can begin again" in said(refused)
    at_home = organiser.follow(organiser.press(page, channel="sms", contact="40 00 00 01"))
    assert "+4740000001" in said(at_home)


WORDS = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True).get_template("console/notification_words.html")


def words(macro: str, word: str) -> str:
    spoken = getattr(WORDS.module, macro)(word, lambda text, **values: text % values)
    return str(spoken).strip()


def written_as_reason(file: Path) -> Iterator[str]:
    """What a file of `notifications` names or spells where it writes a reason."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        value = node.value if isinstance(node, ast.keyword) and node.arg == "reason" else None
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield value.value
        elif isinstance(value, ast.Name) and value.id.isupper():
            module = ".".join(file.with_suffix("").parts[file.parts.index("services") :])
            yield getattr(importlib.import_module(module), value.id)


def reasons() -> set[str]:
    """Every constant that may stand as a reason, and what the code writes as one."""
    constants = {
        value
        for module in (gates, reach, settings)
        for name, value in vars(module).items()
        if name.isupper() and isinstance(value, str) and not name.startswith("_") and value not in STATES
    } - {"sms", "email", "suppressed"}
    constants |= {suppression.STOP, suppression.OPTED_OUT, suppression.CONSENT, suppression.ORGANISER, "suppressed"}
    constants |= {
        word for file in Path(notifications.__file__).parent.rglob("*.py") for word in written_as_reason(file)
    }
    coded = {f"{kind} 30005" for kind in (Kind.REFUSED, Kind.LATER, Kind.ACCOUNT, Kind.UNKNOWN, "undelivered")}
    return (
        constants
        | coded
        | {
            "quiet hours",
            "undelivered",
            settle_letter.UNKNOWN,
            settle_letter.TOO_LATE,
            "outcome unknown twice",
            "not at the provider",
        }
    )


@pytest.mark.parametrize("word", sorted(reasons()))
def test_every_reason_has_words(word: str) -> None:
    assert words("reason_words", word) != word
    assert words("reason_words", word).endswith(".")


def test_the_reasons_of_the_code_are_all_looked_at() -> None:
    assert {gates.EVENT_OVER, gates.IN_CHANGE, reach.NOT_A_MOBILE, settings.CHANNEL_OFF, remind.NO_SEAT} <= reasons()
    assert record_outcomes.ACCOUNT == "account"


def test_every_occasion_state_and_outcome_has_words() -> None:
    known = [("occasion_words", word) for word in OCCASIONS] + [("state_words", word) for word in STATES]
    known += [("attempt_words", word) for word in {*map(str, Kind), *RANKS, "found", "not found"}]
    known += [("channel_words", word) for word in ("sms", "email", "any")]
    assert [word for macro, word in known if words(macro, word) == word] == []
    assert {*message_log.STATES, *message_log.ENDINGS} == set(STATES)
