"""The command says everything again in the product that runs, or in one of its own."""

import pytest
from click.testing import CliRunner

from services.commands import samling
from services.commands.republish import say_again
from tests.support.product import TestProduct


def test_it_goes_through_everything_and_tells_how_far_it_is(product: TestProduct) -> None:
    product.a_member(product.a_network(), "Amina", phone="+447700900201")
    told: list[str] = []
    assert say_again(product.reach, "registrations", told=told.append) == 2, "a person and her consent"
    assert [text.partition(" from ")[2] for text in told] == [
        "consents:",
        "invitations:",
        "registrations:",
        "seats:",
        "attendance:",
    ]


def test_it_goes_on_where_it_was_left_off(product: TestProduct) -> None:
    product.a_member(product.a_network(), "Amina", phone="+447700900201")
    assert say_again(product.reach, "registrations", "consents:", told=lambda _text: None) == 1


@pytest.mark.slow
def test_it_needs_no_product_that_runs(make_product, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    product = make_product()
    product.a_network()
    product.close()
    monkeypatch.setenv("SAMLING_DATA_DIR", str(product.folder))
    result = CliRunner().invoke(samling, ["republish", "events"])
    assert (result.exit_code, result.stdout) == (0, "events: 1 subjects were said again\n"), result.output


def test_a_service_that_decides_nothing_for_others_has_nothing_to_say() -> None:
    assert CliRunner().invoke(samling, ["republish", "sandbox"]).exit_code == 2
