"""How long a story is, and how many minutes it takes to read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.stories.factories import block, make_story, paragraphs
from broadsheet.stories.length import minutes, words_of
from broadsheet.stories.models import StoryPage


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Two gates stopped.", 3),
        ("It&#x27;s a self-righting boat&nbsp;&amp; costs 1,200.50", 6),
        ("Дві брами зупинились", 3),
        ("水门关闭", 4),
        ("", 0),
        ("— … !", 0),
    ],
)
def test_words_are_counted_as_they_are_read(text: str, count: int) -> None:
    assert words_of(paragraphs(text)) == count


def test_what_is_read_on_the_way_counts_and_nothing_else() -> None:
    body = [
        block("heading", "One two"),
        block("quote", {"words": "three four", "speaker": "not counted"}),
        block("list", {"numbered": False, "items": [block("item", "<p>five</p>")]}),
        block("points", {"items": [block("item", "six")]}),
        block("margin", "<p>not counted</p>"),
        block("picture", {"picture": 1, "caption": "not counted"}),
        block("poll", {"question": "not counted"}),
    ]
    assert words_of(body) == 6


@given(st.integers(0, 50_000), st.sampled_from(["en", "uk", "de-AT", "ar", "zh-Hans", "xx"]))
def test_minutes_are_whole_and_never_none(words: int, language: str) -> None:
    assert minutes(words, language) >= 1
    assert minutes(words + 1000, language) > minutes(words, language)


def test_slower_languages_take_longer() -> None:
    assert minutes(900, "uk") > minutes(900, "en") == 4


@pytest.mark.django_db
def test_a_story_knows_its_words_also_after_it_was_published_from_a_draft() -> None:
    story = make_story(body=paragraphs("one two"), live=False)
    assert StoryPage.objects.get(pk=story.pk).words == 2
    story.body = paragraphs("one two three")
    story.save_revision().publish()
    assert StoryPage.objects.get(pk=story.pk).words == 3
