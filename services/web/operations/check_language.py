"""Writes down that a native speaker has read the texts of a language, and takes that back."""

from sqlalchemy import delete

from services.web.checked_language import CheckedLanguage
from shared.database import Transaction


def check_language(tx: Transaction, organisation: str, language: str, *, by: str) -> None:
    """The newest reader counts."""
    row = CheckedLanguage(
        organisation=organisation, language=language, checked_by=by, created_at=tx.now, created_by=tx.by
    )
    tx.merge(row)
    tx.flush()


def uncheck_language(tx: Transaction, organisation: str, language: str) -> None:
    """Nobody has read it, as far as we know. Not checked before: nothing changes."""
    mine = (CheckedLanguage.organisation == organisation, CheckedLanguage.language == language)
    tx.execute(delete(CheckedLanguage).where(*mine))
