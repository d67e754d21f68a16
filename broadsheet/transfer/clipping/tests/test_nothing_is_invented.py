"""Whatever the file: refused in one sentence, or every word found stands in it, and every line is accounted for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.transfer.clipping import Clipping, ClippingRefused, read, to_json
from broadsheet.transfer.clipping.bylines import head_line
from broadsheet.transfer.clipping.moments import time_line
from broadsheet.transfer.clipping.shapes import same_words

SAVED_ON = date(2025, 2, 22)

LINES = st.sampled_from(
    [
        "Skip to content",
        "News Feed",
        "MORE NEWS",
        "Subscribe",
        "* indicates required",
        "Enter your email",
        "10:48 AM",
        "17:02",
        "9:51 AM Ferry Dora is back",
        "By Ana Moru",
        "Jonas Ferrel",
        "Feb. 20, 2025, 3:14 PM",
        "2 min read",
        "Harbour council votes to keep the winter ferry",
        "Harbour council votes to keep the winter ferry | The Mirna Bay Ledger",
        "Old lighthouse finds a buyer after nine years",
        "A retired teacher plans to open a reading room.",
        "What happens now",
        "Related",
        "Read also: Choir seeks four tenors for its concert",
        "The ferry at the pier. (Pavlo Dereh/Mirna Pictures)",
        "Photo: Pavlo Dereh",
        "This audio is read by a synthetic voice",
        "© 2025 The Mirna Bay Ledger. All rights reserved.",
        "> One gate, one key, one name on the door.",
        "- A second crane on the east quay.",
        "“We slept on it,” the guild master said.",
        "He said:",
        "Thank you for signing up for this newsletter.",
        "Рада порту проголосувала за те, щоб зимовий пором ходив до квітня.",
    ]
)
PARAGRAPHS = st.builds(
    "Paragraph {} of the story says what the council of Mirna Bay did on day {} of that winter.".format,
    st.integers(1, 99),
    st.integers(1, 28),
)
MARKUP = """
<p> </p> <div> </div> <a/href=x> </a> <h1> </h1> <article> </article> <figure> <img/src=a> <figcaption>
</figure> <time> </time> <li> </ul> <br> <br><br> <pre> <aside> <blockquote> <!-- --> <script> </script> &amp; &#0;
<![CDATA[ ]]> 10:48 Words of a sentence. By Ana Moru
"""
PAGES = st.lists(st.tuples(st.one_of(LINES, PARAGRAPHS), st.sampled_from(["\n", "\n\n"])), min_size=1, max_size=40)


def strings_of(clipping: Clipping) -> Iterator[str]:
    """Every text of the result but times and dates, which are rewritten."""
    found = to_json(clipping)
    for story in found["stories"]:
        yield from (story["headline"].rstrip("…"), story.get("kicker", ""), *story.get("byline", ()))
        yield from (part for picture in story.get("pictures", ()) for part in picture.values())
        yield from story["paragraphs"]
        yield from (part for card in story.get("cards", ()) for part in card.values())
    for story in clipping.stories:
        yield story.standfirst
    for brief in found["briefs"]:
        yield from (brief["headline"], *brief.get("text", "").split("\n\n"))


def holds(page: tuple[str, ...], words: tuple[str, ...]) -> bool:
    return f" {' '.join(words)} " in f" {' '.join(page)} "


@given(st.binary(max_size=2000))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        clipping = read(data, "kept.html", saved_on=SAVED_ON)
    except ClippingRefused:
        return
    assert clipping.stories or clipping.briefs


@given(st.text(max_size=1000))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        clipping = read(text.encode(errors="replace"), "kept.txt", saved_on=SAVED_ON)
    except ClippingRefused:
        return
    to_json(clipping)


@given(st.lists(st.sampled_from(MARKUP.split()), max_size=60))
def test_any_markup_is_read_or_refused(parts: list[str]) -> None:
    try:
        clipping = read(" ".join(["<html>", *parts]).encode(), "kept.html", saved_on=SAVED_ON)
    except ClippingRefused:
        return
    to_json(clipping)


@settings(max_examples=300)
@given(PAGES)
def test_every_word_stands_in_the_page_and_every_line_is_accounted_for(parts: list[tuple[str, str]]) -> None:
    text = "".join(line + end for line, end in parts)
    try:
        clipping = read(text.encode(), "kept.txt", saved_on=SAVED_ON)
    except ClippingRefused:
        return
    page = same_words(text)
    strings = [same_words(string) for string in strings_of(clipping) if string]
    assert not [string for string in strings if not holds(page, string)]

    told = {left.where for left in clipping.furniture} | {problem.where for problem in clipping.problems}
    used = [word for string in strings for word in string]
    for number, line in enumerate(text.split("\n"), 1):
        if not line or f"line {number}" in told or head_line(line, SAVED_ON):
            continue
        words = same_words(re.sub(r"^(Read also:|Photo:)", "", line.split(" | ")[0]))
        at = time_line(line)
        words = same_words(at.rest) if at else words
        assert holds(tuple(used), words), (number, line)


@given(PAGES)
def test_reading_twice_finds_the_same(parts: list[tuple[str, str]]) -> None:
    data = "".join(line + end for line, end in parts).encode()
    try:
        first = read(data, "kept.txt")
    except ClippingRefused:
        return
    assert read(data, "kept.txt") == first
