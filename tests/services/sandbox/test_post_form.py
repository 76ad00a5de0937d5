import socket

import pytest
from flask import Flask, request

from services.sandbox.post_form import NoAnswer, post_form
from tests.services.sandbox.box import served


def test_a_form_arrives_with_its_headers() -> None:
    app, seen = Flask("product"), []

    @app.post("/in")
    def take() -> tuple[str, int]:
        seen.append((request.form.to_dict(), request.args.to_dict(), request.headers["X-Twilio-Signature"]))
        return "", 204

    with served(app) as address:
        assert post_form(f"{address}/in?a=1", {"Body": "نعم & ja", "To": "+1"}, {"X-Twilio-Signature": "s"}) == 204
    assert seen == [({"Body": "نعم & ja", "To": "+1"}, {"a": "1"}, "s")]


def test_nobody_there_is_no_answer() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, not listening: nothing else can take the port meanwhile
        with pytest.raises(NoAnswer):
            post_form(f"http://127.0.0.1:{taken.getsockname()[1]}/", {}, {})


@pytest.mark.parametrize("url", ["http://127.0.0.1:99999/", "http://", "http://a b/"])
def test_an_address_that_cannot_be_called_is_no_answer(url: str) -> None:
    with pytest.raises(NoAnswer):
        post_form(url, {}, {})
