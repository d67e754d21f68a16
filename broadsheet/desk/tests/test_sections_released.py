"""A section that is taken in leaves its stories where they are, and the desk says so before and after."""

from __future__ import annotations

import pytest
from django.test import Client

from broadsheet.desk.release_view import release_url
from broadsheet.kit import clock
from broadsheet.release import gate
from broadsheet.release.actions.hold import hold
from broadsheet.release.models import public_q
from broadsheet.sections.models import Section
from broadsheet.stories.factories import make_story
from broadsheet.stories.models import StoryPage
from tests.pressing import Pressing


@pytest.fixture
def told(editor: Client, harbour: Section) -> str:
    for n in range(2):
        make_story(f"Fog {n}", section=harbour)
    return editor.get(release_url(harbour)).content.decode()


def test_the_screen_says_what_stays_out(told: str) -> None:
    assert "2 pages below it are published and judged by themselves" in told


def test_a_section_without_stories_has_nothing_to_say(editor: Client, harbour: Section) -> None:
    assert "judged by" not in editor.get(release_url(harbour)).content.decode()


def test_a_story_stays_public_in_a_section_on_hold(told: str, harbour: Section, pressing: Pressing) -> None:
    made = StoryPage.objects.first()
    assert made is not None
    hold(harbour, None, "The lawyer reads it.")
    pressing.settle()
    assert gate.verdict(made, clock.now()).public
    assert StoryPage.objects.filter(public_q(clock.now())).count() == 2
    assert pressing.read("/harbour/") is None
    assert "Fog" in (pressing.read(made.url) or "")
    assert 'href="/harbour/"' not in (pressing.read(made.url) or "")
