"""Consents come in any order, and a later withdrawal wins."""

from itertools import permutations

from services.partners.known_consent import Agreement, KnownConsent, still_agreed


def _copy(*statements: tuple[int, bool, str | None]) -> KnownConsent:
    copy = KnownConsent(revision=-1, withdrawn_revision=-1)
    for revision, given, reference in statements:
        copy.take(revision=revision, given=given, reference=reference, network_id=None)
    return copy


def test_a_copy_is_the_same_in_whatever_order_it_was_told() -> None:
    statements: list[tuple[int, bool, str | None]] = [(5, True, "A"), (6, False, "A"), (7, True, "B"), (6, False, "A")]
    copies = {
        (copy.revision, copy.given, copy.reference, copy.withdrawn_revision)
        for order in permutations(statements)
        for copy in [_copy(*order)]
    }
    assert copies == {(7, True, "B", 6)}


def test_an_agreement_stands_unless_a_withdrawal_is_newer() -> None:
    agreement = Agreement(consent_revision=6, reference=None)
    assert still_agreed(agreement, []) == agreement
    assert still_agreed(agreement, [_copy((6, False, None))]) == agreement
    assert still_agreed(agreement, [_copy((7, False, None))]) is None
    assert still_agreed(agreement, [_copy((7, False, None), (8, True, None))]) is None


def test_a_withdrawn_consent_keeps_no_reference() -> None:
    assert _copy((5, True, "A"), (6, False, "A")).reference is None
