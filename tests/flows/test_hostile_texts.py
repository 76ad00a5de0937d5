"""Names and titles written to break out of an SMS, a header, a body, a calendar file or a page stay text."""

import pytest
import requests

from tests.support.corpus import first
from tests.support.product import TestProduct, bodies
from tests.support.sent_calendars import calendar_of, event_of

PHONE = "+447700900106"
HOSTILE = [
    "{event.__class__} {{7777*7777}} %(link)s {link}",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "=?UTF-8?Q?=0D=0ABcc:_x@example.net?=",
    'a";ROLE=CHAIR:mailto:evil@example.net',
    "END:VEVENT\\nBEGIN:VALARM",
    "سلام \u202e evil \u2066",
    "=1+1",
    'O\'Hara & "Sønn" <b>;,\\n',
]


@pytest.mark.parametrize(
    "text",  # the others take their time; what each could break is tested where it is written, too
    first(1, HOSTILE),
)
@pytest.mark.slow
def test_a_hostile_name_and_title_inject_nothing(product: TestProduct, text: str) -> None:
    network = product.a_network(wording="open")
    product.a_member(network, text, phone=PHONE, email="thuy@example.org")
    product.an_event(network, title={"nb": text}, theme={"nb": text}, place={"name": text, "address": text})
    product.texts(PHONE, "1")
    assert "60481729" not in bodies(product.phone(PHONE))
    for mail in product.mailbox("thuy@example.org"):
        assert mail.get_all("Bcc") is None
        assert len(mail.get_all("To", [])) == 1
        assert not mail.defects
        entry = event_of(calendar_of(mail))
        assert entry.subcomponents == [] or {part.name for part in entry.subcomponents} == {"VALARM"}
        assert str(entry["attendee"]).lower() == "mailto:thuy@example.org"
        html = mail.get_body(("html",))
        assert html is not None
        assert "<script>" not in html.get_content()
        assert "<img src=x" not in html.get_content()
    link = product.phone(PHONE)[0].link.replace("http://samling.test", product.running.local_address)
    page = requests.get(link, timeout=10)
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "<img src=x" not in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    product.audit()
