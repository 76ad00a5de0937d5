"""`registrations` by itself on SQLite behind the product's server: `python -m bench.on_a_file FILE PORT`."""

import random
import sys
import threading

from services.registrations.service import build
from services.registrations.settings import Settings
from shared import logs
from shared.broker.in_process import InProcessBroker
from shared.clock import SystemClock
from shared.http.doors import outer_door
from shared.http.server import Server, bind
from shared.ids import random_ids
from shared.roles import THREADS
from shared.service import Runtime
from tests.support.process import KEYS


def main() -> None:
    file, port = sys.argv[1:]
    logs.configure()
    runtime = Runtime(SystemClock(), random_ids, random.SystemRandom(), InProcessBroker(), KEYS)
    service = build(Settings(registrations_database_url=f"sqlite:///{file}"), runtime)
    service.migrate()
    Server(outer_door(service.app), bind("127.0.0.1", int(port), "PORT"), threads=THREADS).start()
    print("it listens", flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main()
