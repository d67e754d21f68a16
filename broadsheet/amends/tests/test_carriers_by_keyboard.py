"""What carried a story, in Chromium: it goes on while somebody is in a row of it, and takes neither the focus nor
what they type."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from broadsheet.amends.desk import carriers_view
from broadsheet.release.carriers import Carried, State
from broadsheet.stories.actions.correct import correct
from broadsheet.stories.factories import make_story
from tests.browsers import chromium_at, tab
from tests.going_on import serve

pytestmark = [pytest.mark.django_db, pytest.mark.part("chromium")]
REASON = "Nobody has the pap"


def fragments(editor: Client, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A recording is made, and the print edition waits for somebody; then the recording is there; then both are."""
    story, found = make_story(), []
    correct(story, None, "correction", "It was 22 to 9.")
    for recording, paper in (
        (State.WORKING, State.TODO),
        (State.DONE, State.TODO),
        (State.DONE, State.DONE),
    ):
        rows = [("sound", "The recording", recording), ("paper", "The print edition", paper)]
        groups = [
            carriers_view.Group("Elsewhere", [row(*each) for each in rows]),
        ]
        monkeypatch.setattr(carriers_view, "groups", lambda *_, groups=groups: groups)
        found.append(editor.get(reverse("amends_carriers_state", args=(story.pk,))).content.decode())
    return found


def row(key: str, what: str, state: State) -> carriers_view.Row:
    return carriers_view.Row(Carried(key, what, state, "It says the words of before."), state.name)


def test_it_goes_on_around_the_row_that_somebody_is_in(
    chromium: Path, at_desk: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, last = fragments(at_desk("ebo"), monkeypatch)
    told = [first]
    with chromium_at(chromium) as browser, tab(browser) as page:
        serve(page, told)
        page.get_by_text("Leave it as it is…").click()
        reason = page.get_by_label("Reason")
        reason.type(REASON)
        told.append(second)
        expect(page.get_by_text("WORKING")).to_have_count(0, timeout=10_000)
        told.append(last)
        expect(page.get_by_role("heading", name="All that we know of is put right.")).to_be_visible(timeout=10_000)
        expect(reason).to_have_value(REASON)
        expect(reason).to_be_focused()
        assert page.locator(".amends-row b").all_inner_texts() == ["The recording", "The print edition"]
        page.get_by_text("Leave it as it is…").click()
        page.locator("#else").focus()
        expect(page.locator(".amends-state")).to_have_text(["DONE", "DONE"], timeout=10_000)
        assert page.locator("[data-held]").count() == 0
