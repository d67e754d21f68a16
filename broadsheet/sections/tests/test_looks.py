"""How the paper looks: set at the desk, checked, and pressed into a small stylesheet."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError

from broadsheet.design.look import SYSTEM
from broadsheet.press.folder import Folder
from broadsheet.press.models import Plate
from broadsheet.sections.appearance import Appearance, Stylesheet
from broadsheet.sections.factories import home, make_plain_page
from tests.pressing import Pressing

Check = Callable[[Folder], None]
LINK = re.compile(r'<link rel="stylesheet" href="(/static/appearance\.[0-9a-f]{16}\.css)">')


@pytest.fixture
def paper(db: None, pressing: Pressing) -> Pressing:
    home("de")
    make_plain_page("About us")
    pressing.everything()
    return pressing


def linked(paper: Pressing, url: str = "/about-us/") -> str:
    found = LINK.search(paper.read(url) or "")
    return found[1] if found else ""


def sheets(paper: Pressing) -> list[str]:
    return sorted(f"/static/{file.name}" for file in paper.folder.plates.glob("static/appearance.*.css"))


def test_a_paper_that_looks_as_shipped_has_no_second_stylesheet(paper: Pressing) -> None:
    assert linked(paper) == ""
    assert sheets(paper) == []


def test_a_colour_is_in_every_page_s_stylesheet(paper: Pressing, as_pressed_anew: Check) -> None:
    Appearance.objects.create(light_spot="#8a1c1c")
    paper.settle()
    first = linked(paper)
    assert linked(paper, "/de/404.html") == first
    assert paper.read(first) == "@layer base{:root{--spot:#8a1c1c}}\n"
    assert sheets(paper) == [first]
    as_pressed_anew(paper.folder)


def test_the_sheet_before_stays_until_no_page_shows_it(paper: Pressing, as_pressed_anew: Check) -> None:
    row = Appearance.objects.create(light_spot="#8a1c1c")
    paper.settle()
    first = linked(paper)
    row.light_spot = "#1c1c8a"
    row.save()
    paper.presser.press(only=[first])
    assert paper.read(first), "a page that is not pressed anew yet still shows it"
    paper.settle()
    assert sheets(paper) == [linked(paper)] != [first]
    assert not Plate.objects.filter(url=first, status=200).exists()
    as_pressed_anew(paper.folder)


def test_the_nameplate_is_the_desks_and_as_wide_as_its_letters(paper: Pressing) -> None:
    Appearance.objects.create(nameplate="Ledger")
    paper.settle()
    assert '<a href="/">Ledger</a>' in (paper.read("/about-us/") or "")
    assert "--plate-em:3." in (paper.read(linked(paper)) or "")


def test_with_the_readers_own_serif_no_font_is_fetched(paper: Pressing) -> None:
    assert 'as="font"' in (paper.read("/about-us/") or "")
    Appearance.objects.create(serif=SYSTEM)
    paper.settle()
    assert 'as="font"' not in (paper.read("/about-us/") or "")
    assert "--serif:Georgia" in (paper.read(linked(paper)) or "")


@pytest.mark.parametrize(
    ("chosen", "field", "told"),
    [
        ({"light_spot": "#9fd0c0"}, "light_spot", "The spot colour on the paper has a contrast of 1.7 to 1, not 4.5"),
        ({"dark_ink": "#4a5a50"}, "dark_ink", "make it lighter"),
        ({"light_paper": "green"}, "light_paper", "A colour is written like #0c5a45"),
    ],
)
def test_what_cannot_be_read_is_not_saved(db: None, chosen: dict[str, str], field: str, told: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Appearance(**chosen).full_clean()
    assert told in " ".join(refused.value.message_dict[field])


def test_capitals_are_the_same_colour(db: None) -> None:
    row = Appearance(light_spot=" #8A1C1C ")
    row.full_clean()
    assert row.light_spot == "#8a1c1c"


def test_stylesheets_of_long_ago_are_not_kept(db: None) -> None:
    row = Appearance.objects.create(light_spot="#8a1c1c")
    Stylesheet.objects.update(made_at="2020-01-01T00:00Z")
    row.light_spot = "#1c1c8a"
    row.save()
    assert Stylesheet.objects.count() == 1
