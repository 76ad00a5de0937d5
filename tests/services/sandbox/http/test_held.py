from threading import Event

import pytest
from flask import Flask

from services.sandbox.http.held import Held


@pytest.mark.slow
def test_a_client_that_has_gone_is_not_waited_for() -> None:
    looks = iter([False, True])
    with Flask("x").test_request_context(environ_overrides={"waitress.client_disconnected": lambda: next(looks)}):
        Held(Event()).wait(300)
    assert list(looks) == []


def test_closing_ends_the_wait() -> None:
    closing = Event()
    closing.set()
    with Flask("x").test_request_context():
        Held(closing).wait(300)
