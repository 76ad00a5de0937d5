"""What a partner must be told follows from four facts."""

from itertools import product

from services.partners.told_attendance import Kind, ToldAttendance, what_to_tell


def test_what_a_partner_must_be_told() -> None:
    told = {
        facts: what_to_tell(**dict(zip(("live", "agreed", "granted", "withdrawn"), facts, strict=True)))
        for facts in product((True, False), repeat=4)
    }
    assert {facts for facts, kind in told.items() if kind is Kind.RECORDED} == {(False, True, True, False)}
    assert {facts for facts, kind in told.items() if kind is Kind.CORRECTED} == {(True, True, True, False)}
    taken_back = {facts for facts in told if facts[0] and (facts[3] or not facts[1])}
    assert {facts for facts, kind in told.items() if kind is Kind.WITHDRAWN} == taken_back


def test_the_revision_a_partner_sees_only_rises() -> None:
    told = ToldAttendance(revision=10)
    assert [told.raise_revision(heard) for heard in (12, 0, 13, 13)] == [12, 13, 14, 15]
