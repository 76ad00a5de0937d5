"""Letters as `web` asks for them, and the mails that they become."""

import email
import email.policy
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from services.notifications.letter import Letter
from shared.contracts.web import LETTER_REQUESTED
from shared.link_tokens import letter_token
from tests.services.notifications.outbound import Outbound
from tests.support.one_service import KEYS

INGRID = "ingrid@example.org"
LINK = f"http://127.0.0.1:8000/sign-in/{letter_token(KEYS, 'lnk_1')}"


def asked(outbound: Outbound, letter: str = "ltr_1", *, until: datetime | None = None, **more: Any) -> None:
    """`web` asks for a mail with a link that is good for ten minutes."""
    data = {
        "id": letter,
        "kind": "sign_in",
        "channel": "email",
        "contact": INGRID,
        "name": "Ingrid Testperson",
        "language": "en",
        "organisation_name": "Kvinnenettverket",
        "link_id": "lnk_1",
        "expires_at": until or outbound.clock.now() + timedelta(minutes=10),
    }
    outbound.hear(LETTER_REQUESTED, data["link_id"], data | more, source="web", revision=1)


def kept(outbound: Outbound, letter: str = "ltr_1") -> Letter:
    """The letter as it is kept."""
    with outbound.read() as tx:
        found: Letter = tx.scalars(select(Letter).where(Letter.id == letter)).one()
        return found


def mails(outbound: Outbound) -> list[Any]:
    return [email.message_from_bytes(raw, policy=email.policy.default) for _, raw in outbound.post.taken]


def words(mail: Any, kind: str = "plain") -> str:
    return str(mail.get_body((kind,)).get_content())


@contextmanager
def at_rest(outbound: Outbound) -> Iterator[None]:
    """What is heard meanwhile is stored, and nothing is done about it yet."""
    outbound.settle = lambda: None  # type: ignore[method-assign]
    try:
        yield
    finally:
        del outbound.settle
