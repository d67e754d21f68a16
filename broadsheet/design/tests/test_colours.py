"""The arithmetic of colours, and that what is mixed of a readable paper and ink is readable."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet import design
from broadsheet.design import nameplate
from broadsheet.design.colours import DARK, LIGHT, Scheme, contrast, mixed, tokens, unreadable
from broadsheet.design.look import SYSTEM, Look, stylesheet

CSS = (Path(design.__file__).parent / "static" / "design" / "paper.css").read_text(encoding="utf-8")
COLOUR = st.builds("#{:06x}".format, st.integers(0, 0xFFFFFF))


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#ffffff", "#767676") == pytest.approx(4.54, abs=0.01)


@given(COLOUR, COLOUR)
def test_contrast_has_no_direction(one: str, other: str) -> None:
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21


@given(COLOUR, COLOUR)
def test_a_mix_begins_and_ends_with_its_colours(one: str, other: str) -> None:
    assert (mixed(one, other, 0), mixed(one, other, 1)) == (one, other)


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_the_shipped_schemes_are_readable_and_stand_in_the_stylesheet(scheme: Scheme) -> None:
    assert list(unreadable(scheme)) == []
    start = CSS.index("prefers-color-scheme: dark") if scheme is DARK else 0
    for name, value in tokens(scheme).items():
        found = re.compile(rf"--{name}: (#[0-9a-f]{{6}})").search(CSS, start)
        assert found is not None
        assert found[1] == value


@given(COLOUR, COLOUR)
def test_what_is_mixed_of_a_strong_paper_and_ink_can_be_told_apart(paper: str, ink: str) -> None:
    """Only what was chosen badly is told: with enough contrast, no mixed token is at fault."""
    told = {(each.front, each.ground) for each in unreadable(Scheme(paper, ink, ink, ink))}
    if contrast(paper, ink) >= 12:
        assert told == set()


def test_what_cannot_be_read_is_named_with_its_contrast() -> None:
    pale = Scheme(LIGHT.paper, LIGHT.ink, "#9fd0c0", LIGHT.alert)
    assert {(each.front, each.ground) for each in unreadable(pale)} == {
        *(("spot", "paper"), ("spot", "tint"), ("paper", "spot"))
    }


def test_the_shipped_look_needs_no_stylesheet() -> None:
    assert stylesheet(Look("The Mirna Bay Ledger")) == ""


def test_a_stylesheet_says_only_what_differs() -> None:
    red = Scheme(LIGHT.paper, LIGHT.ink, "#8a1c1c", LIGHT.alert)
    assert stylesheet(Look("The Mirna Bay Ledger", light=red)) == "@layer base{:root{--spot:#8a1c1c}}\n"
    assert "--serif:Georgia" in stylesheet(Look("The Mirna Bay Ledger", serif=SYSTEM))


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [("The Mirna Bay Ledger", 9.9, 10.1), ("Ледар", 2.7, 3.1), ("日本新聞", 3.8, 4.0), ("", 1, 1), ("É", 1, 1)],
)
def test_a_nameplate_is_as_wide_as_its_letters(text: str, least: float, most: float) -> None:
    assert least <= nameplate.width(text) <= most


def test_an_accent_adds_no_width() -> None:
    assert nameplate.width("Łódź Écho 1234") == nameplate.width("Łodz Echo 1234")
