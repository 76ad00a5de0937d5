"""Whether two entries mean one person: the same name with the same phone or address, or with none at all.

Mother and daughter may share a phone, and many people a name.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from services.registrations.participant import PARTICIPANTS
from shared.folding import fold
from shared.sql import folded

Described = Mapping[str, Any]


class Acquaintances:
    """People among whom those who are like another are found at once."""

    def __init__(self, people: Iterable[dict[str, Any]] = ()) -> None:
        self._by: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for one in people:
            self.add(one)

    def add(self, one: dict[str, Any]) -> None:
        for trait in _traits(one):
            self._by.setdefault(trait, []).append(one)

    def same(self, one: Described) -> list[dict[str, Any]]:
        """Those who are taken for her."""
        contacts = set(_traits(one)[1:])
        namesakes = self._by.get(_traits(one)[0], [])
        return [other for other in namesakes if _are_one(contacts, set(_traits(other)[1:]))]

    def alike(self, one: Described) -> list[dict[str, Any]]:
        """Those of whom a person should say whether they are her."""
        found = {other["id"]: other for trait in _traits(one) for other in self._by.get(trait, [])}
        return list(found.values())


def _traits(one: Described) -> list[tuple[str, str]]:
    """Her name, then her contacts."""
    contacts = [("phone", one["phone"]), ("email", (one["email"] or "").lower())]
    return [("name", " ".join(fold(one["name"]).split())), *((kind, value) for kind, value in contacts if value)]


def _are_one(contacts: set[tuple[str, str]], others: set[tuple[str, str]]) -> bool:
    return bool(contacts & others) or not (contacts or others)


def may_be_same(people: Iterable[Described], dialect: str) -> ColumnElement[bool]:
    """SQL: everyone who could be the same as one of these, and some others; by contact, as far as there is any."""
    p, people = PARTICIPANTS.c, list(people)
    bare = {fold(one["name"]) for one in people if not (one["phone"] or one["email"])}
    alone = and_(p.phone.is_(None), p.email.is_(None), folded(p.name, dialect).in_(bare))
    return or_(*_by_contact(people), *([alone] if bare else []))


def may_be_alike(people: Iterable[Described], dialect: str) -> ColumnElement[bool]:
    """SQL: everyone who could be like one of these."""
    people = list(people)
    named = folded(PARTICIPANTS.c.name, dialect).in_({fold(one["name"]) for one in people})
    return or_(*_by_contact(people), named)


def _by_contact(people: list[Described]) -> list[ColumnElement[bool]]:
    """Each by an index: what nobody has is not asked for."""
    phones = {one["phone"] for one in people if one["phone"]}
    emails = {email for one in people if one["email"] for email in (one["email"], one["email"].lower())}
    asked = ((PARTICIPANTS.c.phone, phones), (PARTICIPANTS.c.email, emails))
    return [column.in_(values) for column, values in asked if values]
