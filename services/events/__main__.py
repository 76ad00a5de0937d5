"""`python -m services.events http|worker|migrate`: one role of this service."""

from services.events.service import build
from services.events.settings import Settings
from shared.roles import roles
from shared.settings import read

command = roles("events", lambda environment, runtime: build(read(Settings, environment), runtime))

if __name__ == "__main__":
    command()
