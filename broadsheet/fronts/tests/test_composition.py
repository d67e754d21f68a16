"""What stands on a front: what editors placed first, then the newest; then each section's own; nothing twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from broadsheet.fronts.composition import OF_A_SECTION, Front, front, hands
from broadsheet.fronts.factories import make_rail
from broadsheet.fronts.models import FRONT, TOP, Card, Rail
from broadsheet.fronts.planting import plant
from broadsheet.kit import clock
from broadsheet.people.factories import make_contributor
from broadsheet.pictures.factories import make_picture
from broadsheet.press import plates, rows
from broadsheet.release.actions.hold import hold
from broadsheet.sections.factories import home, make_section
from broadsheet.sections.models import Section
from broadsheet.stories.factories import make_story
from broadsheet.stories.models import StoryPage
from tests.pressing import Pressing

pytestmark = pytest.mark.django_db


@pytest.fixture
def harbour() -> Section:
    home("en")
    plant()
    return make_section("Harbour")


def made(count: int, section: Section, word: str = "Story") -> list[StoryPage]:
    """The newest first."""
    now = clock.now()
    return [
        make_story(f"{word} {n}", section=section, first_published_at=now - timedelta(hours=n)) for n in range(count)
    ]


def shown() -> Front:
    return front("en", hands("en"))


def top() -> list[str]:
    return [each.headline for each in shown().top]


def blocks() -> dict[str, list[str]]:
    return {block.title: [each.headline for each in block.stories] for block in shown().blocks}


def test_what_editors_placed_goes_first_and_the_newest_fill_the_rest(harbour: Section) -> None:
    stories = made(10, harbour)
    make_rail([stories[8], stories[3]], name=FRONT)
    assert top() == [f"Story {n}" for n in (8, 3, 0, 1, 2, 4, 5)]


def test_without_a_rule_only_what_was_placed_stands_at_the_top(harbour: Section) -> None:
    stories = made(5, harbour)
    make_rail([stories[3]], name=FRONT)
    Rail.objects.filter(name=FRONT).update(fill_to=0)
    assert top() == ["Story 3"]


def test_what_is_held_leaves_its_place_to_the_newest(harbour: Section) -> None:
    stories = made(9, harbour)
    make_rail([stories[8], stories[7]], name=FRONT)
    hold(stories[8], None, "A pilot denies it.")
    assert top() == [f"Story {n}" for n in (7, 0, 1, 2, 3, 4, 5)]


def test_sections_follow_in_the_menus_order_and_no_story_stands_there_twice(harbour: Section) -> None:
    market = make_section("Market")
    made(12, harbour)
    made(1, market, "Herring")
    found = blocks()
    assert list(found) == ["Harbour"]  # the one herring story is among the newest
    assert found["Harbour"] == [f"Story {n}" for n in range(6, 6 + OF_A_SECTION)]
    everything = [*top(), *(each for block in found.values() for each in block)]
    assert len(everything) == len(set(everything))


def test_a_sections_own_rail_leads_its_part(harbour: Section) -> None:
    stories = made(20, harbour)
    rail = make_rail([stories[15], stories[0]], name="section-harbour", title="Harbour")
    Rail.objects.filter(pk=rail.pk).update(section=harbour)
    assert blocks()["Harbour"] == [f"Story {n}" for n in (15, 7, 8, 9)]


def test_a_card_says_it_in_its_own_words_with_its_own_picture(harbour: Section) -> None:
    story = make_story("A long headline", kicker="Harbour", hero=make_picture(credit="Tomas Quill"))
    rail = make_rail([story], name=FRONT)
    Card.objects.filter(rail=rail).update(
        headline="Shorter", kicker="Tonight", standfirst="It rains.", picture=make_picture("Rain", credit="Ada Voss")
    )
    lead = shown().top[0]
    assert (lead.headline, lead.kicker, lead.standfirst) == ("Shorter", "Tonight", "It rains.")
    assert lead.picture is not None
    assert lead.picture.credit == "Ada Voss"


def test_where_a_cards_own_picture_may_not_be_shown_any_more_the_storys_is(harbour: Section) -> None:
    story = make_story("Rain", hero=make_picture(credit="Tomas Quill"), hero_caption="Rain at noon.")
    ended = make_picture("Lent", rights_until=clock.now() - timedelta(days=1))
    make_rail([story], name=FRONT)
    Card.objects.update(picture=ended)
    [lead, *_] = shown().top
    assert lead.picture is not None
    assert (lead.picture.credit, lead.picture.caption) == ("Tomas Quill", "Rain at noon.")


def test_only_the_first_ones_come_with_pictures(harbour: Section) -> None:
    for story in made(12, harbour):
        StoryPage.objects.filter(pk=story.pk).update(hero=make_picture(f"Of {story.title}"))
    found = shown()
    assert [each.picture is not None for each in found.top] == [True] * 3 + [False] * 4
    assert [each.picture is not None for each in found.blocks[0].stories] == [True, False, False, False]


def test_an_edit_of_a_body_presses_no_front(harbour: Section, pressing: Pressing) -> None:
    story = make_story("Tide gate")
    pressing.settle()
    story.body = [{"type": "paragraph", "value": "<p>Another word.</p>"}]
    story.save()
    pressed = pressing.settle()
    assert "/harbour/tide-gate/" in pressed.changed
    assert "/" not in (*pressed.changed, *pressed.same)


def test_a_front_asks_for_its_stories_together(harbour: Section, pressing: Pressing) -> None:
    """How many queries it takes does not grow with the stories on it."""
    with rows.one_run(), CaptureQueriesContext(connection) as few:
        plates.make("/")
    made(30, harbour)
    with rows.one_run(), CaptureQueriesContext(connection) as many:
        plates.make("/")
    assert len(many) - len(few) <= 5


def test_a_sections_part_begins_with_the_newest_that_has_a_picture(harbour: Section) -> None:
    stories = made(12, harbour)
    StoryPage.objects.filter(pk=stories[9].pk).update(hero=make_picture())
    assert blocks()["Harbour"] == [f"Story {n}" for n in (9, 7, 8, 10)]


def test_a_sections_front_begins_with_its_rail_and_shows_nothing_twice(harbour: Section, pressing: Pressing) -> None:
    stories = made(4, harbour)
    rail = make_rail([stories[3], stories[1]], name="section-harbour", title="Harbour")
    Rail.objects.filter(pk=rail.pk).update(section=harbour)
    Card.objects.filter(story=stories[1]).update(headline="In other words")
    pressing.settle()
    text = pressing.read("/harbour/") or ""
    order = [text.index(f">{words}<") for words in ("Story 3", "In other words", "Story 0", "Story 2")]
    assert order == sorted(order)
    assert [text.count(f"/harbour/{story.slug}/") for story in stories] == [1, 1, 1, 1]
    hold(stories[3], None, "A pilot denies it.")
    pressing.settle()
    assert "Story 3" not in (pressing.read("/harbour/") or "")


def test_a_front_says_who_wrote_a_story_and_follows_a_new_name(harbour: Section, pressing: Pressing) -> None:
    ada, ben = make_contributor("Ada Voss"), make_contributor("Ben Ode", slug="ben-ode")
    make_story("Tide gate", by=[ada, ben])
    pressing.settle()
    front = pressing.read("/") or ""
    assert '<b>Ada Voss</b> and <b>Ben Ode</b> · <span class="whole">1 minute to read</span>' in front
    ben.name = "Ben Oder"
    ben.save()
    pressing.settle()
    assert "<b>Ben Oder</b>" in (pressing.read("/") or "")


def test_the_kicker_is_the_section_s_where_nothing_else_says_it(harbour: Section) -> None:
    for story in made(TOP + 1, harbour):
        StoryPage.objects.filter(pk=story.pk).update(kicker="")
    found = shown()
    assert found.top[0].kicker == "Harbour"
    assert found.blocks[0].stories[0].kicker == ""
