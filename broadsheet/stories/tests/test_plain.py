"""The page of a story that anything can read."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from broadsheet.pictures.factories import make_picture
from broadsheet.press.folder import Folder
from broadsheet.release.actions.hold import hold
from broadsheet.release.actions.kill import kill
from broadsheet.sections.factories import make_section
from broadsheet.sections.models import Section
from broadsheet.stories.actions.correct import correct
from broadsheet.stories.factories import block, make_story, paragraphs
from broadsheet.stories.models import StoryEvidence, StoryPage
from tests.pressing import Pressing

pytestmark = pytest.mark.django_db
Check = Callable[[Folder], None]
OnCommit = Callable[..., object]


def everything(other: StoryPage) -> list[dict[str, Any]]:
    picture = make_picture("A buoy", size=(300, 200)).pk
    return [
        *paragraphs("The gates stopped. " * 10),
        block("margin", "<p>Test report.</p>"),
        block("quote", {"words": "They bent.", "speaker": "Maren Oyelaran"}),
        block("picture", {"picture": picture, "caption": ""}),
        block("gallery", {"pictures": [block("item", {"picture": picture, "caption": ""})] * 2}),
        block("related", {"story": other.pk, "url": "", "headline": "", "teaser": ""}),
        block("embed", {"url": "https://youtu.be/abc_DEF-123", "title": "The gate", "caption": ""}),
        block("points", {"items": [block("item", "Repairs need a dry dock.")]}),
        *paragraphs(*["Two of the four gates stopped before they reached the sill, the engineers wrote. " * 3] * 18),
    ]


def test_it_has_the_words_and_neither_picture_nor_script_nor_style(pressing: Pressing) -> None:
    other = make_story("Island ferry", hero=make_picture("Ferry", size=(300, 200)))
    story = make_story(body=everything(other), dateline="Sarn", hero=make_picture("Gate", size=(300, 200)))
    StoryEvidence.objects.create(page=story, kind="record", text="Dorrit Lane, interviewed.")
    correct(story, None, "correction", "It was 22 to 9.")
    pressing.settle()
    page = pressing.read(f"{story.url}plain/") or ""
    assert not re.findall(r"<(?:img|picture|script|style|iframe|audio|link rel=.stylesheet)", page)
    assert f'<link rel="canonical" href="https://ledger.example{story.url}">' in page
    for words in ("Sarn</span> — The gates", "Test report.", "“They bent.”", "Repairs need", "It was 22 to 9."):
        assert words in page
    assert 'Related story: <a href="/harbour/island-ferry/">Island ferry</a>' in page
    assert '<a href="https://youtu.be/abc_DEF-123">The gate</a>' in page
    assert "<dt>On the record</dt><dd>Dorrit Lane, interviewed.</dd>" in page
    assert f'<a href="{story.url}">The full page' in page
    assert f'href="{story.url}plain/"' in (pressing.read(story.url) or "")
    assert len(story.body) > 20
    assert 750 < story.words < 900
    assert len(page.encode()) <= 10 * 1024


def test_it_comes_goes_and_is_killed_with_its_story(pressing: Pressing, as_pressed_anew: Check) -> None:
    story, killed = make_story("Ferry"), make_story("Gate")
    pressing.settle()
    assert pressing.read("/harbour/ferry/plain/")
    hold(story, None, "The numbers are checked.")
    kill(killed, None, "It named a witness.")
    pressing.settle()
    assert pressing.read("/harbour/ferry/plain/") is None
    assert "withdrawn" in (pressing.gone("/harbour/gate/plain/") or "")
    as_pressed_anew(pressing.folder)


def test_a_story_that_moves_leaves_a_redirect_for_it_too(
    pressing: Pressing, as_pressed_anew: Check, django_capture_on_commit_callbacks: OnCommit
) -> None:
    story = make_story("Ferry", section=make_section("Harbour"))
    markets = make_section("Markets")
    pressing.settle()
    with django_capture_on_commit_callbacks(execute=True):
        story.move(markets, "last-child")
    pressing.settle()
    assert pressing.folder.redirect("/harbour/ferry/plain/") == (301, "/markets/ferry/plain/")
    as_pressed_anew(pressing.folder)
    with django_capture_on_commit_callbacks(execute=True):
        StoryPage.objects.get(pk=story.pk).move(Section.objects.get(slug="harbour"), "last-child")
    pressing.settle()
    assert pressing.read("/harbour/ferry/plain/")
    assert pressing.folder.redirect("/markets/ferry/plain/") == (301, "/harbour/ferry/plain/")
    as_pressed_anew(pressing.folder)
    StoryPage.objects.get(pk=story.pk).unpublish()
    pressing.settle()
    assert pressing.folder.redirect("/markets/ferry/plain/") is None
    as_pressed_anew(pressing.folder)
