"""The newsroom's texts: as many as promised, of people, topics and pictures that there are, and nothing twice."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from broadsheet.demo.cast import described
from broadsheet.demo.drawing.scenes import SCENES
from broadsheet.demo.manuscripts import Manuscript, briefs, manuscripts, span
from broadsheet.demo.newsroom import PICKS
from broadsheet.demo.typesetting import ROLES

NOW = datetime(2026, 11, 11, 12, tzinfo=UTC)
LANGUAGES = tuple(PICKS)
NAMES = {
    kind: {each["Name"] for each in described(kind)}
    for kind in ("contributors", "topics", "sources", "pictures", "documents")
}


def stories(language: str) -> list[Manuscript]:
    return manuscripts(language, "stories", NOW)


def out(language: str) -> list[Manuscript]:
    return [story for story in stories(language) if story.head["State"].startswith("out ")]


def words(story: Manuscript) -> int:
    return sum(len(line.split()) for part in story.parts for line in part.lines)


def test_sixty_stories_are_out_in_five_sections_over_six_weeks() -> None:
    found = out("en")
    assert len(found) >= 60
    sections = Counter(story.head["Section"] for story in found)
    assert len(sections) == 5
    assert min(sections.values()) >= 9
    ages = [span(story.head["State"].removeprefix("out ")) for story in found]
    assert timedelta(days=40) < max(ages) < timedelta(days=43)


def test_stories_are_of_every_length() -> None:
    lengths = [words(story) for story in out("en")]
    assert len([length for length in lengths if length >= 560]) >= 15
    assert len([length for length in lengths if 200 <= length < 560]) >= 30


def test_the_other_languages_have_theirs() -> None:
    assert len(out("uk")) >= 3
    assert len(out("ar")) >= 1
    assert len(briefs("en", NOW)) >= 150
    assert len(briefs("uk", NOW)) >= 10


def test_there_is_one_story_of_each_state_that_readers_do_not_see() -> None:
    states = Counter(story.head["State"].partition(" ")[0] for story in stories("en"))
    assert {"embargo", "hold", "scheduled", "killed", "draft", "submitted"} <= set(states)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_stories_have_one_address(language: str) -> None:
    slugs = Counter(story.head.get("Slug", story.name) for story in stories(language))
    assert [slug for slug, times in slugs.items() if times > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_story_names_who_made_it_and_what_it_is_about(language: str) -> None:
    for story in stories(language):
        names = [name.partition(" ")[2] if name.split()[0] in ROLES else name for name in story.several("By")]
        assert names, story.name
        assert set(names) <= NAMES["contributors"], story.name
        topics = set(story.several("Topics"))
        assert topics, story.name
        assert topics <= NAMES["topics"], story.name


def test_everybody_and_everything_that_is_described_is_used() -> None:
    every = [story for language in LANGUAGES for story in stories(language)]
    bylines = " ".join(story.head["By"] for story in every)
    assert [name for name in NAMES["contributors"] if name not in bylines] == []
    assert NAMES["topics"] == {topic for story in every for topic in story.several("Topics")}
    shown = {
        line for story in every for part in story.parts if part.kind in {"picture", "gallery"} for line in part.lines
    }
    shown |= {story.head["Picture"] for story in every if "Picture" in story.head}
    assert NAMES["pictures"] == shown
    told = {line for story in every for part in story.parts for line in part.lines}
    cited = {words.rpartition("; ")[2] for words in told} | told
    assert NAMES["sources"] | NAMES["documents"] <= cited


def test_the_cast_is_as_large_as_promised() -> None:
    sizes = {kind: len(names) for kind, names in NAMES.items()}
    assert sizes["contributors"] == 8
    assert sizes["topics"] == 15
    assert sizes["sources"] == 10
    assert sizes["pictures"] >= 24


def test_every_picture_is_drawn_and_says_what_it_shows_and_whose_it_is() -> None:
    assert NAMES["pictures"] == set(SCENES)
    for picture in described("pictures"):
        assert len(picture["Alt"]) >= 40, picture["Name"]
        assert picture["Caption"].endswith("."), picture["Name"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_briefs_are_in_order_over_two_weeks_and_begin_with_a_sentence(language: str) -> None:
    items = briefs(language, NOW)
    ages = [item.age for item in items]
    assert ages == sorted(ages)
    assert not ages or ages[-1] < timedelta(days=15)
    for item in items:
        assert item.headline[-1] in ".!?؟", item.headline
        assert len(item.headline) <= 255


def test_the_leading_story_shows_all_that_a_story_can() -> None:
    kinds = {part.kind for story in out("en") if story.name == "tide-gate" for part in story.parts}
    assert kinds >= {"points", "margin", "gallery", "table", "document", "evidence", "correction", "quote", "note"}


def test_margin_notes_are_short() -> None:
    for language in LANGUAGES:
        for story in stories(language):
            for part in story.parts:
                assert part.kind != "margin" or len(part.lines[0].split()) <= 25, story.name


def test_no_quotation_is_without_a_speaker() -> None:
    for language in LANGUAGES:
        for story in stories(language):
            for part in story.parts:
                assert part.kind != "quote" or part.lines[1], story.name


def test_no_mark_of_a_machine_is_left_in_a_text() -> None:
    for language in LANGUAGES:
        for story in stories(language):
            text = " ".join(line for part in story.parts for line in part.lines)
            assert not {"{", "}", "`", "_"} & set(text), story.name
