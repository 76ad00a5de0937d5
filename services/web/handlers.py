"""`web` hears no messages."""

from shared.dispatcher import Subscription

SUBSCRIPTIONS: tuple[Subscription, ...] = ()
