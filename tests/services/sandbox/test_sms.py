from itertools import permutations

import pytest

from services.sandbox.sms import Direction, Sms, Status, sid_from
from tests.support.one_service import NOON


@pytest.mark.parametrize("order", list(permutations([Status.QUEUED, Status.SENT, Status.DELIVERED])))
def test_a_status_only_moves_forward(order: tuple[Status, ...]) -> None:
    sms = Sms(status=Status.QUEUED, changed_at=NOON)
    for status in order:
        sms.move_to(status, at=NOON)
    assert sms.status == Status.DELIVERED


def test_who_wrote_follows_from_the_direction() -> None:
    sms = Sms(direction=Direction.OUT, phone="+447700900001", line="+447700900999")
    assert (sms.sender, sms.recipient) == ("+447700900999", "+447700900001")
    sms.direction = Direction.IN
    assert (sms.sender, sms.recipient) == ("+447700900001", "+447700900999")


def test_an_id_looks_like_twilios() -> None:
    sid = sid_from("sms_1")
    assert len(sid) == 34
    assert sid.startswith("SM")
    assert sid != sid_from("sms_2")
