"""Why we tell people something: on which channels, in which lane, with which calendar method."""

from dataclasses import dataclass
from typing import Literal

from services.notifications.notification import CHANNELS, SMS

Method = Literal["REQUEST", "CANCEL"]


@dataclass(frozen=True)
class Occasion:
    """One row of the table.

    `channels`: where it may be told, if the person chose them. `calendar`: the method of the file that its mail
    carries. `answers`: it answers what she has just done, at any hour. `statuses`: those of her registration under
    which it is still true (empty: any); `answer`: her answer under which it is. `of_event`: it is about the whole
    event. `asked`: she wrote and waits for it.
    """

    name: str
    lane: str = "urgent"
    channels: tuple[str, ...] = CHANNELS
    calendar: Method | None = None
    answers: bool = False
    statuses: frozenset[str] = frozenset()
    answer: str | None = None
    of_event: bool = False
    asked: bool = False


HERE = frozenset({"confirmed"})

INVITATION = Occasion("invitation", lane="bulk", calendar="REQUEST")
CONFIRMED = Occasion("confirmed", calendar="REQUEST", answers=True, statuses=HERE)
MOVED_UP = Occasion("moved_up", calendar="REQUEST", statuses=HERE)
WAITING = Occasion("waiting", answers=True, statuses=frozenset({"waitlisted"}))
OFFER = Occasion("offer", statuses=frozenset({"offered"}))
OFFER_LAPSED = Occasion("offer_lapsed", statuses=frozenset({"cancelled", "declined", "waitlisted"}))
CANCELLED = Occasion("cancelled", calendar="CANCEL", statuses=frozenset({"cancelled", "declined"}))
DECLINED = Occasion("declined", channels=(SMS,), answers=True, answer="declined")
TENTATIVE = Occasion("tentative", channels=(SMS,), answers=True, answer="tentative")
REFUSED = Occasion("refused", answers=True)
DETAILS = Occasion("details", channels=(SMS,), answers=True, asked=True)
STOPPED = Occasion("stopped", channels=(SMS,), answers=True, asked=True)
STARTED = Occasion("started", channels=(SMS,), answers=True, asked=True)
PASSED_ON = Occasion("passed_on", channels=(SMS,), answers=True, asked=True)
WHICH = Occasion("which", channels=(SMS,), answers=True, asked=True)
REMINDER = Occasion("reminder", lane="reminder", statuses=HERE)
MOVED = Occasion("moved", calendar="REQUEST", of_event=True)
EVENT_CANCELLED = Occasion("event_cancelled", calendar="CANCEL", of_event=True)

OCCASIONS = {
    occasion.name: occasion
    for occasion in (
        INVITATION,
        CONFIRMED,
        MOVED_UP,
        WAITING,
        OFFER,
        OFFER_LAPSED,
        CANCELLED,
        DECLINED,
        TENTATIVE,
        REFUSED,
        DETAILS,
        WHICH,
        STOPPED,
        STARTED,
        PASSED_ON,
        REMINDER,
        MOVED,
        EVENT_CANCELLED,
    )
}

# concern the phone and all who read it, whatever became of the event
OF_THE_PHONE = (STOPPED, STARTED, PASSED_ON)
# told also while something forbids it: that it begins or ends is all they say
DESPITE_SUPPRESSION = (STOPPED, STARTED)
# told also when the event is over
TOLD_AFTERWARDS = (REFUSED, *OF_THE_PHONE)
# told also of an event that is called off
STILL_TOLD = (WHICH, DETAILS, *TOLD_AFTERWARDS)
