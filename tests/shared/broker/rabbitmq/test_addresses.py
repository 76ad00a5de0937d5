"""Addresses of brokers are read strictly, and written so that no password breaks them."""

from urllib.parse import unquote, urlsplit

import pytest

from shared.broker.rabbitmq.addresses import Addresses


def test_the_same_nodes_are_seen_by_another_user_in_another_place() -> None:
    nodes = Addresses.parse("amqps://old:x@one.example.org:5671/old?heartbeat=9; amqp://two.example.org")
    urls = nodes.within("a/b", "us:er", "p@ss/word").urls
    assert urls == (
        "amqps://us%3Aer:p%40ss%2Fword@one.example.org:5671/a%2Fb?heartbeat=9",
        "amqp://us%3Aer:p%40ss%2Fword@two.example.org/a%2Fb",
    )
    assert unquote(urlsplit(urls[0]).password or "") == "p@ss/word"


def test_who_connects_is_read_as_it_was_meant() -> None:
    assert Addresses.parse("amqp://us%3Aer:p%40ss@one.example.org").credentials == ("us:er", "p@ss")
    assert Addresses.parse("amqp://one.example.org").credentials is None


@pytest.mark.parametrize("text", ["", " ; ", "http://u:secret@h", "amqp://", "h:5672"])
def test_what_names_no_broker_is_refused_without_its_password(text: str) -> None:
    with pytest.raises(ValueError) as refused:
        Addresses.parse(text)
    assert "secret" not in str(refused.value)
