"""`python -m services.web http|worker|migrate`: one role of this service."""

from services.web.service import build
from services.web.settings import Settings
from shared.roles import roles
from shared.settings import read

command = roles("web", lambda environment, runtime: build(read(Settings, environment), runtime))

if __name__ == "__main__":
    command()
