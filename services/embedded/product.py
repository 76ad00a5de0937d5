"""Builds the services of the one-process product and puts them behind one address."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.embedded.addresses import OneAddress
from services.events import service as events
from services.events.settings import Settings as EventsSettings
from services.notifications import service as notifications
from services.notifications.settings import Settings as NotificationsSettings
from services.partners import service as partners
from services.partners.settings import Settings as PartnersSettings
from services.registrations import service as registrations
from services.registrations.settings import Settings as RegistrationsSettings
from services.sandbox.service import Sandbox
from services.web import service as web
from services.web.settings import Settings as WebSettings
from shared.http.client import ApiClient
from shared.service import Runtime, Service
from shared.settings import read
from shared.worker import Loop


@dataclass
class Product:
    """All services of one process, each by its name."""

    services: dict[str, Service]
    runtime: Runtime

    @property
    def app(self) -> OneAddress:
        return OneAddress({name: service.app for name, service in self.services.items()})

    @property
    def loops(self) -> list[Loop]:
        return [loop for service in self.services.values() for loop in service.loops]

    def prepare(self) -> None:
        """Brings all databases to the schema of the code, and frees what a process that is gone had claimed."""
        for service in self.services.values():
            service.migrate()
            service.release_leases()

    def run_once(self) -> int:
        """Gives every loop one turn, in this thread; returns how much was done."""
        return sum(loop.run_once(self.runtime.clock.now()) for loop in self.loops)

    def close(self) -> None:
        for service in self.services.values():
            service.close()


def compose(environment: Mapping[str, str], runtime: Runtime, sandbox: Sandbox | None = None) -> Product:
    """Builds every service from the environment; nothing listens and no loop runs yet. Raises Unusable."""
    services: dict[str, Service] = {
        "events": events.build(read(EventsSettings, environment), runtime),
        "registrations": registrations.build(read(RegistrationsSettings, environment), runtime),
        "notifications": notifications.build(read(NotificationsSettings, environment), runtime),
        "partners": partners.build(read(PartnersSettings, environment), runtime),
    }
    apis = {name: ApiClient(service.app) for name, service in services.items()}
    services["web"] = web.build(read(WebSettings, environment), runtime, apis)
    if sandbox is not None:
        services["sandbox"] = sandbox
    return Product(services, runtime)
