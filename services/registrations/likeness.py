"""Whether two entries mean one person: the same name with the same phone or address, or with none at all.

Mother and daughter may share a phone, and many people a name.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_

from services.registrations.participant import PARTICIPANTS
from shared.folding import fold
from shared.sql import folded

Described = Mapping[str, Any]


def is_same(one: Described, other: Described) -> bool:
    """Whether they are taken for one person."""
    if fold(one["name"]).split() != fold(other["name"]).split():
        return False
    if not (one["phone"] or one["email"] or other["phone"] or other["email"]):
        return True
    return _shares(one, other)


def is_alike(one: Described, other: Described) -> bool:
    """Whether a person should look if they are one."""
    return _shares(one, other) or fold(one["name"]).split() == fold(other["name"]).split()


def may_be_same(people: Iterable[Described], dialect: str) -> ColumnElement[bool]:
    """SQL: everyone who could be the same as one of these, and some others."""
    p, people = PARTICIPANTS.c, list(people)
    bare = {fold(one["name"]) for one in people if not (one["phone"] or one["email"])}
    alone = and_(p.phone.is_(None), p.email.is_(None), folded(p.name, dialect).in_(bare))
    return or_(_by_contact(people), alone) if bare else _by_contact(people)


def may_be_alike(people: Iterable[Described], dialect: str) -> ColumnElement[bool]:
    """SQL: everyone who could be like one of these."""
    people = list(people)
    return or_(_by_contact(people), folded(PARTICIPANTS.c.name, dialect).in_({fold(one["name"]) for one in people}))


def _by_contact(people: list[Described]) -> ColumnElement[bool]:
    p = PARTICIPANTS.c
    phones = {one["phone"] for one in people if one["phone"]}
    emails = {one["email"].lower() for one in people if one["email"]}
    return or_(p.phone.in_(phones), func.lower(p.email).in_(emails))


def _shares(one: Described, other: Described) -> bool:
    by_phone = bool(one["phone"]) and one["phone"] == other["phone"]
    return by_phone or (bool(one["email"]) and one["email"].lower() == (other["email"] or "").lower())
