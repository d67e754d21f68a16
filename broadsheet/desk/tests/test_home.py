"""The desk's home says whether the press is well, what waits, and what is out."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel

from broadsheet.briefs.factories import brief
from broadsheet.desk import home
from broadsheet.desk.mine import mine
from broadsheet.desk.waiting import out_today, waiting
from broadsheet.kit import clock
from broadsheet.press.models import Desk, Instant, Plate
from broadsheet.release.actions.embargo import embargo
from broadsheet.release.actions.hold import hold
from broadsheet.release.actions.kill import kill
from broadsheet.sections.factories import make_section
from broadsheet.stories.factories import make_story
from tests.pressing import Pressing


@pytest.fixture
def worker(db: None, tmp_path: Path, settings: Settings) -> None:
    """A worker whose heart beat just now, and a press folder."""
    settings.PRESS_ROOT = tmp_path
    Desk.objects.update_or_create(pk=1, defaults={"heartbeat": clock.wall()})


def page(client: Client) -> str:
    return client.get("/desk/").content.decode()


def test_a_press_that_is_well_needs_one_line(reporter: Client, worker: None) -> None:
    assert "The press is well." in page(reporter)


def test_no_worker_ever_ran(reporter: Client) -> None:
    assert "The press has never run" in page(reporter)


def test_a_silent_worker_is_told(reporter: Client, worker: None) -> None:
    Desk.objects.update(heartbeat=clock.wall() - timedelta(minutes=5))
    assert "The press does not answer since" in page(reporter)


def test_a_full_disk_is_told_with_the_page_and_the_cause(reporter: Client, worker: None) -> None:
    failure = "OSError: [Errno 28] No space left on device"
    Plate.objects.create(url="/harbour/tide-gate/", kind="story", failures=3, failure=failure)
    text = page(reporter)
    assert "No space left on device" in text
    assert "/harbour/tide-gate/" in text
    assert "readers have what was there before" in text


def test_a_pressing_that_really_fails_is_told(
    reporter: Client, worker: None, pressing: Pressing, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object, **kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pressing.folder, "stage", full)
    brief("Fog on the bay.")
    with pytest.raises(AssertionError):
        pressing.settle()
    assert "No space left on device" in page(reporter)


def test_an_instant_that_is_overdue_is_told(reporter: Client, worker: None) -> None:
    Instant.objects.create(at=clock.wall() - timedelta(minutes=1), table="briefs_brief", row=1)
    assert "One thing should have gone out" in page(reporter)


def test_a_step_of_the_clock_is_told(reporter: Client, worker: None) -> None:
    Desk.objects.update(clock_alarm="The machine's clock was set back by 1:00:00")
    assert "set back by 1:00:00" in page(reporter)


def test_what_waits_stands_there_with_its_time(editor: Client, worker: None) -> None:
    end = clock.now() + timedelta(hours=2)
    draft = make_story("Council budget leaks", live=False)
    embargo(draft, None, end)
    held = brief("Fog on the bay.")
    hold(held, None, "A pilot denies it.")
    scheduled = make_story("Morning tide", live=False)
    scheduled.go_live_at = end + timedelta(hours=1)
    scheduled.save_revision().publish()
    killed = make_story("Untrue")
    kill(killed, None, "Untrue.")
    entries = waiting()
    assert [str(entry.thing) for entry in entries] == ["Morning tide", "Council budget leaks", "Fog on the bay."]
    text = page(editor)
    for words in ("Council budget leaks", "Morning tide", "On hold", "Scheduled"):
        assert words in text


def test_out_today_is_what_readers_have_since_midnight(editor: Client, worker: None) -> None:
    now = clock.now()
    make_story("Of today", first_published_at=now)
    brief("Fog on the bay.", at=now)
    make_story("Of last week", first_published_at=now - timedelta(days=7))
    hold(make_story("Held", first_published_at=now), None, "Doubts.")
    assert sorted(str(entry.thing) for entry in out_today()) == ["Fog on the bay.", "Of today"]
    assert "Of today" in page(editor)


def test_who_may_not_release_gets_no_link_to_it(reporter: Client, editor: Client, worker: None) -> None:
    hold(brief("Fog on the bay."), None, "A pilot denies it.")
    assert "/desk/release/" not in page(reporter)
    assert "/desk/release/" in page(editor)


def test_what_waits_for_somebody_stands_above_what_is_out(worker: None) -> None:
    wanted = [home.Health, home.Starts, home.Waiting, WorkflowObjectsToModeratePanel, home.Today]
    assert sorted(wanted, key=lambda panel: panel.order) == wanted


def test_who_writes_begins_a_story_in_one_step_in_any_section_of_any_language(reporter: Client, worker: None) -> None:
    here, there = make_section("Harbour"), make_section("Hafen", language="de")
    text = page(reporter)
    for section in (here, there):
        assert f'href="/desk/pages/add/stories/storypage/{section.pk}/">{section.title}</a>' in text
    assert reporter.get(f"/desk/pages/add/stories/storypage/{there.pk}/").status_code == 200


def test_no_story_is_begun_in_a_section_that_was_killed(reporter: Client, worker: None) -> None:
    kill(make_section("Harbour"), None, "There is no harbour any more.")
    assert "Write a story" not in page(reporter)


def test_what_i_am_writing_stands_there_with_whom_it_is(reporter: Client, editor: Client, worker: None) -> None:
    ada, ebo = User.objects.get(username="ada"), User.objects.get(username="ebo")
    draft, submitted, other = (make_story(title, live=False) for title in ("Tides", "Gates", "Of another"))
    for story, user in ((draft, ada), (submitted, ada), (other, ebo)):
        story.save_revision(user=user)
    submitted.get_workflow().start(submitted, ada)
    live = make_story("Published")
    live.save_revision(user=ada)
    assert [(each.title, each.state) for each in mine(ada)] == [
        ("Published", "Published; readers do not have the latest changes"),
        ("Gates", "Waits for an editor"),
        ("Tides", "Draft"),
    ]
    text = page(reporter)
    assert "What I am writing" in text
    assert "Of another" not in text


def test_what_is_kept_in_is_found_without_reading_what_is_out(db: None) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("of SQLite's own plans")
    with CaptureQueriesContext(connection) as asked:
        waiting()
    about = [query["sql"] for query in asked if 'embargoed_until" >' in query["sql"] or '"hold"' in query["sql"]]
    plans = [" ".join(row[3] for row in _plan(sql)) for sql in about if sql.startswith("SELECT")]
    assert len(plans) == 4
    assert [plan for plan in plans if "_embargoed" not in plan and "_held" not in plan] == []


def _plan(sql: str) -> list[tuple[int, int, int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return list(cursor.fetchall())


def test_wagtails_words_are_those_of_the_house(chief: Client, worker: None) -> None:
    text = page(chief)
    assert "0 Pictures" in text
    assert "Image" not in re.sub(r"<[^>]+>", "", text.split("<main")[1])
    assert "Snippets" not in chief.get("/desk/snippets/").content.decode()
    story = make_story()
    editor = chief.get(f"/desk/pages/{story.pk}/edit/").content.decode()
    assert "Choose a picture" in editor
    assert "Choose an image" not in editor


def test_a_hold_stands_there_with_its_reason(editor: Client, worker: None) -> None:
    hold(brief("Fog on the bay."), None, "A pilot denies it.")
    assert "On hold: A pilot denies it." in page(editor)


def test_what_should_be_out_says_what_keeps_it_in(editor: Client, worker: None) -> None:
    story = make_story("Late", live=False)
    story.go_live_at = clock.now() + timedelta(minutes=1)
    story.save_revision().publish()
    story.headline_is_working = True
    story.save_revision(approved_go_live_at=clock.now() - timedelta(minutes=1))
    [late] = [entry for entry in waiting() if entry.standing.startswith("Overdue since")]
    assert "working headline" in late.standing
