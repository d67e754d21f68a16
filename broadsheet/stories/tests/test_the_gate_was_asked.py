"""A plate that shows something publishable and never asks the gate about it is not made, whichever of its tables it
reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from wagtail.models import Page

from broadsheet.kit import clock
from broadsheet.press import plates
from broadsheet.press.recording import GateNotAsked
from broadsheet.release import gate
from broadsheet.stories.factories import make_story
from broadsheet.stories.models import StoryPage

pytestmark = pytest.mark.django_db
Shows = Callable[[Callable[[], str]], plates.Made]


class Window(plates.Plates):
    """Shows what it is told to."""

    name, pattern, asks = "test-window", r"/window/", "what it is told to"
    words: Callable[[], str] = staticmethod(lambda: "")

    def urls(self) -> list[str]:
        return ["/window/"]

    def make(self, url: str) -> plates.Page:
        return plates.Page(self.words().encode())


@pytest.fixture
def shows() -> Iterator[Shows]:
    """Make a plate of what a function says."""
    kind = Window()
    plates._KINDS.append((re.compile(kind.pattern), kind))

    def show(words: Callable[[], str]) -> plates.Made:
        kind.words = words
        return plates.make("/window/")

    yield show
    plates._KINDS.remove(next(known for known in plates._KINDS if known[1] is kind))


def test_a_story_that_was_read_must_be_asked_about(shows: Shows) -> None:
    story = make_story("The mole leans")
    with pytest.raises(GateNotAsked, match=f"/window/ shows stories.storypage {story.pk} and never asks"):
        shows(lambda: StoryPage.objects.get(pk=story.pk).title)


def test_a_storys_headline_read_from_the_table_of_all_pages_must_be_too(shows: Shows) -> None:
    story = make_story("The mole leans", live=False)
    with pytest.raises(GateNotAsked, match=f"/window/ shows wagtailcore.page {story.pk} and never asks"):
        shows(lambda: Page.objects.get(pk=story.pk).title)


def test_whoever_asked_may_read_either(shows: Shows) -> None:
    story = make_story("The mole leans")

    def words() -> str:
        found = StoryPage.objects.get(pk=story.pk)
        return Page.objects.get(pk=story.pk).title if gate.verdict(found, clock.now()).public else ""

    assert shows(words).result == plates.Page(b"The mole leans")


def test_what_the_gate_does_not_judge_needs_no_asking(shows: Shows) -> None:
    root = Page.get_first_root_node()
    assert shows(lambda: Page.objects.get(pk=root.pk).title).result == plates.Page(b"Root")
