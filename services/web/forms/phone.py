"""Phone numbers as people write them at home."""


def international(text: str, country: str) -> str:
    """The number in E.164, read as in this country where it has no country code; as it was if it is none."""
    import phonenumbers  # not every process reads a number

    try:
        number = phonenumbers.parse(text[:40], country)
    except phonenumbers.NumberParseException:
        return text
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
