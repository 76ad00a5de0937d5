"""Before anything is sent, an organiser sees the words, what they cost and for whom; and gets one herself."""

from datetime import timedelta
from typing import Any

import pytest

from services.notifications.channels.sms_parts import parts
from services.notifications.example import END_OF_LINK
from services.notifications.operations.suppress import Reach, suppress
from shared.link_tokens import link_token, new_version
from tests.services.notifications.letters import asked, mails, words
from tests.services.notifications.outbound import AMINA, SARA, Outbound
from tests.support.one_service import KEYS

TEST = {"channel": "sms", "contact": "+447700900555", "language": "ar", "event_id": "evt_1"}


def previewed(outbound: Outbound, query: str = "?event_id=evt_1") -> dict[str, Any]:
    answer = outbound.call("GET", f"/networks/net_1/preview{query}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json
    return found


def by_language(preview: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {found["language"]: found for found in preview["languages"]}


def a_held_network(outbound: Outbound) -> None:
    """Amina reads Norwegian and has both channels, Sara reads Arabic and has a phone; two cannot be told."""
    outbound.ready_to_invite(sending="held")
    outbound.person("sara", SARA, language="ar", channels=["sms"])
    outbound.person("nora", None, email=None)
    outbound.person("lina", "+447700900003", language="so", channels=["sms"])
    with outbound.transaction() as tx:
        suppress(tx, channel="sms", contact="+447700900003", reach=Reach("demo", None), reason="stop")
    outbound.invite("amina", "sara", "nora", "lina")


def test_a_preview_counts_people_texts_and_those_who_cannot_be_told(outbound: Outbound) -> None:
    a_held_network(outbound)
    preview = previewed(outbound)
    assert (preview["basis"], preview["held"]) == ("held", {"sms": 2, "email": 1})
    assert (preview["people"], preview["channels"]) == (2, {"sms": 2, "email": 1})
    found = by_language(preview)
    assert list(found) == ["nb", "en", "ar"]
    assert {name: one["people"] for name, one in found.items()} == {"nb": 1, "en": 0, "ar": 1}
    assert preview["sms_parts"] == found["nb"]["sms"]["parts"] + found["ar"]["sms"]["parts"]


def test_a_preview_of_whoever_is_invited_names_those_without_a_channel_and_those_who_said_stop(
    outbound: Outbound,
) -> None:
    a_held_network(outbound)
    preview = previewed(outbound, "?event_id=evt_1&occasion=reminder")
    assert (preview["basis"], preview["people"], preview["without_channel"]) == ("invited", 4, 1)
    assert preview["suppressed"] == {"sms": 1, "email": 0}
    assert by_language(preview)["so"]["channels"] == {"sms": 0, "email": 0}


def test_what_is_previewed_is_what_is_sent_but_for_her_name_and_link(outbound: Outbound) -> None:
    a_held_network(outbound)
    preview = previewed(outbound)
    outbound.network(sending="on")
    for phone, language in ((AMINA, "nb"), (SARA, "ar")):
        shown = by_language(preview)[language]["sms"]
        (sent,) = outbound.texts(phone)
        cut = sent.index("/p/") + 3
        assert shown["text"] == sent[:cut] + END_OF_LINK + sent[cut + 22 :]
        assert (shown["parts"], shown["encoding"]) == (parts(sent).count, parts(sent).encoding)
    mail = by_language(preview)["nb"]["mail"]
    (sent_mail,) = mails(outbound)
    assert mail["subject"] == sent_mail["Subject"]
    assert mail["text"].splitlines()[0] == words(sent_mail).splitlines()[0]


def test_the_link_of_the_example_is_as_long_as_a_real_one() -> None:
    assert len(END_OF_LINK) == len(link_token(KEYS, "inv_1", new_version(KEYS, 1)))


def test_what_makes_a_text_dear_is_named(outbound: Outbound) -> None:
    a_held_network(outbound)
    found = by_language(previewed(outbound))
    assert found["nb"]["sms"]["encoding"] == "GSM-7"
    assert found["nb"]["sms"]["unicode"] == []
    assert found["ar"]["sms"]["encoding"] == "UCS-2"
    assert "د" in found["ar"]["sms"]["unicode"]


def test_who_was_told_before_gets_a_shorter_text_and_is_counted_so(outbound: Outbound) -> None:
    outbound.ready_to_invite()
    outbound.person(channels=["sms"])
    outbound.invite()
    outbound.network(sending="held")
    outbound.event(name="evt_2")
    outbound.invite(event="evt_2")
    preview = previewed(outbound, "?event_id=evt_2")
    assert preview["sms_parts"] == 1
    assert by_language(preview)["nb"]["sms"]["parts"] == 2


@pytest.mark.slow
@pytest.mark.parametrize("occasion", ["offer", "waiting", "refused", "which", "event_cancelled", "started"])
def test_every_occasion_can_be_previewed(outbound: Outbound, occasion: str) -> None:
    outbound.ready_to_invite(sending="held")
    found = by_language(previewed(outbound, f"?occasion={occasion}"))["en"]
    assert found["sms"]["text"]
    assert "{" not in found["sms"]["text"]


def test_a_preview_without_an_event_is_of_the_next_one(outbound: Outbound) -> None:
    outbound.ready_to_invite(sending="held")
    assert previewed(outbound, "")["event_id"] == "evt_1"
    outbound.clock.advance(timedelta(days=365))
    assert outbound.call("GET", "/networks/net_1/preview").status_code == 404


def test_a_test_is_the_previewed_text_marked_as_one(outbound: Outbound) -> None:
    a_held_network(outbound)
    shown = by_language(previewed(outbound))["ar"]["sms"]["text"]
    answer = outbound.call("POST", "/networks/net_1/tests", TEST)
    assert (answer.status_code, answer.json["state"]) == (201, "queued")  # type: ignore[index]
    outbound.settle()
    assert outbound.texts("+447700900555") == [f"TEST\n{shown}"]
    read = outbound.call("GET", f"/networks/net_1/tests/{answer.json['id']}")  # type: ignore[index]
    assert read.json["state"] == "sent"  # type: ignore[index]
    assert "+4477" not in read.text


def test_a_test_by_mail_has_the_same_words_in_both_its_parts(outbound: Outbound) -> None:
    a_held_network(outbound)
    shown = by_language(previewed(outbound))["nb"]["mail"]
    body = TEST | {"channel": "email", "contact": "ingrid@example.org", "language": "nb"}
    assert outbound.call("POST", "/networks/net_1/tests", body).status_code == 201
    outbound.settle()
    (mail,) = mails(outbound)
    assert mail["Subject"] == f"TEST: {shown['subject']}"
    assert words(mail).splitlines()[0] == "TEST"
    assert shown["text"].strip() in words(mail).replace("\r\n", "\n")
    assert "<p>TEST</p>" in words(mail, "html")
    assert [part.get_content_type() for part in mail.walk()].count("text/calendar") == 0


def test_ten_tests_within_the_hour_are_enough(outbound: Outbound) -> None:
    a_held_network(outbound)
    codes = [outbound.call("POST", "/networks/net_1/tests", TEST).status_code for _ in range(11)]
    assert codes == [201] * 10 + [429]
    assert outbound.call("POST", "/networks/net_1/tests", TEST, subject="usr_other").status_code == 201
    outbound.clock.advance(timedelta(minutes=61))
    assert outbound.call("POST", "/networks/net_1/tests", TEST).status_code == 201


def test_a_double_click_is_one_test(outbound: Outbound) -> None:
    a_held_network(outbound)
    for _ in range(2):
        assert outbound.call("POST", "/networks/net_1/tests", TEST, headers={"Idempotency-Key": "a"}).status_code == 201
    outbound.settle()
    assert len(outbound.texts("+447700900555")) == 1


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"contact": "+12025550123"}, 422),  # a country that is not served
        ({"contact": "nobody"}, 422),
        ({"channel": "email", "contact": AMINA}, 422),
        ({"contact": "+447700900003"}, 409),  # said STOP
        ({"event_id": "evt_9"}, 404),
        ({"odd": 1}, 422),
    ],
)
def test_what_may_not_be_sent_to_a_participant_is_no_test_either(
    outbound: Outbound, more: dict[str, Any], status: int
) -> None:
    a_held_network(outbound)
    assert outbound.call("POST", "/networks/net_1/tests", TEST | more).status_code == status


@pytest.mark.slow
def test_a_channel_that_is_off_takes_no_test(tmp_path_factory: pytest.TempPathFactory) -> None:
    off = Outbound(tmp_path_factory.mktemp("off"), fakes=False)
    off.ready_to_invite()
    assert off.call("POST", "/networks/net_1/tests", TEST).status_code == 409
    off.service.close()


@pytest.mark.parametrize("path", ["/networks/net_1/preview", "/networks/net_1/summary", "/events/evt_1/summary"])
def test_another_organisation_sees_nothing_of_it(outbound: Outbound, path: str) -> None:
    a_held_network(outbound)
    assert outbound.call("GET", path).status_code == 200
    assert outbound.call("GET", path, organisation="other").status_code == 404
    assert outbound.call("GET", path, network="net_2").status_code == 404
    assert outbound.call("GET", path, network="net_1").status_code == 200
    assert outbound.call("GET", path, role="reader").status_code == 403


def test_a_test_belongs_to_its_network(outbound: Outbound) -> None:
    a_held_network(outbound)
    made = outbound.call("POST", "/networks/net_1/tests", TEST).json["id"]  # type: ignore[index]
    assert outbound.call("GET", f"/networks/net_2/tests/{made}").status_code == 404
    for stranger in ({"organisation": "other"}, {"network": "net_2"}):
        assert outbound.call("GET", f"/networks/net_1/tests/{made}", **stranger).status_code == 404
    assert outbound.call("POST", "/networks/net_1/tests", TEST, organisation="other").status_code == 404
    assert outbound.call("POST", "/networks/net_1/tests", TEST, role="host").status_code == 403
    outbound.network(id="net_2", slug="two")
    outbound.event(name="evt_2", network_id="net_2")
    assert outbound.call("POST", "/networks/net_1/tests", TEST | {"event_id": "evt_2"}).status_code == 404
    asked(outbound)  # a link to sign in, which is nobody's test
    assert outbound.call("GET", "/networks/net_1/tests/ltr_1").status_code == 404


def test_a_host_may_watch_and_not_preview(outbound: Outbound) -> None:
    a_held_network(outbound)
    assert outbound.call("GET", "/networks/net_1/preview", role="host").status_code == 403
    assert outbound.call("GET", "/networks/net_1/summary", role="host").status_code == 200


def test_the_numbers_of_a_network_leave_out_what_is_over(outbound: Outbound) -> None:
    a_held_network(outbound)
    found = outbound.call("GET", "/networks/net_1/summary").json
    assert (found["held"], found["total"]) == (3, 5)  # type: ignore[index]
    outbound.clock.advance(timedelta(days=365))
    assert outbound.call("GET", "/networks/net_1/summary").json["total"] == 0  # type: ignore[index]


def test_the_summary_of_a_network_says_when_it_starts_and_for_what_something_is_held(outbound: Outbound) -> None:
    a_held_network(outbound)
    before = outbound.call("GET", "/networks/net_1/summary").json
    assert (before["sending"], before["held_events"]) == ("held", [{"event_id": "evt_1", "count": 3}])  # type: ignore[index]
    assert (before["starts_at"], before["channels_off"]) == (None, {})  # type: ignore[index]
    assert outbound.call("GET", "/networks/net_1/summary", organisation="other").status_code == 404
    outbound.network(sending="on")
    after = outbound.call("GET", "/networks/net_1/summary").json
    assert (after["sending"], after["held_events"], after["starts_at"]) == ("on", [], None)  # type: ignore[index]
