import pytest

from shared.http.authentication import routes_without_authentication
from tests.services.sandbox.box import ADA, BO, LINE, Box

SMS, MAIL, WEATHER = "/sandbox/api/sms", "/sandbox/api/mail", "/sandbox/api/weather"


def test_texts_are_listed_as_the_contract_says(box: Box) -> None:
    box.send(ADA, "hei")
    box.writes("ja")
    out, came = box.client.get(SMS).json["items"]
    assert out == {
        "id": out["id"],
        "direction": "out",
        "from": LINE,
        "to": ADA,
        "body": "hei",
        "at": "2027-01-04T11:00:00+00:00",
        "status": "queued",
        "segments": 1,
        "error_code": None,
    }
    assert (came["direction"], came["from"], came["to"], came["status"]) == ("in", ADA, LINE, "received")


def test_the_list_is_filtered_by_who_receives_and_who_wrote(box: Box) -> None:
    box.send(ADA, "to ada")
    box.send(BO, "to bo")
    box.writes("from ada", ADA)

    def bodies(query: str) -> list[str]:
        return [item["body"] for item in box.client.get(f"{SMS}?{query}").json["items"]]

    assert bodies("to=%2B447700900001") == ["to ada"]
    assert bodies("to=+447700900001") == ["to ada"]  # an unescaped plus is a blank
    assert bodies("from=%2B447700900001") == ["from ada"]
    assert bodies("to=%2B447700900999") == ["from ada"]


def test_lists_page_by_cursor(box: Box) -> None:
    for count in range(5):
        box.send(ADA, str(count))
    found, cursor = [], ""
    for _ in range(3):
        answer = box.client.get(f"{SMS}?limit=2{cursor}").json
        found += [item["body"] for item in answer["items"]]
        cursor = f"&cursor={answer['next']}"
    assert found == ["0", "1", "2", "3", "4"]
    assert answer["next"] is None


def test_an_answer_goes_to_the_line_that_last_wrote(box: Box) -> None:
    assert box.writes("hvem?").json["to"] == LINE
    box.send(ADA, "hei", From="+447700900998")
    assert box.writes("ja").json["to"] == "+447700900998"
    assert box.writes("ja", to="+447700900997").json["to"] == "+447700900997"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"body": "ja"}, "from"),
        ({"from": "12", "body": "ja"}, "from"),
        ({"from": ADA, "body": ""}, "body"),
        ({"from": ADA, "body": "x" * 1601}, "body"),
        ({"from": ADA, "body": 1}, "body"),
        ({"from": ADA, "body": "ja", "to": "no such line at all"}, "to"),
        ({"from": ADA, "body": "ja", "colour": "red"}, "colour"),
    ],
)
def test_a_faulty_text_is_refused_by_field(box: Box, body: dict[str, object], field: str) -> None:
    answer = box.client.post(SMS, json=body)
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert list(answer.json["errors"]) == [field]
    assert box.client.get(SMS).json["items"] == []


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "cursor=x", "colour=red"])
def test_a_faulty_query_is_refused(box: Box, query: str) -> None:
    assert box.client.get(f"{SMS}?{query}").status_code == 422


@pytest.mark.parametrize(("raw", "status"), [(b"{", 400), (b"[]", 422), (b"", 400), (b'{"body": "\\u0000"}', 422)])
def test_what_is_not_json_changes_nothing(box: Box, raw: bytes, status: int) -> None:
    assert box.client.post(SMS, data=raw, content_type="application/json").status_code == status
    assert box.client.get(SMS).json["items"] == []


def test_a_form_of_another_site_cannot_pass_for_json(box: Box) -> None:
    raw = b'{"from": "+447700900001", "body": "ja"}'
    assert box.client.post(SMS, data=raw, content_type="text/plain").status_code == 415


def test_a_persons_mail_is_kept_whole_for_the_product(box: Box) -> None:
    raw = (
        "From: ada@example.org\nTo: Reply <reply+1@example.org>\nCc: x@example.org\nSubject: Ja\n\nJeg kommer, أهلا.\n"
    )
    answer = box.client.post(MAIL, json={"from": "ada@example.org", "raw": raw})
    assert answer.status_code == 201
    [item] = box.client.get(f"{MAIL}?to=REPLY%2B1@example.org").json["items"]
    assert item == answer.json
    assert item["raw"] == raw.replace("\n", "\r\n")
    assert (item["direction"], item["envelope_from"]) == ("in", "ada@example.org")
    assert item["envelope_to"] == ["reply+1@example.org", "x@example.org"]
    assert box.client.get(f"{MAIL}?to=nobody@example.org").json == {"items": [], "next": None}


def test_fair_weather_shows_every_name(box: Box) -> None:
    weather = box.client.get(WEATHER).json
    assert weather["sms"]["refuse"] == weather["smtp"]["drop_after_data"] == 0
    assert box.client.put(WEATHER, json=weather).json == weather


def test_weather_is_replaced_as_a_whole(box: Box) -> None:
    box.weather(sms={"refuse": 1}, smtp={"slow": 0.5})
    assert box.client.get(WEATHER).json["smtp"]["slow"] == 0.5
    box.weather(sms={"too_many": 1})
    weather = box.client.get(WEATHER).json
    assert (weather["sms"]["refuse"], weather["sms"]["too_many"], weather["smtp"]["slow"]) == (0, 1, 0)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"sms": {"hail": 1}}, "sms.hail"),
        ({"post": {}}, "post"),
        ({"smtp": {"slow": 2}}, "smtp.slow"),
        ({"sms": 1}, "sms"),
    ],
)
def test_unknown_weather_changes_nothing(box: Box, asked: dict[str, object], field: str) -> None:
    box.weather(sms={"refuse": 1})
    answer = box.client.put(WEATHER, json=asked)
    assert answer.status_code == 422
    assert field in answer.json["errors"]
    assert box.client.get(WEATHER).json["sms"]["refuse"] == 1


def test_a_body_beyond_all_measure_is_refused(box: Box) -> None:
    answer = box.client.post(MAIL, data=b"x" * 12_000_001, content_type="application/json")
    assert answer.status_code == 413


def test_every_address_says_who_may_call_it(box: Box) -> None:
    assert routes_without_authentication(box.service.app) == []


def test_its_health_is_told(box: Box) -> None:
    assert box.client.get("/live").status_code == 200
    assert box.client.get("/ready").json == {"status": "ready", "reasons": {}}
