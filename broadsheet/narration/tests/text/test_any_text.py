"""Whatever stands in a story, the normaliser says something sane and never raises."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from broadsheet.narration.tests.text.test_golden import cases
from broadsheet.narration.text.normalising import normalise

LONGEST = 40  # characters said for one written, and as many to begin with
SHARDS = [
    *(
        "$",
        "€",
        "₴",
        "£",
        "%",
        "°C",
        "−",
        "-",
        "–",
        "—",
        ".",
        ",",
        ":",
        "/",
        "'",
        "’",
        "№",
        "#",
        "@",
        "+",
        "½",
        "²",
        "&",
    ),
    *(
        "0",
        "1",
        "2",
        "5",
        "11",
        "21",
        "1990",
        "2024",
        "007",
        "1,000",
        "1.5",
        "1,5",
        "10:30",
        "2–1",
        "10–15",
        "24.02.2022",
    ),
    *(
        "km",
        "km/h",
        "bn",
        "million",
        "a.m.",
        "p.m.",
        "Feb.",
        "U.S.",
        "Dr.",
        "St.",
        "No.",
        "e.g.",
        "King",
        "Charles",
        "III",
    ),
    *("th", "s", "in ", "a ", "the ", "people", "won ", "century", "example.com", "https://", "I", "V", "XIX", "ХІХ"),
    *(
        "км",
        "млн",
        "млрд",
        "тис.",
        "грн",
        "р.",
        "рр.",
        "ст.",
        "ч.",
        "вул.",
        "м.",
        "о ",
        "у ",
        "до ",
        "з ",
        "на ",
        "року",
    ),
    *(
        "лютого",
        "років",
        "-го",
        "-річний",
        "-х",
        "жінки",
        "містах",
        "О.",
        "Карла",
        "світової",
        "ДТП",
        "і т. д.",
        " ",
        "\n",
    ),
    *(
        "<b>",
        "&amp;",
        "[",
        "]]",
        "(",
        ")",
        "«",
        "»",
        "“",
        "”",
        "🎉",
        "\u200b",
        "\ufeff",
        "٣",
        "①",
        "Ⅷ",
        "\u0301",
        "*",
        "_",
    ),
]
WORDS = st.lists(st.sampled_from(SHARDS), max_size=14).map("".join)
ANY = st.one_of(WORDS, st.text(max_size=80), st.text(alphabet="0123456789.,:–-/ $%€км", max_size=40))
LANGUAGES = st.sampled_from(["en", "uk", "en-GB"])


@settings(max_examples=200, deadline=None)
@given(ANY, LANGUAGES)
@example("1" * 5000, "en")
@example("9" * 5000, "uk")
@example("1/0 0/0 5:0", "uk")
@example("31.99.2024 99/99/2024", "en")
def test_no_figure_is_left_and_nothing_grows_without_bound(text: str, language: str) -> None:
    said = normalise(text, language)
    assert not [letter for letter in said if letter.isdigit()]
    assert len(said) <= LONGEST * (len(text) + 1)
    assert "[[" not in said
    assert "]]" not in said


@settings(max_examples=200, deadline=None)
@given(ANY, LANGUAGES)
def test_what_was_made_is_left_as_it_is(text: str, language: str) -> None:
    said = normalise(text, language)
    assert normalise(said, language) == said


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from([case for language in ("en", "uk") for case, _said in cases(language)]), max_size=4))
def test_cases_in_a_row_leave_no_figure_either(written: list[str]) -> None:
    for language in ("en", "uk"):
        said = normalise(" ".join(written), language)
        assert not any(letter.isdigit() for letter in said)
        assert normalise(said, language) == said


@settings(max_examples=150, deadline=None)
@given(ANY, st.sampled_from(["de", "fr", "pl", "ar", "he", "ja", "cy", "ka", "xx", ""]))
def test_a_language_without_rules_never_raises(text: str, language: str) -> None:
    normalise(text, language)


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        ("de", "Es kamen 1.200 Leute.", "Es kamen eintausendzweihundert Leute."),
        ("fr", "Il a 21 ans, 3,5 km.", "Il a vingt et un ans, trois, cinq km."),
        ("pl", "Było 5 osób 🎉", "Było pięć osób"),
        ("ka", "5 კაცი", "5 კაცი"),
    ],
)
def test_a_language_without_rules_has_its_numbers_said_where_they_are_known(
    language: str, written: str, said: str
) -> None:
    assert normalise(written, language) == said
