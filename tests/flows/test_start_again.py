"""Who stopped and starts again hears that it worked, although consent takes a moment to come back."""

import pytest

from tests.support.product import TestProduct

PHONE = "+447700900104"


@pytest.mark.slow
def test_stop_and_start_are_both_answered(product: TestProduct) -> None:
    network = product.a_network()
    product.a_member(network, "Zahra Ahmadi", phone=PHONE)
    product.an_event(network)
    product.texts(PHONE, "STOPP")
    product.texts(PHONE, "START")
    assert [text.body for text in product.phone(PHONE)[1:]] == [
        "Kvinnenett: Du får ikke flere meldinger. Svar START hvis du vil ha dem igjen.",
        "Kvinnenett: Du får meldinger fra oss igjen. Svar STOPP for å slippe flere meldinger.",
    ]
    product.an_event(network, in_days=12)
    assert len(product.phone(PHONE)) == 4, "and she is invited again"
    product.audit()
