"""A section, topic or contributor that gets another slug leaves its old addresses leading to the new ones: the first
page, the months in their parts, the feeds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from wagtail.contrib.redirects.models import Redirect

from broadsheet.people.factories import make_contributor
from broadsheet.people.models import Contributor, FormerSlug
from broadsheet.press.folder import Folder
from broadsheet.release.actions.kill import kill
from broadsheet.sections.factories import make_section
from broadsheet.sections.models import Section
from broadsheet.stories import listings
from broadsheet.stories.factories import make_story, make_topic
from broadsheet.stories.models import FormerTopicSlug, StoryPage, Topic
from tests.pressing import Pressing

pytestmark = pytest.mark.django_db
Check = Callable[[Folder], None]
OCTOBER = datetime(2026, 10, 9, 9, tzinfo=UTC)
BELOW = ("", "2026/10/", "2026/10/2/", "rss.xml", "atom.xml", "feed.json")


@pytest.fixture
def tides(monkeypatch: pytest.MonkeyPatch) -> list[StoryPage]:
    """An archive of two parts in one month, on all three kinds of lists."""
    monkeypatch.setattr(listings, "A_PART", 2)
    facts = {"section": make_section("Harbour"), "topics": [make_topic("Herring")], "by": [make_contributor("Ada")]}
    return [make_story(f"Tide {n}", first_published_at=OCTOBER + timedelta(hours=n), **facts) for n in range(3)]


def reslug(thing: Section | Topic | Contributor, slug: str) -> None:
    thing.slug = slug
    thing.save()


def leads(pressing: Pressing, before: str, after: str) -> bool:
    """Whether all below the one address leads to the same below the other, which is there."""
    found = {below: pressing.folder.redirect(before + below) for below in BELOW}
    assert all(pressing.read(after + below) for below in BELOW)
    return found == {below: (301, after + below) for below in BELOW}


@pytest.mark.parametrize(
    ("model", "front", "other"),
    [
        (Section, "/{}/", "harbour"),
        (Topic, "/topics/{}/", "herring"),
        (Contributor, "/people/{}/", "ada"),
    ],
)
def test_all_old_addresses_lead_to_the_new_ones(
    tides: list[StoryPage],
    model: type[Section | Topic | Contributor],
    front: str,
    other: str,
    pressing: Pressing,
    as_pressed_anew: Check,
) -> None:
    pressing.settle()
    first, second, third = (front.format(slug) for slug in (other, "port", "quay"))
    thing = model.objects.get(slug=other)
    reslug(thing, "port")
    pressing.settle()
    assert leads(pressing, first, second)
    as_pressed_anew(pressing.folder)
    reslug(thing, "quay")
    pressing.settle()
    assert leads(pressing, first, third)
    assert leads(pressing, second, third)
    as_pressed_anew(pressing.folder)
    reslug(thing, other)  # and home again
    pressing.settle()
    assert leads(pressing, second, first)
    assert leads(pressing, third, first)
    as_pressed_anew(pressing.folder)


def test_they_come_and_go_with_what_stands_there(
    tides: list[StoryPage], pressing: Pressing, as_pressed_anew: Check
) -> None:
    reslug(Topic.objects.get(), "fish")
    pressing.settle()
    make_story("Gale", topics=list(Topic.objects.all()), first_published_at=OCTOBER.replace(month=11))
    pressing.settle()
    assert pressing.folder.redirect("/topics/herring/2026/11/") == (301, "/topics/fish/2026/11/")
    as_pressed_anew(pressing.folder)
    for story in tides:
        kill(story, None, "It named a witness.")
    pressing.settle()
    assert pressing.folder.redirect("/topics/herring/2026/10/") is None
    assert pressing.folder.redirect("/topics/herring/rss.xml")
    as_pressed_anew(pressing.folder)
    Topic.objects.all().delete()
    pressing.settle()
    assert pressing.folder.redirect("/topics/herring/rss.xml") is None
    as_pressed_anew(pressing.folder)


def test_who_has_the_slug_now_goes_before_who_had_it(
    tides: list[StoryPage], pressing: Pressing, as_pressed_anew: Check
) -> None:
    reslug(Topic.objects.get(), "fish")
    reslug(Section.objects.get(slug="harbour"), "port")
    new = make_topic("Red herring", slug="herring")
    make_story("Novel", topics=[new], section=make_section("Harbour"), first_published_at=OCTOBER)
    pressing.settle()
    for front in ("/topics/herring/", "/harbour/"):
        assert "Novel" in (pressing.read(f"{front}2026/10/") or "")
        assert pressing.read(f"{front}rss.xml")
        assert pressing.folder.redirect(f"{front}2026/10/2/") is None
    as_pressed_anew(pressing.folder)


def test_a_redirect_of_the_desk_for_that_very_address_goes_before(
    tides: list[StoryPage], pressing: Pressing, as_pressed_anew: Check
) -> None:
    reslug(Section.objects.get(slug="harbour"), "port")
    pressing.settle()
    Redirect.objects.create(old_path="/harbour/rss.xml", redirect_link="https://feeds.example/", is_permanent=False)
    Redirect.objects.create(old_path="/harbour/2026/10", redirect_link="/topics/herring/")
    pressing.settle()
    assert pressing.folder.redirect("/harbour/rss.xml") == (302, "https://feeds.example/")
    assert pressing.folder.redirect("/harbour/2026/10/") == (301, "/topics/herring/")
    as_pressed_anew(pressing.folder)


def test_a_section_that_readers_do_not_have_leads_nowhere(
    tides: list[StoryPage], pressing: Pressing, as_pressed_anew: Check
) -> None:
    section = Section.objects.get(slug="harbour")
    reslug(section, "port")
    pressing.settle()
    section.unpublish()
    pressing.settle()
    assert pressing.folder.redirect("/harbour/2026/10/") is None
    assert pressing.folder.redirect("/harbour/feed.json") is None
    as_pressed_anew(pressing.folder)


def test_they_are_kept_in_the_transaction_that_changes_the_slug() -> None:
    topic, ada = make_topic("Herring"), make_contributor("Ada")
    with transaction.atomic():
        reslug(topic, "fish")
        transaction.set_rollback(True)
    assert not FormerTopicSlug.objects.exists()
    ada.slug, ada.name = "ada-quill", "Ada Quill"
    ada.save(update_fields=["name"])
    assert not FormerSlug.objects.exists()
    ada.save()
    assert [(row.slug, row.contributor_id) for row in FormerSlug.objects.all()] == [("ada", ada.pk)]
