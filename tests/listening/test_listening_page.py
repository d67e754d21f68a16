"""One listens to the front: its stories with recordings, one after another."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.listening.conftest import Opened, Paper

pytestmark = [pytest.mark.slow, pytest.mark.part("chromium")]


def test_the_front_leads_to_it_and_its_cards_say_how_long(paper: Paper, opened: Opened) -> None:
    with opened("/") as listener:
        marks = listener.page.locator("main a.ear")
        expect(marks).to_have_count(2)
        assert marks.first.get_attribute("href") == f"{paper.ferry}#listen"
        listener.page.locator("header").get_by_role("link", name="Listen").click()
        expect(listener.page.get_by_role("heading", level=1)).to_have_text("Listen")


def test_stories_play_one_after_another(paper: Paper, opened: Opened) -> None:
    with opened("/listen/") as listener:
        listener.play()
        assert listener.of("player.dataset.story") == paper.ferry
        expect(listener.page.locator("[aria-current] h2")).to_have_text("The ferry leaves at noon")
        listener.until("navigator.mediaSession.metadata?.title === 'The ferry leaves at noon'")
        listener.seek(float(listener.of("player.dataset.seconds")) - 0.5)
        listener.until("player.dataset.story === values.next && player.audio.currentTime > 0", next=paper.pears)
        expect(listener.page.locator("story-player .title")).to_have_text("Pears are early")
        listener.until("navigator.mediaSession.metadata?.title === 'Pears are early'")
        listener.button("previous story")
        listener.until("player.dataset.story === values.next && !player.audio.paused", next=paper.ferry)
        listener.page.get_by_role("button", name="Play: Pears are early").click()
        listener.until("player.dataset.story === values.next && !player.audio.paused", next=paper.pears)


def test_the_lock_screen_follows_from_a_machine_s_reading_to_a_person_s(paper: Paper, opened: Opened) -> None:
    with opened("/listen/") as listener:
        listener.page.evaluate(
            "document.querySelectorAll('.playlist > li').forEach(li => delete li.dataset.captions)"
        )
        listener.play()
        listener.until("navigator.mediaSession.metadata?.title === 'The ferry leaves at noon'")
        listener.page.get_by_role("button", name="Play: Pears are early").click()
        listener.until("navigator.mediaSession.metadata?.title === 'Pears are early' && !player.audio.paused")


def test_without_a_script_it_is_a_list_of_players(paper: Paper, opened: Opened) -> None:
    with opened("/listen/", java_script_enabled=False) as listener:
        players = listener.page.locator(".playlist audio")
        expect(players).to_have_count(2)
        expect(players.first).to_be_visible()
        expect(listener.page.locator("story-player")).to_be_hidden()
        expect(listener.page.get_by_role("link", name="Pears are early")).to_have_attribute("href", paper.pears)
