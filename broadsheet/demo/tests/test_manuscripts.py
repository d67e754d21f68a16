"""Manuscripts are read part by part, what is misspelt is told, and days are words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from broadsheet.demo.days import named
from broadsheet.demo.manuscripts import Misspelt, Part, read, span

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

^ The lock keeper's book.

= points
* It came.
* It went.

= table: How far
* Day | Metres #
* First | 3

= gallery
* harbour
* ferry

? record: Odo Fenn; Saltline

~ 2h correction: It came by night.
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
        Part("margin", ("The lock keeper's book.",)),
        Part("points", ("It came.", "It went.")),
        Part("table", ("How far", "Day | Metres #", "First | 3")),
        Part("gallery", ("harbour", "ferry")),
        Part("evidence", ("record", "Odo Fenn; Saltline")),
        Part("correction", ("2h", "correction", "It came by night.")),
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
        ("Headline: A seal\n\n? record Odo Fenn", "seal: the line “\\? record Odo Fenn” has no colon"),
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


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "It met on Monday, 9 November, and meets on Saturday."),
        ("uk", "It met on в понеділок, 9 листопада, and meets on у суботу."),
        ("ar", "It met on الاثنين, 9 نوفمبر, and meets on السبت."),
    ],
)
def test_days_are_words_of_the_language(language: str, words: str) -> None:
    now = datetime(2026, 11, 11, 12, tzinfo=UTC)  # a Wednesday
    assert named("It met on {day 2d}, {date 2d}, and meets on {day -3d}.", now, language) == words
