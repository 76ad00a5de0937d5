"""Every change of a network is told, once."""

from tests.services.events.organiser import Organiser


def test_to_start_inviting_is_told(organiser: Organiser) -> None:
    network = organiser.network(quiet_hours=None)
    assert network["quiet_hours"] is None
    on = organiser.asks("PATCH", f"/networks/{network['id']}", {"sending": "on", "quiet_hours": ["22:00", "07:30"]})
    assert (on["sending"], on["quiet_hours"]) == ("on", ["22:00", "07:30"])
    said = organiser.said()[-1]
    assert (said.data["sending"], said.revision) == ("on", on["revision"])
    assert on["revision"] > network["revision"]


def test_what_is_as_it_was_is_not_told(organiser: Organiser) -> None:
    network = organiser.network()
    same = {"name": network["name"], "contact": network["contact"]}
    assert organiser.asks("PATCH", f"/networks/{network['id']}", same) == network
    assert len(organiser.said()) == 1


def test_a_contact_can_be_taken_away(organiser: Organiser) -> None:
    network = organiser.network()
    assert organiser.asks("PATCH", f"/networks/{network['id']}", {"contact": None})["contact"] is None


def test_a_stale_revision_is_refused(organiser: Organiser) -> None:
    network = organiser.network()
    path = f"/networks/{network['id']}"
    tag = f'"{network["revision"]}"'
    assert organiser.service.call("GET", path, headers={"If-None-Match": tag}).status_code == 304
    organiser.asks("PATCH", path, {"name": "A"}, headers={"If-Match": tag})
    assert organiser.refused("PATCH", path, {"name": "B"}, headers={"If-Match": tag}).status_code == 412
