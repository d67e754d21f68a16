"""Recordings under way, in Chromium: the list goes on around the row that has the focus, and inside what somebody has
opened."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from broadsheet.kit import clock
from broadsheet.narration.models import Recording, State
from broadsheet.narration.tests.narrating import turn_on
from broadsheet.stories.factories import make_story
from tests.browsers import chromium_at, tab
from tests.going_on import serve

pytestmark = [pytest.mark.django_db, pytest.mark.part("chromium")]


def recording(title: str, **fields: object) -> Recording:
    now, story = clock.now(), make_story(title)
    return Recording.objects.create(
        story=story, language="en", input_hash=title, words=title[:32], read_at=now, created_at=now, **fields
    )


def fragments() -> list[str]:
    """As the desk shows them: one that failed, and one that is being made; then more of it, then the failed one."""
    turn_on()
    user = User.objects.create(username="ebo", email="ebo@ledger.example")
    user.groups.add(Group.objects.get(name="Editor"))
    editor, found = Client(), []
    editor.force_login(user)
    failed = recording("Ferry at noon", state=State.FAILED, cause="No voice.")
    made = recording("Pier at six", state=State.RUNNING, sentences=4, done=1)
    for change in ({"done": 3}, {"state": State.READY}, {}):
        found.append(editor.get(reverse("narration_rows")).content.decode())
        Recording.objects.filter(pk=made.pk).update(**change)
    Recording.objects.filter(pk=failed.pk).update(state=State.READY)
    return [*found, editor.get(reverse("narration_rows")).content.decode()]


def test_the_list_goes_on_around_the_row_that_has_the_focus(chromium: Path) -> None:
    first, more, without, none = fragments()
    told = [first]
    with chromium_at(chromium) as browser, tab(browser) as page:
        serve(page, told)
        expect(page.get_by_text("1 of 4 sentences are spoken")).to_be_visible()
        link = page.get_by_role("link", name="Ferry at noon")
        link.focus()
        told.append(more)
        expect(page.get_by_text("3 of 4 sentences are spoken")).to_be_visible(timeout=10_000)
        told.append(without)
        expect(page.get_by_text("Pier at six")).to_have_count(0, timeout=10_000)
        expect(link).to_be_focused()
        assert page.locator("[data-part=rows]").count() == 1
        page.locator("#else").focus()
        told.append(none)
        expect(link).to_have_count(0, timeout=10_000)


def opened(words: str) -> str:
    summary = "<summary data-part='name'>All anew</summary>"
    inside = f"{summary}<p>{words}</p><div data-part='en'><button>Stop</button></div>"
    return f"<div data-again='/again/' data-moving><details data-part='anew'>{inside}</details></div>"


def test_what_somebody_has_opened_goes_on_inside_and_stays_open(chromium: Path) -> None:
    with chromium_at(chromium) as browser, tab(browser) as page:
        told = [opened("1 of 3")]
        serve(page, told)
        page.get_by_text("All anew").click()
        told.append(opened("2 of 3"))
        expect(page.get_by_text("2 of 3")).to_be_visible(timeout=10_000)
        page.get_by_role("button", name="Stop").focus()
        told.append(opened("3 of 3"))
        expect(page.get_by_text("3 of 3")).to_be_visible(timeout=10_000)
        expect(page.get_by_role("button", name="Stop")).to_be_focused()
        assert page.locator("p").count() == 1
