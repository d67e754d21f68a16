"""Lists of stories: a window on the newest, months in parts numbered from the oldest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from broadsheet.kit import clock
from broadsheet.people.factories import make_contributor
from broadsheet.pictures.factories import make_picture
from broadsheet.press.folder import Folder
from broadsheet.release.actions.embargo import lift_embargo
from broadsheet.release.actions.hold import hold
from broadsheet.sections.factories import make_section
from broadsheet.sections.models import Section
from broadsheet.stories import listings
from broadsheet.stories.factories import make_story, make_topic, paragraphs
from broadsheet.stories.listings import Address, months, newest, parts
from broadsheet.stories.models import StoryByline, StoryPage, StoryTopic
from tests.pressing import Pressing, pages

pytestmark = pytest.mark.django_db
Check = Callable[[Folder], None]
LISBON = ZoneInfo("Europe/Lisbon")
MARCH = datetime(2026, 3, 10, 12, tzinfo=LISBON)


@pytest.fixture
def harbour(arranged: Callable[[str, Callable[[], Section]], Section]) -> Section:
    return arranged("Harbour", lambda: make_section("Harbour"))


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows of three and parts of two, so that a few stories make an archive."""
    monkeypatch.setattr(listings, "NEWEST", 3)
    monkeypatch.setattr(listings, "A_PART", 2)


def stories(count: int, section: Section, *, start: datetime = MARCH, **fields: object) -> list[StoryPage]:
    return [
        make_story(f"Tide {start:%m} {n}", section=section, first_published_at=start + timedelta(hours=n), **fields)
        for n in range(count)
    ]


def tides(page: str | None) -> list[str]:
    """The stories on a list's page, in order."""
    items = (page or "").split('<h2 class="t-3">')[1:]
    return [item.split(">")[1].split("<")[0] for item in items]


@pytest.mark.parametrize(
    "url", ["/harbour/", "/harbour/2026/03/", "/harbour/2026/03/2/", "/de/topics/fisch/", "/people/ada/2026/11/12/"]
)
def test_an_address_is_read_and_written_the_same(url: str) -> None:
    at = Address.of(url)
    assert at is not None
    assert at.url == url


@pytest.mark.parametrize("url", ["/", "/harbour/2026/", "/harbour/2026/13/", "/harbour/2026/03/1/", "/a/b/c/"])
def test_what_is_no_lists_address_is_none(url: str) -> None:
    assert Address.of(url) is None


def test_the_window_shows_the_newest_first(harbour: Section, small: None, pressing: Pressing) -> None:
    stories(5, harbour)
    pressing.settle()
    page = pressing.read("/harbour/")
    assert tides(page) == ["Tide 03 4", "Tide 03 3", "Tide 03 2"]
    assert '<a class="tap" href="/harbour/2026/03/">March 2026</a>' in (page or "")


def test_a_month_is_in_parts_from_the_oldest(
    harbour: Section, small: None, pressing: Pressing, as_pressed_anew: Check
) -> None:
    stories(5, harbour)
    stories(1, harbour, start=MARCH.replace(month=5))
    pressing.settle()
    assert tides(pressing.read("/harbour/2026/03/")) == ["Tide 03 0", "Tide 03 1"]
    last = pressing.read("/harbour/2026/03/3/") or ""
    assert tides(last) == ["Tide 03 4"]
    assert '<link rel="prev" href="/harbour/2026/03/2/">' in last
    assert '<link rel="next" href="/harbour/2026/05/">' in last
    assert '<link rel="prev" href="/harbour/2026/03/3/">' in (pressing.read("/harbour/2026/05/") or "")
    assert pressing.read("/harbour/2026/03/4/") is None
    as_pressed_anew(pressing.folder)


def test_a_new_story_changes_the_window_and_the_last_part_alone(
    harbour: Section, small: None, pressing: Pressing, as_pressed_anew: Check
) -> None:
    old = stories(5, harbour)
    pressing.settle()
    new = make_story("Tide", section=harbour, first_published_at=MARCH + timedelta(hours=9), by=[])
    changed = pages(pressing.settle()) - {"/"}  # the front page belongs to a higher room
    assert changed == {"/harbour/", "/harbour/2026/03/3/", new.url, f"{new.url}plain/"}
    assert old[0].url not in changed
    as_pressed_anew(pressing.folder)


def test_an_edit_of_the_text_presses_no_list(harbour: Section, pressing: Pressing) -> None:
    story = make_story("Tide", section=harbour)
    pressing.settle()
    story.body = paragraphs("The gate is shut.")
    story.save_revision().publish()
    pressed = pressing.settle()
    assert pages(pressed) == {story.url, f"{story.url}plain/"}
    assert "/harbour/" not in pressed.same


def test_a_story_that_is_held_leaves_every_list(
    harbour: Section, small: None, pressing: Pressing, as_pressed_anew: Check
) -> None:
    topic, ada = make_topic("Herring"), make_contributor("Ada Quill")
    first, second, third = stories(3, harbour, topics=[topic], by=[ada])
    pressing.settle()
    assert tides(pressing.read("/topics/herring/2026/03/2/")) == ["Tide 03 2"]
    hold(first, None, "The numbers are checked.")
    pressing.settle()
    for front in ("/harbour/", "/topics/herring/", "/people/ada-quill/"):
        assert tides(pressing.read(front)) == ["Tide 03 2", "Tide 03 1"]
        assert tides(pressing.read(f"{front}2026/03/")) == ["Tide 03 1", "Tide 03 2"]
        assert pressing.read(f"{front}2026/03/2/") is None
    as_pressed_anew(pressing.folder)
    for story in (second, third):
        hold(story, None, "The numbers are checked.")
    pressing.settle()
    assert pressing.read("/topics/herring/") is None
    assert pressing.read("/people/ada-quill/") is None
    assert tides(pressing.read("/harbour/")) == []
    as_pressed_anew(pressing.folder)


def test_a_topic_or_person_is_nowhere_before_a_story_of_theirs_is_public(
    harbour: Section, pressing: Pressing, as_pressed_anew: Check
) -> None:
    story = make_story(
        section=harbour,
        topics=[make_topic("Herring")],
        by=[make_contributor("Ada Quill")],
        embargoed_until=clock.now() + timedelta(days=1),
    )
    pressing.settle()
    assert pressing.read("/topics/herring/") is None
    assert pressing.read("/people/ada-quill/") is None
    lift_embargo(story, None)
    pressing.settle()
    assert story.title in (pressing.read("/topics/herring/") or "")
    assert story.title in (pressing.read("/people/ada-quill/") or "")
    as_pressed_anew(pressing.folder)


def test_a_picture_in_a_list_has_its_credit(harbour: Section, pressing: Pressing, as_pressed_anew: Check) -> None:
    hero = make_picture("Gate", size=(300, 200), credit="Ada Quill/<Ledger>")
    make_story(section=harbour, hero=hero, topics=[make_topic("Herring")], by=[make_contributor("Ada Quill")])
    pressing.settle()
    for url in ("/harbour/", "/topics/herring/", "/people/ada-quill/"):
        page = pressing.read(url) or ""
        assert '</picture><p class="credit">Ada Quill/&lt;Ledger&gt;</p></div></article>' in page
    hero.credit = ""
    hero.save()
    pressing.settle()
    assert "</picture></div></article>" in (pressing.read("/harbour/") or "")
    as_pressed_anew(pressing.folder)


def test_a_contributors_page_says_who_that_is(harbour: Section, pressing: Pressing) -> None:
    ada = make_contributor(
        "Ada Quill", biography="Grew up on the pier.", contact="ada@ledger.example", disclosure="Owns a boat."
    )
    story = make_story(section=harbour, by=[ada])
    pressing.settle()
    page = pressing.read("/people/ada-quill/") or ""
    assert all(part in page for part in ("Grew up on the pier.", "Owns a boat."))
    assert 'Contact: <a href="mailto:ada@ledger.example">ada@ledger.example</a></p>' in page
    ada.biography = "Moved inland."
    ada.save()
    pressed = pressing.settle()
    assert pressed.changed == ("/people/ada-quill/",)
    assert story.url not in pressed.same


def test_a_renamed_contributor_is_renamed_wherever_named(
    harbour: Section, pressing: Pressing, as_pressed_anew: Check
) -> None:
    ada = make_contributor("Ada Quill")
    story = make_story(section=harbour, by=[ada])
    pressing.settle()
    ada.name, ada.slug = "Ada Quill-Tarn", "ada-quill-tarn"
    ada.save()
    pressing.settle()
    assert '<a class="tap" rel="author" href="/people/ada-quill-tarn/">Ada Quill-Tarn</a>' in (
        pressing.read(story.url) or ""
    )
    assert pressing.read("/people/ada-quill/") is None
    as_pressed_anew(pressing.folder)


def test_topics_and_bylines_that_change_change_the_lists(
    harbour: Section, pressing: Pressing, as_pressed_anew: Check
) -> None:
    story = make_story(section=harbour, topics=[make_topic("Herring")], by=[make_contributor("Ada Quill")])
    pressing.settle()
    story.story_topics = [StoryTopic(topic=make_topic("Fog"))]
    story.bylines = [StoryByline(contributor=make_contributor("Teo Halvorsen"))]
    story.save_revision().publish()
    pressing.settle()
    assert pressing.read("/topics/herring/") is None
    assert pressing.read("/people/ada-quill/") is None
    assert story.title in (pressing.read("/topics/fog/") or "")
    assert story.title in (pressing.read("/people/teo-halvorsen/") or "")
    as_pressed_anew(pressing.folder)


def test_a_deleted_story_leaves_every_list(harbour: Section, pressing: Pressing, as_pressed_anew: Check) -> None:
    story = make_story(section=harbour, topics=[make_topic("Herring")])
    pressing.settle()
    story.delete()
    pressing.settle()
    assert pressing.read("/topics/herring/") is None
    assert pressing.read("/harbour/2026/03/") is None
    as_pressed_anew(pressing.folder)


def test_months_are_those_of_the_papers_own_clock(harbour: Section) -> None:
    make_story("Tide", section=harbour, first_published_at=datetime(2026, 6, 30, 23, 30, tzinfo=ZoneInfo("UTC")))
    assert months("section", harbour.pk, "en") == [202607]
    assert parts("section", harbour.pk, "en", 202607) == 1


def test_a_list_is_read_in_few_queries_however_long(
    harbour: Section, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    stories(12, harbour)
    with django_assert_max_num_queries(1):
        assert len(newest("section", harbour.pk, "en")) == 12
    with django_assert_max_num_queries(1):
        assert months("section", harbour.pk, "en") == [202603]
