"""`python -m services.notifications http|worker|migrate`: one role of this service."""

from services.notifications.service import build
from services.notifications.settings import Settings
from shared.roles import roles
from shared.settings import read

command = roles("notifications", lambda environment, runtime: build(read(Settings, environment), runtime))

if __name__ == "__main__":
    command()
