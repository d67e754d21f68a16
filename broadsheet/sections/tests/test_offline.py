"""The page for those without a network, and the script that keeps it."""

from __future__ import annotations

import pytest

from broadsheet.sections.factories import make_plain_page, make_section
from broadsheet.sections.models import Section
from tests.pressing import Pressing

pytestmark = pytest.mark.django_db


def test_it_holds_nothing_of_the_paper_that_may_be_over_when_it_is_seen(pressing: Pressing) -> None:
    make_section("Harbour")
    make_plain_page("About us")
    pressing.settle()
    page = pressing.read("/offline/") or ""
    assert "Harbour" in (pressing.read("/") or "")
    for word in ("Harbour", "About us", "<script", 'rel="canonical"'):
        assert word not in page, word
    assert "The Mirna Bay Ledger" in page
    assert '<meta name="robots" content="noindex">' in page


def test_each_language_has_its_own_and_the_script_knows_all(pressing: Pressing) -> None:
    assert '<html lang="de"' in (pressing.read("/de/offline/") or "")
    script = pressing.read("/offline.js") or ""
    assert 'const PAGES = ["/offline/", "/de/offline/"];' in script


def test_the_script_is_another_one_when_a_page_is(pressing: Pressing, monkeypatch: pytest.MonkeyPatch) -> None:
    before = pressing.read("/offline.js")
    make_section("Harbour")
    pressing.settle()
    assert pressing.read("/offline.js") == before
    monkeypatch.setattr("broadsheet.sections.offline.settings.PAPER_NAME", "The Sarn Post")
    pressing.everything()
    assert pressing.read("/offline.js") != before


def test_no_page_of_the_paper_can_take_its_address(pressing: Pressing) -> None:
    with pytest.raises(Exception, match="reserved"):
        Section(title="Offline", slug="offline", depth=3).clean()
