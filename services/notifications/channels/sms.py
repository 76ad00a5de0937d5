"""Texts through Twilio's API, or any server that speaks it: hands over, and looks up what was taken."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

from services.notifications.channels.lean_http import LeanHttp, NoAnswer, NotReached
from services.notifications.channels.outcome import Kind, Outcome

# Twilio's error numbers that mean the same for everybody: somebody must see to the account.
ACCOUNT = frozenset({20003, 20005, 20404, 21212, 21603, 21606, 21608, 21609, 21659, 21660, 30002})
LATER = frozenset({20429, 21611, 30001, 30017, 30022})
SKEW = timedelta(minutes=2)  # by which the provider's clock may differ from ours
MOST_LISTED = 500


class LookUpFailed(Exception):
    """The provider could not be asked what it took."""


@dataclass(frozen=True)
class Taken:
    """One text that the provider has."""

    provider_id: str
    body: str


class SmsProvider(Protocol):
    """Who takes texts."""

    def send(self, to: str, body: str) -> Outcome: ...

    def taken_since(self, to: str, since: datetime) -> list[Taken]:
        """What it took for this number since then. Raises LookUpFailed."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True)
class Line:
    """The account and the number or messaging service that texts go out from."""

    account_sid: str
    auth_token: str
    base_url: str
    sender: str = ""
    messaging_service_sid: str = ""
    status_callback: str | None = None


class TwilioTexts:
    """The Twilio SDK on kept connections; for many threads."""

    def __init__(self, line: Line, http: LeanHttp) -> None:
        self._http = http
        self.client = Client(line.account_sid, line.auth_token, http_client=http)
        self.client.api.base_url = line.base_url.rstrip("/")
        who = {"from_": line.sender} if line.sender else {"messaging_service_sid": line.messaging_service_sid}
        self._always: dict[str, Any] = {**who, "status_callback": line.status_callback}
        if line.status_callback is None:
            del self._always["status_callback"]

    def send(self, to: str, body: str) -> Outcome:
        """Hands over one text, never twice."""
        try:
            taken = self.client.messages.create(to=to, body=body, **self._always)
        except NotReached:
            return Outcome(Kind.LATER, code="no connection")
        except NoAnswer:
            return Outcome(Kind.UNKNOWN, code="no answer")
        except TwilioRestException as refusal:
            return self._refused(refusal)
        except (TwilioException, ValueError, KeyError, TypeError):
            return Outcome(Kind.UNKNOWN, code="strange answer")
        return Outcome(Kind.ACCEPTED, provider_id=taken.sid) if taken.sid else Outcome(Kind.UNKNOWN, code="no sid")

    def taken_since(self, to: str, since: datetime) -> list[Taken]:
        """What it lists for this number, newest first, back to that instant."""
        try:
            return [Taken(text.sid, text.body) for text in self._newest(to, since - SKEW)]
        except (NotReached, NoAnswer, TwilioException, ValueError, KeyError, TypeError) as error:
            raise LookUpFailed(type(error).__name__) from None

    def close(self) -> None:
        self._http.close()

    def _newest(self, to: str, since: datetime) -> Iterator[Any]:
        # not by DateSent, which a text that still queues at the provider does not have
        for text in self.client.messages.stream(to=to, limit=MOST_LISTED, page_size=50):
            if text.date_created is not None and text.date_created < since:
                return
            if text.direction != "inbound":
                yield text

    def _refused(self, refusal: TwilioRestException) -> Outcome:
        code, status = refusal.code, refusal.status
        if status == 429 or code in LATER:
            return Outcome(Kind.LATER, code=str(code), retry_after=self._http.retry_after)
        if status >= 500 or status < 400:
            return Outcome(Kind.UNKNOWN, code=str(code))  # a gateway may say so of a text that was taken
        if code in ACCOUNT or status in (401, 403):
            return Outcome(Kind.ACCOUNT, code=str(code))
        return Outcome(Kind.REFUSED, code=str(code))
