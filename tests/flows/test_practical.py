"""What to bring and how to find the door: written by the organiser, read by each person on her own page only."""

import requests

from tests.support.product import TestProduct, bodies

PHONE = "+447700900108"


def test_practical_words_are_on_her_page_in_her_language_and_in_no_text(product: TestProduct) -> None:
    network = product.a_network(wording="open")
    product.a_member(network, "Thuy Pham", phone=PHONE)
    event = product.an_event(network, practical={"nb": "Ta med innesko.", "en": "Bring indoor shoes."})
    page = requests.get(
        product.phone(PHONE)[0].link.replace("http://samling.test", product.running.local_address), timeout=10
    )
    assert "Ta med innesko." in page.text
    assert "indoor shoes" not in page.text
    assert "innesko" not in bodies(product.phone(PHONE))
    product.do("PATCH", f"events/events/{event['id']}", {"practical": {"nb": "Inngang fra gården."}})
    page = requests.get(page.url, timeout=10)
    assert "Inngang fra gården." in page.text
