"""A mail arrives and is kept whole."""

from collections.abc import Sequence

from services.sandbox.mail import Mail, MailRecipient
from services.sandbox.sms import Direction
from shared.database import Transaction


def store_mail(
    tx: Transaction, *, direction: Direction, envelope_from: str, envelope_to: Sequence[str], content: bytes
) -> Mail:
    """Keeps every byte of the mail with its envelope."""
    mail = Mail(
        id=tx.new_id("mail"),
        direction=direction,
        envelope_from=envelope_from,
        at=tx.now,
        content=content,
        recipients=[MailRecipient(address=address, key=address.casefold()) for address in envelope_to],
    )
    tx.add(mail)
    tx.flush()
    return mail
