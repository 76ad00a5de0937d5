"""Many attendances at once are told as if each had come alone, in statements whose number does not grow with them."""

import random
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from services.partners.known_consent import Agreement
from services.partners.mint import Mint, mint_from
from services.partners.operations.tell_attendance import Attendance, tell_attendance
from services.partners.operations.tell_attendances import tell_attendances
from shared.database import Transaction
from tests.services.partners.story import RECORDED_AT, REVISION, Story
from tests.support.one_service import ORGANISATION
from tests.support.statements import said_to

Tell = Callable[[Transaction, Sequence[Attendance], Mint], None]
PARTNERS = ("one", "two", "elsewhere")


def begun(folder: Path) -> tuple[Story, dict[str, str]]:
    story = Story(folder)
    story.network()
    story.event()
    story.network("net_2", slug="another")
    story.event("evt_2", network="net_2")
    partners = {
        name: story.partner(*networks) for name, networks in zip(PARTNERS, (["net_1"], ["net_1"], []), strict=True)
    }
    return story, partners


def play(story: Story, partners: dict[str, str], seed: int, tell: Tell) -> None:
    """People consent and withdraw, come, are corrected, taken back and erased, by the batch."""
    chance = random.Random(seed)
    mint = mint_from(chance)
    for batch in range(6):
        for _ in range(6):
            who, partner = f"par_{chance.randrange(12)}", partners[chance.choice(PARTNERS)]
            story.consents(who, partner, revision=chance.randrange(60), given=chance.random() < 0.6)
        if batch > 3:
            story.erases(f"par_{chance.randrange(12)}")
        attendances = [an_attendance(chance, number, batch, partners) for number in chance.sample(range(24), 12)]
        with story.service.database.transaction() as tx:
            tell(tx, attendances, mint)


def an_attendance(chance: random.Random, number: int, batch: int, partners: dict[str, str]) -> Attendance:
    agreed = chance.sample(sorted(partners.values()), chance.randrange(4))
    return Attendance(
        id=f"att_{number}",
        organisation=ORGANISATION,
        revision=REVISION + batch - chance.choice([0, 0, 2]),
        event_id="evt_2" if number == 7 else "evt_1",
        network_id="net_2" if number == 7 else "net_1",
        participant_id=f"par_{number // 2}" if number % 6 else None,
        withdrawn=chance.random() < 0.2,
        status=chance.choice(["present", "late"]),
        recorded_at=RECORDED_AT,
        agreed={one: Agreement(chance.randrange(60), None) for one in agreed},
        again=chance.random() < 0.1,
    )


def each_alone(tx: Transaction, attendances: Sequence[Attendance], mint: Mint) -> None:
    for attendance in attendances:
        tell_attendance(tx, attendance, mint=mint)


def all_together(tx: Transaction, attendances: Sequence[Attendance], mint: Mint) -> None:
    tell_attendances(tx, attendances, mint=mint)


def kept(story: Story, partners: dict[str, str]) -> dict[str, Any]:
    """What each partner holds for true, and how often it was told what."""
    return {name: (sorted(story.holds(one).values()), sorted(story.told(one))) for name, one in partners.items()}


@pytest.mark.parametrize("seed", range(4))
def test_many_are_told_as_if_each_had_come_alone(tmp_path: Path, seed: int) -> None:
    found = []
    for tell in (each_alone, all_together):
        story, partners = begun(tmp_path / tell.__name__)
        with closing(story.service):
            play(story, partners, seed, tell)
            found.append(kept(story, partners))
            for partner in partners.values():
                positions = [int(item["sequence"]) for item in story.feed(partner)]
                assert positions == list(range(1, len(positions) + 1))
    assert found[0] == found[1]
    assert all(told for name, (_, told) in found[0].items() if name != "elsewhere")


def statements(story: Story, partner: str, many: int, first: int) -> int:
    with ExitStack() as noting, story.together():
        for number in range(first, first + many):
            story.attends(f"par_{number}", {partner: 1}, attendance=f"att_{number}")
        said = noting.enter_context(said_to(story.service.database))
    return len(said)


def test_a_hundred_take_as_many_statements_as_ten(tmp_path: Path) -> None:
    story, partners = begun(tmp_path)
    ten = statements(story, partners["one"], 10, first=0)
    hundred = statements(story, partners["one"], 90, first=10)
    assert len(story.told(partners["one"])) == 100
    assert hundred <= ten + 5
    story.service.close()
