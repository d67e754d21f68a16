"""Manuscripts are read part by part, and what is misspelt is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from broadsheet.demo.manuscripts import Misspelt, Part, briefs, manuscripts, read, span

TEXT = """\
Headline: A seal in the lock
State: out 2d5h

It came with the tide.

# How it left

> It went as it came.
— Odo Fenn; lock keeper

= list
* by water
* by night

= picture: harbour

! The lock keeper is the author's uncle.
"""


def test_each_kind_of_part_is_known_by_its_mark() -> None:
    found = read("seal", TEXT)
    assert found.head == {"Headline": "A seal in the lock", "State": "out 2d5h"}
    assert found.parts == (
        Part("paragraph", ("It came with the tide.",)),
        Part("heading", ("How it left",)),
        Part("quote", ("It went as it came.", "Odo Fenn", "lock keeper", "")),
        Part("list", ("by water", "by night")),
        Part("picture", ("harbour",)),
        Part("note", ("The lock keeper is the author's uncle.",)),
    )


def test_a_list_in_the_head() -> None:
    assert read("seal", "By: Odo Fenn; illustrated Ada Fenn;\n\nText.").several("By") == [
        "Odo Fenn",
        "illustrated Ada Fenn",
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Headline A seal\n\nText.", "seal: the line “Headline A seal” of the head"),
        ("Headline: A seal\n\n> It went.", "seal: nobody says “It went.”"),
    ],
)
def test_what_is_misspelt_is_told(text: str, sentence: str) -> None:
    with pytest.raises(Misspelt, match=sentence):
        read("seal", text)


def test_spans_of_time() -> None:
    assert span("2d5h") == timedelta(days=2, hours=5)
    assert span("3h20m") == timedelta(hours=3, minutes=20)
    for wrong in ("", "soon", "5", "5m3h"):
        with pytest.raises(Misspelt):
            span(wrong)


@pytest.mark.parametrize("language", ["en", "uk"])
def test_every_text_of_the_newsroom_can_be_read(language: str) -> None:
    assert manuscripts(f"{language}/stories")
    assert manuscripts(f"{language}/pages")
    ages = [item.age for item in briefs(language)]
    assert ages == sorted(ages)
    assert ages[-1] < timedelta(days=3)
