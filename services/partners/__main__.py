"""`python -m services.partners http|worker|migrate`: one role of this service."""

from services.partners.service import build
from services.partners.settings import Settings
from shared.roles import roles
from shared.settings import read

command = roles("partners", lambda environment, runtime: build(read(Settings, environment), runtime))

if __name__ == "__main__":
    command()
