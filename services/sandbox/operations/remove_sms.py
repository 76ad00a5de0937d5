"""The product deletes a text at the provider; the person's phone keeps it."""

from services.sandbox.queries import provider_sms
from shared.database import Transaction


def remove_sms(tx: Transaction, sid: str) -> None:
    """Takes the text off the provider's list. Raises Refusal 20404 if it is not there."""
    provider_sms(tx, sid).removed_at = tx.now
