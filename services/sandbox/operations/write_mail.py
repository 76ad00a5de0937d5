"""A person writes a mail to the product."""

from email import policy
from email.parser import BytesHeaderParser
from email.utils import getaddresses

from services.sandbox.mail import Mail
from services.sandbox.operations.store_mail import store_mail
from services.sandbox.sms import Direction
from shared.database import Transaction


def write_mail(tx: Transaction, *, sender: str, raw: str) -> Mail:
    """Puts her mail into the product's mailbox, addressed as its To and Cc say."""
    content = b"\r\n".join(raw.encode().replace(b"\r\n", b"\n").split(b"\n"))
    head = BytesHeaderParser(policy=policy.compat32).parsebytes(content)
    fields = [str(value) for name in ("to", "cc") for value in head.get_all(name, [])]
    addresses = [address for _, address in getaddresses(fields) if address]
    return store_mail(tx, direction=Direction.IN, envelope_from=sender, envelope_to=addresses, content=content)
