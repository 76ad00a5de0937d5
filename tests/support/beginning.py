"""Brings a whole product back to its first day: its databases, and what its services remember in memory alone."""

from dataclasses import replace

from services.embedded import Product
from services.events.kept_feeds import EXTENSION as KEPT_FEEDS
from services.events.kept_feeds import KeptFeeds
from services.notifications.jobs.send import Sender
from services.registrations.http.house import EXTENSION
from services.registrations.throttle import JoinThrottle, Throttle
from tests.support.first_day import FirstDay


class Beginning:
    """Taken of a new product, at rest: what comes back at an interval has just been done, as its loops remember."""

    def __init__(self, product: Product) -> None:
        while product.run_once():
            pass
        self._first_days = [FirstDay(service.database) for service in product.services.values()]

    def come_back(self, product: Product) -> None:
        for first_day in self._first_days:
            first_day.come_back()
        product.services["events"].app.extensions[KEPT_FEEDS] = KeptFeeds()
        app = product.services["registrations"].app  # where it is counted who tried wrong links
        guards = {"throttle": Throttle(product.runtime.clock), "join_throttle": JoinThrottle(product.runtime.clock)}
        app.extensions[EXTENSION] = replace(app.extensions[EXTENSION], **guards)
        for step in (step for loop in product.loops for step in loop.steps):
            sender = getattr(step.run_once, "__self__", None)
            if isinstance(sender, Sender):
                sender._rest.until, sender._limit = None, sender._window  # a provider may have asked for rest
