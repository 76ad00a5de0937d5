"""Run by pretix's own Python: makes what is measured and prints how it is named."""

import json
import os
from datetime import UTC, datetime

import django

django.setup()

from django_scopes import scopes_disabled  # noqa: E402 - Django must be set up first
from pretix.base.models import Event, Organizer  # noqa: E402

with scopes_disabled():
    organiser = Organizer.objects.create(name="Network", slug="network")
    everything = {"all_events": True, "all_event_permissions": True, "all_organizer_permissions": True}
    token = organiser.teams.create(name="all", **everything).tokens.create(name="bench").token
    evening = Event.objects.create(
        organizer=organiser,
        name="Evening",
        slug="evening",
        currency="NOK",
        date_from=datetime(2030, 1, 1, 18, tzinfo=UTC),
        plugins="pretix.plugins.checkinlists",
        live=True,
    )
    seat = evening.items.create(name="Seat", default_price=0)
    seats = evening.quotas.create(name="seats", size=1_000_000)
    seats.items.add(seat)
    door = evening.checkin_lists.create(name="door", all_products=True)
    hook = organiser.webhooks.create(target_url=os.environ["WEBHOOK"], all_events=True)
    hook.listeners.create(action_type="pretix.event.checkin")
    print(json.dumps({"token": token, "item": seat.pk, "quota": seats.pk, "list": door.pk}))
