"""The saved page that this project starts from lies beside the checkout, not in it; its text is not ours to copy."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadsheet.transfer.clipping import Clipping, FoundStory, read, to_json

PAGE = Path(__file__).parents[5] / "shared" / "reference" / "article-page.txt"

pytestmark = pytest.mark.part("reference page")


@pytest.fixture
def clipping() -> Clipping:
    return read(PAGE.read_bytes(), PAGE.name)


@pytest.fixture
def story(clipping: Clipping) -> FoundStory:
    (story,) = clipping.stories
    return story


def lines() -> list[str]:
    return [line.strip() for line in PAGE.read_text(encoding="utf-8").splitlines() if line.strip()]


def test_caption_and_credit_are_told_apart(story: FoundStory) -> None:
    (picture,) = story.pictures

    assert picture.caption == (
        "Russian President Vladimir Putin's Press Secretary, Dmitry Peskov, attends a bilateral meeting"
        " at the Ritz Hotel on July 3, 2024, in Astana, Kazakhstan."
    )
    assert picture.credit == "Contributor/Getty Images"


def test_the_body_is_eight_whole_paragraphs(story: FoundStory) -> None:
    texts = [paragraph.text for paragraph in story.paragraphs]

    assert len(texts) == 8
    assert texts == lines()[3:11]
    assert texts[0].startswith("Moscow is worried")
    assert texts[-1].endswith("any future Russian aggression.")


def test_there_is_one_related_card(story: FoundStory) -> None:
    (card,) = story.cards

    assert (card.headline, card.teaser) == tuple(lines()[11:13])
    assert card.headline.startswith("Starmer to pitch plan")


def test_the_rail_has_three_briefs(clipping: Clipping) -> None:
    found = [(brief.time, brief.headline, brief.text) for brief in clipping.briefs]
    rail = lines()[14:23]

    assert [time for time, _, _ in found] == ["10:48", "10:27", "09:51"]
    assert [(headline, text) for _, headline, text in found] == list(zip(rail[1::3], rail[2::3], strict=True))


def test_a_working_headline_is_proposed_and_marked(story: FoundStory) -> None:
    assert story.headline_is_working
    assert story.paragraphs[0].text.startswith(story.headline)
    assert 20 <= len(story.headline) <= 120


def test_page_furniture_is_in_none_of_them(clipping: Clipping) -> None:
    printed = str(to_json(clipping))
    furniture = [lines()[0], lines()[2], lines()[13], *lines()[23:]]

    assert len(furniture) > 20
    assert not [line for line in furniture if line in printed]


def test_every_line_is_accounted_for_and_nothing_is_left_to_ask(clipping: Clipping) -> None:
    assert clipping.problems == ()
    assert len(clipping.furniture) == len([lines()[0], lines()[2], lines()[13], *lines()[23:]])
