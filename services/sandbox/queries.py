"""What the sandbox can be asked."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from services.sandbox.mail import Mail, MailRecipient
from services.sandbox.refusals import Refusal
from services.sandbox.sms import Direction, Sms
from services.sandbox.weather import Weather, WeatherReport
from shared.database import Transaction
from shared.http.paging import page
from shared.problems import NotFound

_OUT, _IN = Sms.direction == Direction.OUT, Sms.direction == Direction.IN


@dataclass(frozen=True)
class ProviderFilter:
    """What a client of the provider's list asks for: texts to, from, and sent within."""

    to: str | None = None
    sender: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def weather_on(tx: Transaction, channel: str, chance: random.Random) -> Weather:
    """The weather on a channel now."""
    report = tx.get(WeatherReport, channel)
    return Weather(channel, report.asked if report else {}, chance)


def texts_page(tx: Transaction, asked: Mapping[str, Any], show: Callable[[Sms], dict[str, Any]]) -> dict[str, Any]:
    """Texts in the order they came, by recipient (`to`) and sender (`from`)."""
    query = _between(select(Sms), asked["to"], asked["from"])
    return page(tx, query, Sms.number, show=show, limit=asked["limit"], cursor=asked["cursor"])


def mails_page(tx: Transaction, asked: Mapping[str, Any], show: Callable[[Mail], dict[str, Any]]) -> dict[str, Any]:
    """Mails in the order they came, by one of their recipients (`to`)."""
    query = select(Mail)
    if asked["to"] is not None:
        mine = select(MailRecipient.mail_number).where(MailRecipient.key == asked["to"].strip().casefold())
        query = query.where(Mail.number.in_(mine))
    return page(tx, query, Mail.number, show=show, limit=asked["limit"], cursor=asked["cursor"])


def latest_mails(tx: Transaction, *, limit: int) -> Sequence[Mail]:
    return tx.scalars(select(Mail).order_by(Mail.number.desc()).limit(limit)).all()


def mail(tx: Transaction, mail_id: str) -> Mail:
    """One mail; raises NotFound."""
    found = tx.scalar(select(Mail).where(Mail.id == mail_id))
    if found is None:
        raise NotFound
    return found


def conversation(tx: Transaction, phone: str, *, limit: int) -> Sequence[Sms]:
    """The latest texts on a phone, oldest first."""
    return tx.scalars(select(Sms).where(Sms.phone == phone).order_by(Sms.number.desc()).limit(limit)).all()[::-1]


def phones(tx: Transaction, *, limit: int) -> Sequence[Sms]:
    """The last text on each phone, latest first."""
    last = select(func.max(Sms.number)).group_by(Sms.phone)
    return tx.scalars(select(Sms).where(Sms.number.in_(last)).order_by(Sms.number.desc()).limit(limit)).all()


def last_line_to(tx: Transaction, phone: str) -> str | None:
    """The line that last wrote to this phone."""
    return tx.scalar(select(Sms.line).where(Sms.phone == phone, _OUT).order_by(Sms.number.desc()).limit(1))


def has_stopped(tx: Transaction, *, phone: str, line: str) -> bool:
    """Whether the last STOP or START this phone wrote to the line was a STOP."""
    word = func.upper(func.trim(Sms.body))
    query = select(word).where(Sms.phone == phone, Sms.line == line, _IN, word.in_(("STOP", "START")))
    return tx.scalar(query.order_by(Sms.number.desc()).limit(1)) == "STOP"


def provider_sms(tx: Transaction, sid: str) -> Sms:
    """One text as the provider's API has it; raises Refusal 20404."""
    found = tx.scalar(_listed(tx).where(Sms.id == sid))
    if found is None:
        raise Refusal(20404)
    return found


def provider_texts(tx: Transaction, wanted: ProviderFilter, *, before: int | None, limit: int) -> Sequence[Sms]:
    """Texts as the provider's API lists them: newest first, those accepted late only from then on."""
    query = _between(_listed(tx), wanted.to, wanted.sender).order_by(Sms.number.desc()).limit(limit)
    if wanted.since is not None:
        query = query.where(Sms.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(Sms.at <= wanted.until)
    if before is not None:
        query = query.where(Sms.number < before)
    return tx.scalars(query).all()


def _listed(tx: Transaction) -> Select[Sms]:
    return select(Sms).where(Sms.listed_at <= tx.now, Sms.removed_at.is_(None))


def _between(query: Select[Sms], to: str | None, sender: str | None) -> Select[Sms]:
    if to is not None:
        query = query.where(or_(and_(_OUT, Sms.phone == to), and_(_IN, Sms.line == to)))
    if sender is not None:
        query = query.where(or_(and_(_OUT, Sms.line == sender), and_(_IN, Sms.phone == sender)))
    return query
