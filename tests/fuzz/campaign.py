"""Sends generated requests by the thousand, counts each that was answered, and keeps what was wrong with any."""

import json
from random import Random
from urllib.parse import unquote

from tests.fuzz import verdict
from tests.fuzz.cases import Drawing
from tests.fuzz.documented import play_boundaries, play_drawn
from tests.fuzz.documents import Operation, operations
from tests.fuzz.pages import Pages
from tests.fuzz.playground import Playground
from tests.fuzz.tally import Tally
from tests.fuzz.wire import Answer, Request, send

SERVICES = ("events", "registrations", "notifications", "partners", "web")
ANEW = 1500  # requests after which the product is as furnished again
DRAWN = 0.1  # the share of Hypothesis, whose requests take ten times as long to think of
MOST_DRAWN = 20_000
PAGES = 0.15


def play(playground: Playground, tally: Tally, *, cases: int, seed: int) -> None:
    """Exactly so many requests: all boundaries first, then what is drawn from the seed."""
    for service in SERVICES:
        play_boundaries(playground, tally, service)
        begin_anew(playground, tally)
    each = max(1, int(min(cases * DRAWN, MOST_DRAWN)) // (2 * len(known_operations(playground))))
    for service in SERVICES:
        play_drawn(playground, tally, service, each=each, number=seed)
        begin_anew(playground, tally)
    chance = Random(seed)
    play_pages(playground, tally, chance, count=int(cases * PAGES))
    play_operations(playground, tally, chance, count=cases - tally.sent)


def play_operations(playground: Playground, tally: Tally, chance: Random, *, count: int) -> None:
    """So many requests of our own to all operations in turn, most of them spoilt somewhere."""
    drawing, known = Drawing(playground, chance), known_operations(playground)
    for number in range(count):
        operation = known[number % len(known)]
        request = drawing.request(operation)
        answer = send(playground.app(operation.service), request)
        tally.note(operation.name, answer.status, faults_of(operation, request, answer), request)
        if answer.status < 300 and answer.kind == "application/json" and answer.body:
            playground.remember(json.loads(answer.body))
        if number % ANEW == ANEW - 1:
            begin_anew(playground, tally)
    begin_anew(playground, tally)


def play_pages(playground: Playground, tally: Tally, chance: Random, *, count: int) -> None:
    """So many requests to all pages and forms in turn."""
    visits = Pages(playground, chance)
    for number in range(count):
        service, name, request = visits.draw(number)
        answer = send(playground.app(service), request)
        tally.note(name, answer.status, verdict.of_page(answer), request)
        if number % ANEW == ANEW - 1:
            begin_anew(playground, tally)
    begin_anew(playground, tally)


def known_operations(playground: Playground) -> list[Operation]:
    """All operations of all documents."""
    return [operation for name in SERVICES for operation in operations(name, playground.app(name))]


def begin_anew(playground: Playground, tally: Tally) -> None:
    """What was taken in is worked through first: no message may be given up over it."""
    tally.blame(f"given up: {reason}" for reason in playground.settle())
    playground.begin_anew()


def faults_of(operation: Operation, request: Request, answer: Answer) -> list[str]:
    """What is wrong with an answer, if the request was to this operation at all."""
    if request.method == "HEAD":
        return [f"answered by {answer.status}"] if answer.status >= 500 else []
    elsewhere = request.method != operation.method.upper() or "//" in unquote(request.target.partition("?")[0])
    return verdict.of_api(None if elsewhere else operation, answer)
