"""Puts `notifications` together."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from prometheus_client import CollectorRegistry
from sqlalchemy import update

from services.notifications import queries
from services.notifications.books import books
from services.notifications.channels.email import MailProvider, Smtp, SmtpAddress
from services.notifications.channels.lean_http import LeanHttp
from services.notifications.channels.sms import Line, SmsProvider, TwilioTexts
from services.notifications.channels.sms_inbox import ListInbound, list_inbound
from services.notifications.handlers import subscriptions
from services.notifications.http import (
    attention,
    channels,
    events,
    networks,
    notifications,
    replies,
    suppressions,
    texts,
)
from services.notifications.http.house import EXTENSION, House
from services.notifications.http.inbound import inbound_routes
from services.notifications.invitation import Invitation
from services.notifications.jobs.expire import expire
from services.notifications.jobs.fetch_replies import ReplyFetcher
from services.notifications.jobs.hold_channel import hold_channel, release_channel
from services.notifications.jobs.look_up_sms import LookUp
from services.notifications.jobs.send import Rest
from services.notifications.jobs.send_email import mail_sender
from services.notifications.jobs.send_letters import end_letters, mail_letters, sms_letters
from services.notifications.jobs.send_sms import Crew, sms_sender
from services.notifications.jobs.settle_receipts import settle_receipts
from services.notifications.letter_words import LetterWriter
from services.notifications.notification import EMAIL, HURRIED, LANES, SENDING, SMS, Notification
from services.notifications.operations.claim_window import Channel
from services.notifications.operations.record_outcomes import SETTLING
from services.notifications.operations.settle_letter import LETTERS
from services.notifications.reach import World
from services.notifications.rendering import Renderer, Sender
from services.notifications.settings import Settings, on_loopback, why_email_waits, why_sms_waits
from services.notifications.watching import measures
from shared import due_rows
from shared.database import Database
from shared.http.app import make_app
from shared.http.audit import audit_routes
from shared.http.dead import dead_routes
from shared.http.edge import Edge
from shared.link_tokens import letter_token, link_token
from shared.service import Runtime, Service, backlog, messaging
from shared.worker import Loop, Step

MIGRATIONS = Path(__file__).parent / "migrations"
STATUS_CALLBACK = "/api/notifications/v1/twilio/status"
HURRIED_CALLS = 8  # calls to the SMS provider at the same time, beside those for all

Loops = dict[str, list[Step]]
_OWED = (Notification.__tablename__,)


@dataclass(frozen=True)
class Providers:
    """Who takes what is sent, and lists what came in; None: as the settings say."""

    sms: SmsProvider | None = None
    mail: MailProvider | None = None
    inbound: ListInbound | None = None


class Notifications(Service):
    """A service whose leases also lie on notifications and letters."""

    def release_leases(self) -> None:
        """Frees what a process that is gone had claimed; what it was sending is looked at when it can be known."""
        super().release_leases()
        with self.database.transaction(by="system:start") as tx:
            rows = update(Notification).where(Notification.state == SENDING, Notification.due_at.is_not(None))
            texts = rows.where(Notification.channel == SMS)
            tx.execute(texts.values(due_at=tx.now + SETTLING, lease=None))
            tx.execute(rows.where(Notification.channel == EMAIL).values(due_at=tx.now, lease=None))
            due_rows.release(tx, LETTERS)


def build(settings: Settings, runtime: Runtime, providers: Providers = Providers()) -> Notifications:
    """The service of these settings; nothing listens and no loop runs yet."""
    database = runtime.database(settings.database_url, "notifications")
    read = subscriptions(runtime.keys, settings.samling_sending_undo)
    closing: list[Callable[[], None]] = []
    outside = _sms(settings, runtime, database, providers, closing)
    outside |= _mail(settings, runtime, database, providers, closing)
    jobs = (expire(database), settle_receipts(database), end_letters(database))
    return Notifications(
        name="notifications",
        database=database,
        app=_app(settings, runtime, database, providers),
        loops=[
            *messaging(runtime, database, read, jobs),
            *(Loop.of(f"notifications.{name}", database.wakeup, *steps) for name, steps in outside.items()),
        ],
        migrations=MIGRATIONS,
        subscriptions=read,
        closing=closing,
    )


def _app(settings: Settings, runtime: Runtime, database: Database, given: Providers) -> Flask:
    edge = Edge(database, runtime.clock, runtime.keys)
    app = make_app(
        "notifications",
        edge=edge,
        blueprints=[
            notifications.routes,
            attention.routes,
            networks.routes,
            events.routes,
            replies.routes,
            suppressions.routes,
            texts.routes,
            channels.routes,
            inbound_routes(auth_token=settings.twilio_auth_token, public_url=settings.public_url),
            dead_routes(edge),
            audit_routes(edge, books),
        ],
        title="Samling: notifications",
        description="How people are told, what became of it, and what they replied.",
        ready=lambda: _ready(database),
        registry=CollectorRegistry(),
        measures=measures,
    )
    app.extensions[EXTENSION] = House(
        public_url=settings.public_url,
        worlds={SMS: _world_of_texts(settings, given), EMAIL: _world_of_mail(settings, given)},
        waits={
            SMS: why_sms_waits(settings) if given.sms is None else None,
            EMAIL: why_email_waits(settings) if given.mail is None else None,
        },
    )
    return app


def _world_of_texts(settings: Settings, given: Providers) -> World:
    sandbox = given.sms is not None or on_loopback(settings.twilio_api_base_url)
    return World(SMS, sandbox=sandbox, countries=settings.countries)


def _world_of_mail(settings: Settings, given: Providers) -> World:
    return World(EMAIL, sandbox=given.mail is not None or on_loopback(settings.smtp_url))


def _sms(
    settings: Settings,
    runtime: Runtime,
    database: Database,
    given: Providers,
    closing: list[Callable[[], None]],
) -> Loops:
    """A sender, a second that claims while the first waits for answers, one for the hurried alone, and the inbox."""
    waits = why_sms_waits(settings)
    if waits and given.sms is None:
        return {"sms": [hold_channel(database, SMS, waits)]}
    crew, hurried_crew = Crew(settings.sms_parallel), Crew(min(settings.sms_parallel, HURRIED_CALLS))
    provider, listing = given.sms, given.inbound
    if provider is None:
        http = LeanHttp(connections=crew.size + hurried_crew.size + 1, proxy=_proxy(settings))
        texts = TwilioTexts(_line(settings), http)
        provider = texts
        listing = listing or list_inbound(texts.client, settings.twilio_from)
    closing += [crew.close, hurried_crew.close, provider.close]
    world = _world_of_texts(settings, given)
    rest, window = Rest(), settings.send_window

    def send(by: Crew = crew, lanes: Collection[str] = LANES) -> Step:
        channel = Channel(SMS, world, *_writing(settings, runtime))
        sender = sms_sender(
            database, runtime.clock, runtime.chance, channel, provider, by, window=window, rest=rest, lanes=lanes
        )
        return Step("send", sender.run_once, _OWED)

    found: Loops = {"inbox": [ReplyFetcher(database, listing, line=settings.sms_sender).step()]} if listing else {}
    found["sms"] = [release_channel(database, SMS), Step("look_up", LookUp(database, provider).run_once, _OWED), send()]
    letters = sms_letters(database, runtime.chance, world, _letters(settings, runtime), provider)
    if given.sms is None:
        found |= {"sms.2": [send()], "sms.hurried": [send(hurried_crew, HURRIED), letters]}
    else:
        found["sms"].append(letters)
    return found


def _mail(
    settings: Settings,
    runtime: Runtime,
    database: Database,
    given: Providers,
    closing: list[Callable[[], None]],
) -> Loops:
    """A sender, and one for the hurried alone over a connection of its own."""
    waits = why_email_waits(settings)
    if waits and given.mail is None:
        return {"email": [hold_channel(database, EMAIL, waits)]}
    world, window = _world_of_mail(settings, given), settings.send_window

    def connection() -> MailProvider:
        provider = given.mail or Smtp(SmtpAddress.parse(settings.smtp_url), settings.mail_from)
        closing.append(provider.close)
        return provider

    def send(provider: MailProvider, lanes: Collection[str] = LANES) -> Step:
        channel = Channel(EMAIL, world, *_writing(settings, runtime))
        sender = mail_sender(database, runtime.clock, runtime.chance, channel, provider, window=window, lanes=lanes)
        return Step("send", sender.run_once, _OWED)

    def letters(provider: MailProvider) -> Step:
        return mail_letters(database, runtime.chance, world, _letters(settings, runtime), provider)

    found: Loops = {"email": [release_channel(database, EMAIL), send(one := connection())]}
    if given.mail is None:
        found["email.hurried"] = [send(another := connection(), HURRIED), letters(another)]
    else:
        found["email"].append(letters(one))
    return found


def _letters(settings: Settings, runtime: Runtime) -> LetterWriter:
    return LetterWriter(
        settings.mail_from, lambda link_id: f"{settings.public_url}/sign-in/{letter_token(runtime.keys, link_id)}"
    )


def _writing(settings: Settings, runtime: Runtime) -> tuple[Renderer, Callable[[Invitation], str]]:
    def link(invitation: Invitation) -> str:
        return f"{settings.public_url}/p/{link_token(runtime.keys, invitation.id, invitation.link_version)}"

    return Renderer(Sender(settings.mail_from, settings.reply_domain)), link


def _line(settings: Settings) -> Line:
    return Line(
        account_sid=settings.twilio_account_sid,
        auth_token=settings.twilio_auth_token,
        base_url=settings.twilio_api_base_url,
        sender=settings.twilio_from,
        messaging_service_sid=settings.twilio_messaging_service_sid,
        status_callback=settings.public_url + STATUS_CALLBACK,
    )


def _proxy(settings: Settings) -> str:
    return settings.https_proxy if settings.twilio_api_base_url.startswith("https:") else ""


def _ready(database: Database) -> dict[str, str]:
    reasons = backlog(database)
    with database.read() as tx:
        return reasons | queries.channels_at_rest(tx)
