"""A feed that has not changed is given as it was written; memory has an end."""

from services.events.kept_feeds import KeptFeeds


def test_a_feed_is_kept_at_one_version() -> None:
    feeds = KeptFeeds()
    assert feeds.get("net_1", "1") is None
    assert feeds.keep("net_1", "1", b"first") == b"first"
    assert feeds.get("net_1", "1") == b"first"
    assert feeds.get("net_1", "2") is None
    assert feeds.get("net_2", "1") is None


def test_a_newer_version_takes_the_place_of_the_older() -> None:
    feeds = KeptFeeds(most=10)
    for version in range(50):
        feeds.keep("net_1", str(version), b"12345678")
    assert feeds.get("net_1", "49") == b"12345678"
    assert feeds.get("net_1", "48") is None


def test_what_was_not_asked_for_longest_goes_first() -> None:
    feeds = KeptFeeds(most=10)
    for name in "abc":
        feeds.keep(name, "1", b"12345")
        feeds.get("a", "1")
    assert [name for name in "abc" if feeds.get(name, "1")] == ["a", "c"]


def test_a_feed_larger_than_all_that_is_kept_is_given_and_not_kept() -> None:
    feeds = KeptFeeds(most=10)
    assert feeds.keep("net_1", "1", b"12345678901") == b"12345678901"
    assert feeds.get("net_1", "1") is None
