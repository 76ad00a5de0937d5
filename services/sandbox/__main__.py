"""`python -m services.sandbox http|worker|migrate`: one role of this service; `http` has the mail server beside it."""

import os

from services.sandbox.service import Sandbox, build
from services.sandbox.settings import Settings
from shared.roles import roles
from shared.service import Service
from shared.settings import read


def open_mail_server(sandbox: Service) -> None:
    assert isinstance(sandbox, Sandbox)
    settings = read(Settings, os.environ)
    sandbox.open_smtp(settings.sandbox_smtp_port, host=settings.sandbox_smtp_host)


command = roles(
    "sandbox", lambda environment, runtime: build(read(Settings, environment), runtime), beside=open_mail_server
)

if __name__ == "__main__":
    command()
