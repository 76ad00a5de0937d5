"""Finds out what a text from a known phone means and does it; what is doubtful is asked about or left to a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from services.notifications import digits
from services.notifications.notification import SMS, Notification
from services.notifications.operations.say_answer import say_answer
from services.notifications.operations.suppress import Reach, lift_by_her, suppress
from services.notifications.operations.write_back import (
    ask_which,
    confirm_start,
    confirm_stop,
    say_passed_on,
    tell_details,
)
from services.notifications.recipient import Recipient
from services.notifications.reply import ASKED, IGNORED, NEEDS_PERSON, NOBODYS, UNDERSTOOD, Reply
from services.notifications.reply_meaning import LARGEST_PARTY, Meaning, meaning_of
from services.notifications.reply_words import Sense
from services.notifications.suppression import EVERYONE, STOP, Suppression
from services.notifications.told_invitation import ToldInvitation, told_invitation, told_on
from shared.database import Transaction

AGAIN = timedelta(hours=24)  # a second STOP within this means all networks
MOST_DETAILS = 3


@dataclass(frozen=True)
class Chosen:
    """The one invitation that a reply answers, and how."""

    told: ToldInvitation
    answer: str
    party_size: int | None = None


def understand_reply(tx: Transaction, reply: Reply, body: str, people: Sequence[Recipient]) -> None:
    """Does what a reply asks for. `people` are all who have the phone it came from."""
    newest = _newest_told(tx, people)
    reply.organisation = _organisation(newest, people)
    found = meaning_of(body, {person.language for person in people})
    if found.sense in (Sense.STOP, Sense.STOP_ALL):
        _stop(tx, reply, newest, everything=found.sense is Sense.STOP_ALL)
    elif found.sense is Sense.START:
        _start(tx, reply, newest)
    elif found.sense is Sense.WHERE:
        _tell_where(tx, reply, _open(tx, reply))
    elif found.unclear:
        reply.settle(NEEDS_PERSON)
    else:
        _answer(tx, reply, found)
    if reply.organisation == NOBODYS and reply.state == NEEDS_PERSON:
        reply.settle(IGNORED)  # several organisations know the phone and none of them wrote to it
    told = told_invitation(tx, newest.invitation_id) if newest and reply.state == NEEDS_PERSON else None
    if told is not None:
        say_passed_on(tx, reply.id, reply.from_contact, told)


def _answer(tx: Transaction, reply: Reply, found: Meaning) -> None:
    told = told_on(tx, reply.from_contact)
    then = reply.received_at
    still_open = [one for one in told if one.is_open(then) and one.was_told_by(then)]
    chosen = choose(found, told, still_open)
    if chosen is not None:
        _record(tx, reply, chosen)
        return
    # of a text that was fetched late, some may be over by now
    answerable = [one for one in still_open if one.is_open(tx.now)]
    doubtful = len(still_open) > 1 or found.sense is None
    if doubtful and answerable and _ask(tx, reply, answerable):
        reply.settle(ASKED, sense=found.sense, number=found.number)
    else:
        reply.settle(NEEDS_PERSON, sense=found.sense, number=found.number)


def choose(found: Meaning, told: Sequence[ToldInvitation], still_open: Sequence[ToldInvitation]) -> Chosen | None:
    """The one invitation that is meant beyond doubt, or None.

    A digit names one, also one that is just over: then the answer is refused and she is told so. A word names one only
    if there is no other.
    """
    if found.number is not None and (found.sense is None or found.number_first):
        named = [(one, answer) for one in told if (answer := one.answer_of(found.number))]
        if len(named) == 1 and found.answer in (None, named[0][1]):
            return Chosen(*named[0])
        return None
    if found.answer is None or len(still_open) != 1:
        return None
    (only,) = still_open
    if found.number is None:
        return Chosen(only, found.answer)
    if found.sense is Sense.YES and 1 <= found.number <= LARGEST_PARTY:
        return Chosen(only, found.answer, found.number)
    return Chosen(only, found.answer) if only.answer_of(found.number) == found.answer else None


def _record(tx: Transaction, reply: Reply, chosen: Chosen) -> None:
    invitation = chosen.told.invitation
    say_answer(
        tx,
        invitation,
        answer=chosen.answer,
        party_size=chosen.party_size,
        told_at=reply.received_at,
        channel=reply.channel,
    )
    reply.organisation = invitation.organisation
    reply.invitation_id = invitation.id
    reply.settle(UNDERSTOOD, answer=chosen.answer, party_size=chosen.party_size)


def _ask(tx: Transaction, reply: Reply, still_open: list[ToldInvitation]) -> bool:
    digits.allot(tx, [one.invitation.id for one in still_open])
    for one in still_open:
        tx.refresh(one.invitation)
    return ask_which(tx, reply.id, reply.from_contact, still_open)


def _tell_where(tx: Transaction, reply: Reply, still_open: list[ToldInvitation]) -> None:
    tellable = [one for one in still_open if not (one.person.discreet or one.person.protected)]
    told = [tell_details(tx, reply.id, reply.from_contact, one) for one in tellable[:MOST_DETAILS]]
    reply.settle(UNDERSTOOD if any(told) else NEEDS_PERSON, sense=Sense.WHERE)


def _stop(tx: Transaction, reply: Reply, newest: Notification | None, *, everything: bool) -> None:
    everything = everything or newest is None or _stopped_lately(tx, reply)
    reach = Reach(EVERYONE, None)
    if newest is not None and not everything:
        reach = Reach(newest.organisation, newest.network_id)
    _, new = suppress(tx, channel=reply.channel, contact=reply.from_contact, reach=reach, reason=STOP)
    answered = told_invitation(tx, newest.invitation_id) if newest and new else None
    if answered is not None:
        confirm_stop(tx, reply.id, answered, everything=everything)
    reply.settle(UNDERSTOOD, sense=Sense.STOP_ALL if everything else Sense.STOP)


def _start(tx: Transaction, reply: Reply, newest: Notification | None) -> None:
    overtaken = _stopped_since(tx, reply)
    lifted = 0 if overtaken else lift_by_her(tx, channel=reply.channel, contact=reply.from_contact)
    told = told_invitation(tx, newest.invitation_id) if newest and lifted else None
    if told is not None:
        confirm_start(tx, reply.id, reply.from_contact, told)
    reply.settle(UNDERSTOOD if lifted else NEEDS_PERSON, sense=Sense.START)


def _stopped_since(tx: Transaction, reply: Reply) -> bool:
    """Whether a STOP of hers that is newer came in before: an older START, fetched late, does not lift it."""
    newer = select(Reply.meaning).where(
        Reply.from_contact == reply.from_contact,
        Reply.channel == reply.channel,
        Reply.state == UNDERSTOOD,
        Reply.received_at > reply.received_at,
    )
    return any(meaning.get("sense") in (Sense.STOP, Sense.STOP_ALL) for meaning in tx.scalars(newer))


def _stopped_lately(tx: Transaction, reply: Reply) -> bool:
    lately = select(Suppression.id).where(
        Suppression.channel == reply.channel,
        Suppression.contact == reply.from_contact,
        Suppression.reason == STOP,
        Suppression.lifted_at.is_(None),
        Suppression.since > tx.now - AGAIN,
    )
    return tx.scalar(lately.limit(1)) is not None


def _open(tx: Transaction, reply: Reply) -> list[ToldInvitation]:
    return [one for one in told_on(tx, reply.from_contact) if one.is_open(tx.now)]


def _newest_told(tx: Transaction, people: Sequence[Recipient]) -> Notification | None:
    """The last SMS that went to one of these people: the one that a STOP answers."""
    sent = func.coalesce(Notification.sent_at, Notification.sending_since)
    mine = Notification.participant_id.in_([person.id for person in people])
    return tx.scalar(
        select(Notification)
        .where(mine, Notification.channel == SMS, sent.is_not(None), Notification.occasion != "stopped")
        .order_by(sent.desc(), Notification.id.desc())
        .limit(1)
    )


def whose(tx: Transaction, people: Sequence[Recipient]) -> str:
    """The organisation that reads a reply of these people: who wrote last, else the only one that knows the phone."""
    return _organisation(_newest_told(tx, people), people)


def _organisation(newest: Notification | None, people: Sequence[Recipient]) -> str:
    if newest is not None:
        return newest.organisation
    organisations = {person.organisation for person in people}
    return organisations.pop() if len(organisations) == 1 else NOBODYS
