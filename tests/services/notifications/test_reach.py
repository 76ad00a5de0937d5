"""Invented contacts are for the sandbox, dear and foreign numbers for nobody."""

import pytest

from services.notifications.reach import INVENTED, NOT_A_MOBILE, OTHER_COUNTRY, World

COUNTRIES = frozenset({"NO", "SE", "DK", "NL", "FI", "GB"})


@pytest.mark.parametrize(
    ("phone", "sandbox", "why"),
    [
        ("+447700900123", True, None),
        ("+447700900123", False, INVENTED),
        ("+46701740605", False, INVENTED),
        ("+46701740605", True, None),
        ("+989121234567", True, OTHER_COUNTRY),
        ("+4782912345", True, NOT_A_MOBILE),
        ("nonsense", True, NOT_A_MOBILE),
    ],
)
def test_which_numbers_can_be_texted(phone: str, sandbox: bool, why: str | None) -> None:
    assert World("sms", sandbox, COUNTRIES).why_not(phone) == why


@pytest.mark.parametrize(
    ("address", "sandbox", "why"),
    [
        ("amina@example.org", True, None),
        ("amina@example.org", False, INVENTED),
        ("amina@mail.example.com", False, INVENTED),
        ("amina@something.test", False, INVENTED),
        ("amina@notexample.org", False, None),
    ],
)
def test_which_addresses_can_be_mailed(address: str, sandbox: bool, why: str | None) -> None:
    assert World("email", sandbox).why_not(address) == why
