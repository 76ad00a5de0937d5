"""What texts cost, if whoever runs the installation says what one does."""

from decimal import Decimal

from babel.numbers import format_currency

from services.web.languages import Language

PATTERN = r"([0-9]{1,6}(\.[0-9]{1,6})? [A-Z]{3})?"


def price(parts: int, language: Language, *, each: str) -> str | None:
    """Of so many SMS, as the reader writes it: `13,50 kr`. `each`: `0.45 NOK`; empty: nobody knows."""
    if not each:
        return None
    amount, currency = each.split()
    return str(format_currency(Decimal(amount) * parts, currency, locale=language.locale))
