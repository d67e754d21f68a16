"""People, topics and sources have words for each language of the paper, on pages, in feeds and for machines."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from broadsheet.people.factories import make_contributor
from broadsheet.people.models import Contributor, ContributorWords
from broadsheet.press.folder import Folder
from broadsheet.sections.factories import make_section
from broadsheet.sourcing.factories import make_source
from broadsheet.sourcing.models import Source, SourceWords
from broadsheet.stories.factories import block, make_story, make_topic, paragraphs
from broadsheet.stories.models import StoryEvidence, StoryPage, Topic, TopicWords
from tests.pressing import Pressing, pages

pytestmark = pytest.mark.django_db
Check = Callable[[Folder], None]


@pytest.fixture
def stories() -> dict[str, StoryPage]:
    """The same in two languages."""
    person = make_contributor("Ines Marlow", biography="She covers the harbour.")
    topic, source = make_topic("Storms"), make_source("Saltline", description="the port's agency")
    made = {}
    for language, name in (("en", "Harbour"), ("de", "Hafen")):
        said = block("quote", {"words": "Fog.", "speaker": "Ada Fenn", "how": "reported", "source": source.pk})
        made[language] = make_story(
            f"Fog in {language}",
            section=make_section(name, language=language),
            by=[person],
            topics=[topic],
            body=[*paragraphs("Fog."), said],
        )
        made[language].evidence = [StoryEvidence(kind="others", text="A bulletin.", source=source)]
        made[language].save()
    return made


@pytest.fixture
def paper(stories: dict[str, StoryPage], pressing: Pressing) -> Pressing:
    return pressing


def test_a_translated_name_changes_the_pages_of_its_language(
    paper: Pressing, stories: dict[str, StoryPage], as_pressed_anew: Check
) -> None:
    ContributorWords.objects.create(contributor=Contributor.objects.get(), language="de", name="Inês Marlow")
    changed = set(paper.settle().changed)
    assert {stories["de"].url, "/de/people/ines-marlow/", "/de/rss.xml"} <= changed
    assert [url for url in changed if not url.startswith("/de/")] == []
    assert '"name":"Inês Marlow"' in (paper.read(stories["de"].url) or "")
    as_pressed_anew(paper.folder)


def test_a_translated_topic(paper: Pressing, stories: dict[str, StoryPage], as_pressed_anew: Check) -> None:
    words = TopicWords.objects.create(topic=Topic.objects.get(), language="de", name="Stürme")
    assert {stories["de"].url, "/de/topics/storms/"} <= pages(paper.settle())
    assert '"keywords":["Stürme"]' in (paper.read(stories["de"].url) or "")
    words.description = "Was der Wind tut."
    words.save()
    assert pages(paper.settle()) == {"/de/topics/storms/"}
    words.delete()
    assert stories["de"].url in pages(paper.settle())
    as_pressed_anew(paper.folder)


def test_a_translated_source(paper: Pressing, stories: dict[str, StoryPage], as_pressed_anew: Check) -> None:
    page = paper.read(stories["de"].url) or ""
    assert '<span lang="en" dir="ltr">the port&#x27;s agency</span>' in page
    SourceWords.objects.create(source=Source.objects.get(), language="de", description="die Agentur des Hafens")
    assert stories["de"].url in pages(paper.settle())
    page = paper.read(stories["de"].url) or ""
    assert "Saltline, die Agentur des Hafens" in page
    assert "the port" not in page
    assert "the port&#x27;s agency" in (paper.read(stories["en"].url) or "")
    as_pressed_anew(paper.folder)


def test_a_biography_that_nobody_translated_says_its_language(paper: Pressing, as_pressed_anew: Check) -> None:
    url = "/de/people/ines-marlow/"
    assert '<span lang="en" dir="ltr">She covers the harbour.</span>' in (paper.read(url) or "")
    words = "Sie schreibt über den Hafen."
    ContributorWords.objects.create(contributor=Contributor.objects.get(), language="de", biography=words)
    assert pages(paper.settle()) == {url}
    page = paper.read(url) or ""
    assert f'<p class="standfirst">{words}</p>' in page
    assert f'"description":"{words}"' in page
    as_pressed_anew(paper.folder)
