"""What is written and how it is said, case by case (golden/*.tsv)."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadsheet.narration.text.normalising import normalise

GOLDEN = Path(__file__).parent / "golden"
LANGUAGES = ("en", "uk")


def cases(language: str) -> list[tuple[str, str]]:
    lines = (GOLDEN / f"{language}.tsv").read_text(encoding="utf-8").splitlines()
    return [(line.split("\t")[0], line.split("\t")[1]) for line in lines if line and not line.startswith("# ")]


ALL = [(language, *case) for language in LANGUAGES for case in cases(language)]


@pytest.mark.parametrize(("language", "written", "said"), ALL)
def test_it_is_said_as_an_educated_speaker_says_it(language: str, written: str, said: str) -> None:
    assert normalise(written, language) == said


@pytest.mark.parametrize(("language", "written", "said"), ALL)
def test_what_is_said_stays_as_it_is(language: str, written: str, said: str) -> None:
    assert normalise(said, language) == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_enough_cases_and_none_twice(language: str) -> None:
    written = [case[0] for case in cases(language)]
    assert len(written) >= 150
    assert len(set(written)) == len(written)


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        ("en-US", "Due 3/4/2024", "Due March fourth, twenty twenty-four"),
        ("en-GB", "Due 3/4/2024", "Due April third, twenty twenty-four"),
        ("en-US", "Due 24/2/2022", "Due February twenty-fourth, twenty twenty-two"),
        ("en", "From 1/2/2024 to 1/31/2024", "From January second, twenty twenty-four to January thirty-first, "),
    ],
)
def test_the_month_stands_first_in_america_and_where_a_date_beside_it_shows_it(
    language: str, written: str, said: str
) -> None:
    assert normalise(written, language).startswith(said)
