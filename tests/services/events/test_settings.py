"""Where the data is kept."""

from services.events.settings import Settings
from shared.settings import read


def test_unset_the_database_is_a_file_in_the_data_folder() -> None:
    assert read(Settings, {"SAMLING_DATA_DIR": "data"}).database_url == "sqlite:///data/events.sqlite3"


def test_a_url_that_is_set_wins() -> None:
    assert read(Settings, {"EVENTS_DATABASE_URL": "sqlite:///x"}).database_url == "sqlite:///x"
