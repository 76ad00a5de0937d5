"""Consents: what a person agreed to, for which purpose, with which partner, since when and in which words."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Boolean, Column, ColumnElement, Index, String, Table, Text, and_, exists, or_

from services.registrations.base import METADATA, AnyRow, organisation, text_id
from services.registrations.participant import PARTICIPANTS
from shared.columns import BigId, Instant

INVITATIONS_PURPOSE, ATTENDANCE_PURPOSE = "invitations", "attendance"
WORDING = "1"  # the version of the words by which people are asked

# A scope that is not given is the empty text: NULLs would all be different to a unique index.
CONSENTS = Table(
    "consents",
    METADATA,
    text_id("id", key=True),
    organisation(),
    text_id("participant_id"),
    Column("purpose", String(20), nullable=False),
    Column("partner_id", String(40), nullable=False, default="", server_default=""),
    Column("network_id", String(40), nullable=False, default="", server_default=""),
    Column("channel", String(10), nullable=False, default="", server_default=""),
    Column("given", Boolean, nullable=False),
    Column("since", Instant, nullable=False),
    Column("reference", Text),
    Column("wording_version", String(40), nullable=False),
    Column("language", String(20), nullable=False),
    Column("source", String(40), nullable=False),
    Column("by", String(120), nullable=False),
    Column("revision", BigId, nullable=False),
    Index("uq_consents_scope", "participant_id", "purpose", "partner_id", "network_id", "channel", unique=True),
    Index("ix_consents_organisation", "organisation"),
)


def may_invite(network_id: str) -> ColumnElement[bool]:
    """SQL: this participant agreed to invitations of this network; a withdrawal wins over every consent it covers."""
    c = CONSENTS.c
    hers = and_(c.participant_id == PARTICIPANTS.c.id, c.purpose == INVITATIONS_PURPOSE)
    covers = and_(hers, or_(c.network_id == "", c.network_id == network_id))
    return and_(exists().where(covers, c.given), ~exists().where(covers, ~c.given, c.channel == ""))


def partners_agreed(consents: Iterable[AnyRow], network_id: str) -> list[dict[str, Any]]:
    """The partners that may know of this person's attendance in a network, out of her consents."""
    known = [
        c for c in consents if c.purpose == ATTENDANCE_PURPOSE and c.partner_id and c.network_id in ("", network_id)
    ]
    withdrawn = {consent.partner_id for consent in known if not consent.given}
    newest: dict[str, AnyRow] = {}
    for consent in sorted(known, key=lambda row: row.revision):
        if consent.partner_id not in withdrawn:
            newest[consent.partner_id] = consent
    return [
        {"partner_id": partner, "reference": consent.reference, "consent_revision": consent.revision}
        for partner, consent in sorted(newest.items())
    ]
