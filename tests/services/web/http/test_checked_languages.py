"""Each language says whether somebody who speaks it has read its texts, and shows all of them."""

import pytest

from services.notifications.occasions import OCCASIONS
from services.web import queries
from services.web.languages import OWN_NAMES
from tests.services.web.site import Browser, Page, Site, said
from tests.support.one_service import ORGANISATION


@pytest.fixture
def organiser(site: Site) -> Browser:
    site.an_organisation()
    return site.organiser(Accept_Language="en")


def unchecked(site: Site) -> set[str]:
    with site.services["web"].database.read() as tx:
        return queries.unchecked(tx, ORGANISATION, OWN_NAMES)


def test_all_but_our_own_languages_wait_for_a_reader(site: Site, organiser: Browser) -> None:
    page = organiser.get("/settings/languages")
    assert said(page).count("not checked yet") == len(OWN_NAMES) - 2
    assert unchecked(site) == set(OWN_NAMES) - {"nb", "en"}


def test_a_named_reader_marks_a_language_and_undoes_it(site: Site, organiser: Browser) -> None:
    page = organiser.get("/settings/languages/ar")
    nobody = organiser.press(page, checked_by=" ")
    assert (nobody.status_code, unchecked(site)) == (422, set(OWN_NAMES) - {"nb", "en"})
    after = organiser.follow(organiser.press(page, checked_by="Amal <b>Haddad</b>"))
    assert "The language is marked as checked." in said(after)
    assert "Amal &lt;b&gt;Haddad&lt;/b&gt;" in after.text
    assert "Monday, 4 January 2027" in said(after)
    assert "ar" not in unchecked(site)
    assert "Read by Amal" in said(organiser.get("/settings/languages/ar"))
    (undo,) = [form for form in Page(after.text).forms if form.action.endswith("/ar/undo")]
    for _ in range(2):
        assert "not checked again" in said(organiser.follow(organiser.post(undo.action, undo.values)))
    assert "ar" in unchecked(site)


def test_another_organisation_reads_for_itself(site: Site, organiser: Browser) -> None:
    site.an_organisation("annet", "other@example.org")
    other = site.organiser("other@example.org")
    other.press(other.get("/settings/languages/so"), checked_by="Hodan")
    assert "so" in unchecked(site)


def test_the_texts_of_a_language_stand_on_one_page(organiser: Browser) -> None:
    page = organiser.get("/settings/languages/ar")
    assert 'lang="ar" dir="rtl"' in page.text
    assert "ندعوكم للحضور" in page.text
    assert "UCS-2" in said(page)
    assert page.text.count("<h2") == len(OCCASIONS) + 1


@pytest.mark.slow
@pytest.mark.parametrize("tag", sorted(OWN_NAMES))
def test_every_language_can_be_read(organiser: Browser, tag: str) -> None:
    assert organiser.get(f"/settings/languages/{tag}").status_code == 200


def test_hosts_do_not_mark_and_no_other_tag_is_a_language(site: Site, organiser: Browser) -> None:
    site.an_account("host@example.org", "host")
    assert site.organiser("host@example.org").get("/settings/languages").status_code == 403
    for tag in ("xx", "..", "NB"):
        assert organiser.get(f"/settings/languages/{tag}").status_code == 404
