"""The desk is reminded of a list that was set by hand and left alone while stories came out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

from broadsheet.fronts.factories import make_rail
from broadsheet.fronts.models import FRONT, Rail
from broadsheet.fronts.planting import plant
from broadsheet.fronts.reminders import stale, thin
from broadsheet.kit import clock
from broadsheet.release.actions.hold import hold
from broadsheet.sections.factories import home, make_section
from broadsheet.stories.factories import make_story

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def rail() -> Rail:
    """The front with one story, edited thirteen hours ago; another story came out an hour ago."""
    home("en")
    make_section("Harbour")
    plant()
    now = clock.now()
    made = make_rail([make_story("Old", first_published_at=now - 20 * HOUR)], name=FRONT)
    make_story("New", first_published_at=now - HOUR)
    left_alone(13)
    return made


def left_alone(hours: int) -> None:
    Rail.objects.filter(name=FRONT).update(edited_at=clock.now() - hours * HOUR)


def told() -> list[tuple[str, int]]:
    return [(each.rail.name, each.stories) for each in stale(clock.now())]


def test_a_front_that_was_left_alone_is_told(rail: Rail) -> None:
    assert told() == [(FRONT, 1)]


def test_one_that_was_just_edited_is_not(rail: Rail) -> None:
    rail.save()
    assert told() == []


def test_nothing_came_out_since(rail: Rail) -> None:
    left_alone(0)
    Rail.objects.update(remind_after=1)
    assert list(stale(clock.now() + 2 * HOUR)) == []


def test_a_front_that_fills_itself_needs_nobody(rail: Rail) -> None:
    rail.cards.all().delete()
    assert told() == []


def test_who_does_not_want_to_hear_it_sets_no_hours(rail: Rail) -> None:
    Rail.objects.update(remind_after=0)
    assert told() == []


def test_the_home_says_it_and_leads_there(rail: Rail, client: Client) -> None:
    client.force_login(User.objects.create_superuser("cleo"))
    text = client.get("/desk/").content.decode()
    assert "one story has come out since" in text
    assert f'<a href="/desk/snippets/fronts/rail/edit/{rail.pk}/">Edit it</a>' in text


def sentences() -> list[str]:
    return [each.sentence for each in thin(clock.now())]


def test_a_list_whose_stories_readers_no_longer_get_is_told(rail: Rail, client: Client) -> None:
    [card] = rail.cards.all()
    make_rail([make_story("Kept"), make_story("Later", embargoed_until=clock.now() + HOUR)], name=FRONT)
    assert sentences() == [], "what is under embargo goes out by itself"
    hold(card.story, None, "A pilot denies it.")
    assert sentences() == [f"Readers get 1 of the 2 stories chosen for “{rail}”."]
    rail.cards.exclude(pk=card.pk).delete()
    assert sentences() == [f"Readers get none of the stories chosen for “{rail}”."]
    client.force_login(User.objects.create_superuser("cleo"))
    assert sentences()[0] in client.get("/desk/").content.decode()
