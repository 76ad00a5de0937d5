"""The routes of `registrations`: authenticate, parse, open the transaction, call one operation, show the result."""

from services.registrations.http import (
    attendance,
    attention,
    invitations,
    join_requests,
    links,
    memberships,
    my_invitation,
    networks,
    numbers,
    participants,
    registrations,
)
from shared.http.blueprint import Blueprint

BLUEPRINTS: tuple[Blueprint, ...] = (
    participants.routes,
    memberships.routes,
    networks.routes,
    invitations.routes,
    registrations.routes,
    attendance.routes,
    numbers.routes,
    attention.routes,
    links.routes,
    my_invitation.routes,
    join_requests.routes,
)
