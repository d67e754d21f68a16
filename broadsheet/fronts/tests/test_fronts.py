"""What fronts and rails show, what presses them, and that nothing stays in them that was taken back."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from broadsheet.briefs.factories import brief
from broadsheet.fronts import script, selectors
from broadsheet.fronts.composition import OF_A_SECTION
from broadsheet.fronts.factories import make_rail
from broadsheet.fronts.models import TOP, Card
from broadsheet.fronts.planting import plant
from broadsheet.fronts.story_rails import FRESH
from broadsheet.kit import clock
from broadsheet.press.models import Plate
from broadsheet.release.actions.hold import hold, lift_hold
from broadsheet.release.actions.kill import kill
from broadsheet.sections.factories import home, make_section
from broadsheet.sections.models import Section
from broadsheet.stories.factories import make_story
from broadsheet.stories.models import StoryPage
from broadsheet.stories.newest import published_pages
from tests.pressing import Pressing

PICKS = "/rails/editors-picks.html"


@pytest.fixture
def harbour(arranged: Callable[[str, Callable[[], Section]], Section]) -> Section:
    def make() -> Section:
        for language in ("en", "de"):
            home(language)
        made = make_section("Harbour")
        plant()
        return made

    return arranged("Harbour and the picks of two languages", make)


@pytest.fixture
def paper(harbour: Section, pressing: Pressing) -> Pressing:
    """A paper of two languages with a section, no stories yet, settled."""
    return pressing


def order(text: str | None, *words: str) -> list[str]:
    """Those of `words` that are in the text, in its order."""
    return sorted((word for word in words if word in (text or "")), key=(text or "").index)


def test_the_front_leads_with_the_newest(paper: Pressing) -> None:
    now = clock.now()
    for n in (2, 0, 1):
        make_story(f"Story {n}", first_published_at=now - timedelta(hours=n))
    paper.settle()
    front = paper.read("/")
    assert order(front, "Story 2", "Story 1", "Story 0") == ["Story 0", "Story 1", "Story 2"]
    assert '<section class="lead"' in (front or "")


def test_a_front_shows_so_many_and_below_them_some_of_each_section(paper: Pressing) -> None:
    for n in range(TOP + OF_A_SECTION + 2):
        make_story(f"Story {n:02}")
    paper.settle()
    assert (paper.read("/") or "").count("<article") == TOP - 1 + OF_A_SECTION


def test_each_language_has_its_front(paper: Pressing) -> None:
    make_story("Der Hafen wird ausgebaggert", section=make_section("Hafen", language="de"))
    paper.settle()
    assert "ausgebaggert" in (paper.read("/de/") or "")
    assert '<html lang="de"' in (paper.read("/de/") or "")
    assert "ausgebaggert" not in (paper.read("/") or "")


def test_the_order_of_the_picks_is_seen_even_by_update(paper: Pressing) -> None:
    make_rail(make_story(f"Story {n}") for n in range(2))
    paper.settle()
    assert order(paper.read(PICKS), "Story 0", "Story 1") == ["Story 0", "Story 1"]
    Card.objects.filter(story__title="Story 0").update(sort_order=9)
    changed = paper.settle().changed
    assert order(paper.read(PICKS), "Story 0", "Story 1") == ["Story 1", "Story 0"]
    assert set(changed) == {"/", PICKS, "/rails/editors-picks.json"}


def test_only_what_is_public_is_picked(paper: Pressing) -> None:
    shown, held, draft = make_story("Shown"), make_story("Held"), make_story("Draft", live=False)
    hold(held, None, "A pilot denies it.")
    make_rail([held, draft, shown])
    paper.settle()
    assert order(paper.read(PICKS), "Shown", "Held", "Draft") == ["Shown"]
    lift_hold(held, None)
    paper.settle()
    assert order(paper.read(PICKS), "Shown", "Held", "Draft") == ["Held", "Shown"]


def test_the_rail_as_json(paper: Pressing) -> None:
    make_rail([make_story("Shown")])
    paper.settle()
    feed = json.loads(paper.read("/rails/editors-picks.json") or "")
    assert [item["url"] for item in feed["items"]] == ["https://ledger.example/harbour/shown/"]
    assert feed["title"] == "The Mirna Bay Ledger: Editors' Picks"


def test_a_rail_of_another_name_comes_and_goes(paper: Pressing) -> None:
    rail = make_rail([make_story("Shown")], name="weekend", title="For the weekend")
    paper.settle()
    assert "Shown" in (paper.read("/rails/weekend.html") or "")
    rail.delete()
    paper.settle()
    assert paper.read("/rails/weekend.html") is None


def test_a_fresh_story_carries_a_copy_of_the_rails_and_an_old_one_the_link(paper: Pressing) -> None:
    now = clock.now()
    brief("Fog on the bay.")
    make_rail([make_story("Picked")])
    make_story("Fresh", first_published_at=now - FRESH + timedelta(hours=1))
    make_story("Old", first_published_at=now - FRESH - timedelta(hours=1))
    paper.settle()
    fresh, old = paper.read("/harbour/fresh/") or "", paper.read("/harbour/old/") or ""
    for text in (fresh, old):
        assert '<a class="more" href="/news-feed/">More news</a>' in text
        assert 'data-rail="/rails/news-feed.html"' in text
        assert script.url() in text
    assert order(fresh, "Fog on the bay.", "Picked") == ["Fog on the bay.", "Picked"]
    assert order(old, "Fog on the bay.", "Picked") == []
    assert Plate.objects.get(url="/harbour/fresh/").snapshot_until is not None
    assert Plate.objects.get(url="/harbour/old/").snapshot_until is None


def test_a_copy_waits_for_its_hour_but_not_when_something_in_it_is_withdrawn(paper: Pressing) -> None:
    picked, fog = make_story("Picked"), brief("Fog on the bay.")
    make_rail([picked])
    make_story("Reader")
    paper.settle()
    StoryPage.objects.filter(pk=picked.pk).update(title="Picked and renamed")
    brief("The fog has gone.")
    assert "/harbour/reader/" not in paper.settle().changed
    kill(picked, None, "Untrue.")
    hold(fog, None, "Another bay.")
    paper.settle()
    text = paper.read("/harbour/reader/")
    assert order(text, "Picked", "Fog on the bay.", "The fog has gone.") == ["The fog has gone."]


def test_the_copy_is_the_rails_own_bytes(paper: Pressing) -> None:
    brief("Fog on the bay.")
    make_rail([make_story("Picked")])
    make_story("Reader")
    paper.settle()
    for url in ("/rails/news-feed.html", PICKS):
        assert f"<!--snapshot:{url}-->{paper.read(url)}<!--/snapshot-->" in (paper.read("/harbour/reader/") or "")


def test_the_script_stands_under_a_name_of_its_content(paper: Pressing) -> None:
    assert paper.read(script.url()) == script.body().decode()


def test_the_newest_of_many_come_from_the_index_of_time(db: None) -> None:
    plan = published_pages("en").explain()
    assert "first_published" in plan
    assert "TEMP B-TREE" not in plan


def test_the_front_is_full_though_many_of_the_newest_are_held(paper: Pressing) -> None:
    for n in range(2 * selectors.NEWEST + 3):
        make_story(f"Story {n:02}", hold=n >= 3)
    paper.settle()
    assert order(paper.read("/"), "Story 02", "Story 01", "Story 00", "Story 03") == [
        "Story 02",
        "Story 01",
        "Story 00",
    ]
