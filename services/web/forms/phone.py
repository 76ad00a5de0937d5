"""Phone numbers as people write them at home."""

ABROAD = "ZZ"  # no country: a number needs its code


def international(text: str, country: str) -> str:
    """The number in E.164, read as in this country where it has no country code; as it was if it is none."""
    text = text.strip()
    import phonenumbers  # not every process reads a number

    try:
        number = phonenumbers.parse(f"+{text[2:40]}" if text.startswith("00") else text[:40], country)
    except phonenumbers.NumberParseException:
        return text
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
