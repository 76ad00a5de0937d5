from services.sandbox.account import account_of
from services.sandbox.settings import Settings
from shared.keys import Keys
from shared.settings import read

KEYS, OTHERS = Keys(("one-secret-for-tests",)), Keys(("another-secret-for-tests",))


def test_what_the_settings_leave_out_is_made_from_the_key() -> None:
    settings = Settings(sandbox_database_url="sqlite://")
    account = account_of(settings, KEYS)
    assert account == account_of(settings, KEYS)
    assert account.token != account_of(settings, OTHERS).token
    assert (account.sid[:2], len(account.sid), len(account.token)) == ("AC", 34, 32)


def test_the_settings_win() -> None:
    environment = {
        "SANDBOX_DATABASE_URL": "sqlite://",
        "TWILIO_ACCOUNT_SID": "ACtest",
        "TWILIO_AUTH_TOKEN": "token",
        "TWILIO_FROM": "+447700900998",
    }
    account = account_of(read(Settings, environment), KEYS)
    assert (account.sid, account.token, account.line) == ("ACtest", "token", "+447700900998")


def test_only_the_right_pair_is_admitted() -> None:
    account = account_of(Settings(sandbox_database_url="sqlite://"), KEYS)
    assert account.admits(account.sid, account.token)
    assert not account.admits(account.sid, account.token + "x")
    assert not account.admits("AC0", account.token)
    assert not account.admits(None, None)
