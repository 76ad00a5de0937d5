"""Every alert watches something that the product really measures, and the runbook says what to do about it."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families
from werkzeug.test import Client

from shared.http.doors import inner_door
from tests.support.product import TestProduct

ROOT = Path(__file__).parents[2]
RULES: list[dict[str, Any]] = [
    rule
    for group in yaml.safe_load((ROOT / "infra/prometheus/alerts.yml").read_text(encoding="utf-8"))["groups"]
    for rule in group["rules"]
]
EACH = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
RUNBOOK = (ROOT / "docs/runbook.md").read_text(encoding="utf-8")
METRIC = re.compile(r"\b(?:samling|http)_[a-z_]+")


@pytest.fixture(scope="module")
def measured(kept_product: TestProduct) -> dict[str, set[str]]:
    """The labels of every metric by its name, as one worker shows them."""
    faults = {"broker.publishing": "no connection"}
    texts = [
        Client(inner_door(service.app, lambda: faults)).get("/metrics").text
        for name, service in kept_product.product.services.items()
        if name != "sandbox"
    ]
    found: dict[str, set[str]] = {}
    for text in texts:
        for family in text_string_to_metric_families(text):
            names = {family.name, *(sample.name for sample in family.samples)}
            labels = {label for sample in family.samples for label in sample.labels}
            for name in names | {f"{family.name}_total"} if family.type == "counter" else names:
                found.setdefault(name, set()).update(labels)
    return found


@EACH
def test_its_metric_and_its_labels_exist(rule: dict[str, Any], measured: dict[str, set[str]]) -> None:
    names = METRIC.findall(rule["expr"])
    assert names
    for name in names:
        assert name in measured, f"{name} is not measured"
    shown = set(re.findall(r"\$labels\.(\w+)", rule["annotations"]["summary"]))
    shown |= set(re.findall(r"(\w+)[!=]~?\"", rule["expr"]))
    assert shown <= set().union(*(measured[name] for name in names)) | {"status", "service"}


@EACH
def test_the_runbook_says_what_it_means(rule: dict[str, Any]) -> None:
    assert f"\n### {rule['alert']}\n" in RUNBOOK
    assert rule["annotations"]["runbook"] == f"docs/runbook.md#{rule['alert'].lower()}"


@EACH
def test_it_waits_before_it_wakes_somebody(rule: dict[str, Any]) -> None:
    assert rule["for"]
    assert rule["labels"]["severity"] in ("page", "ticket")


def test_the_runbook_speaks_of_no_alert_that_is_gone() -> None:
    assert set(re.findall(r"^### (Samling\w+)$", RUNBOOK, re.MULTILINE)) == {rule["alert"] for rule in RULES}


def test_links_within_the_runbook_lead_somewhere() -> None:
    headings = {
        re.sub(r"[^a-z0-9 -]", "", h.lower()).replace(" ", "-") for h in re.findall(r"^#+ (.+)$", RUNBOOK, re.M)
    }
    assert set(re.findall(r"\]\(#([\w-]+)\)", RUNBOOK)) <= headings
    for link in re.findall(r"\]\(([\w./]+\.\w+)[#)]", RUNBOOK):
        assert (ROOT / "docs" / link).exists(), link
