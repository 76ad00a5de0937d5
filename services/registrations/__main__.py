"""`python -m services.registrations http|worker|migrate`: one role of this service."""

from services.registrations.service import build
from services.registrations.settings import Settings
from shared.roles import roles
from shared.settings import read

command = roles("registrations", lambda environment, runtime: build(read(Settings, environment), runtime))

if __name__ == "__main__":
    command()
