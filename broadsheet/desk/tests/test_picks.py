"""The editors' picks: ordered at the desk, out at once."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from broadsheet.fronts.factories import make_rail
from broadsheet.fronts.models import FRONT, Card, Rail
from broadsheet.fronts.planting import plant
from broadsheet.release.actions.hold import hold
from broadsheet.stories.factories import make_story
from tests.pressing import Pressing


def send(rail: Rail, cards: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return nested_form_data(
        {
            "title": rail.title,
            "name": rail.name,
            "language": rail.language,
            "section": "",
            "fill_to": rail.fill_to,
            "remind_after": rail.remind_after,
            "cards": inline_formset(cards, initial=rail.cards.count()),
            **more,
        }
    )


def url(name: str, *args: object) -> str:
    return reverse(Rail.snippet_viewset.get_url_name(name), args=args)


pytestmark = pytest.mark.usefixtures("pressing")
"""Before anybody comes to the desk: so begin many tests, and the press of that is kept (docs/decisions/0093)."""


@pytest.fixture
def rail(pressing: Pressing) -> Rail:
    made = make_rail(stories=[make_story(f"Story {n}") for n in range(3)])
    pressing.everything()
    return made


def shown(pressing: Pressing) -> list[str]:
    """The picks' headlines in their order."""
    text = pressing.read("/rails/editors-picks.html") or ""
    return sorted((f"Story {n}" for n in range(3) if f"Story {n}" in text), key=text.index)


def test_a_new_order_is_out_at_once(editor: Client, rail: Rail, pressing: Pressing) -> None:
    assert shown(pressing) == ["Story 0", "Story 1", "Story 2"]
    cards = list(rail.cards.all())
    sent = [
        {"id": card.pk, "story": card.story_id, "headline": "", "ORDER": order}
        for card, order in zip(cards, (3, 1, 2), strict=True)
    ]
    answer = editor.post(url("edit", rail.pk), send(rail, sent))
    assert answer.status_code == 302, answer.context["form"].errors
    changed = pressing.settle().changed
    assert shown(pressing) == ["Story 1", "Story 2", "Story 0"]
    assert set(changed) == {"/", "/rails/editors-picks.html", "/rails/editors-picks.json"}


def test_a_card_is_added_with_a_headline_of_its_own_and_another_taken_out(
    editor: Client, rail: Rail, pressing: Pressing
) -> None:
    first, second, third = rail.cards.all()
    new = make_story("Story 9")
    sent: list[dict[str, Any]] = [
        {"id": first.pk, "story": first.story_id, "headline": "", "ORDER": 1},
        {"id": second.pk, "story": second.story_id, "headline": "", "ORDER": 2, "DELETE": "on"},
        {"id": third.pk, "story": third.story_id, "headline": "Shorter", "ORDER": 3},
        {"id": "", "story": new.pk, "headline": "", "ORDER": 4},
    ]
    assert editor.post(url("edit", rail.pk), send(rail, sent)).status_code == 302
    pressing.settle()
    text = pressing.read("/rails/editors-picks.html") or ""
    assert [name in text for name in ("Story 0", "Story 1", "Story 2", "Shorter", "Story 9")] == [
        *(True, False, False, True, True)
    ]
    assert Card.objects.filter(rail=rail).count() == 3


def test_a_reporter_cannot_touch_the_picks(reporter: Client, rail: Rail) -> None:
    assert reporter.get(url("edit", rail.pk)).status_code in (302, 403)


def test_a_rail_cannot_take_the_news_feeds_name(chief: Client, rail: Rail) -> None:
    answer = chief.post(url("add"), send(rail, [], name="news-feed"))
    assert answer.status_code == 200
    assert "fills itself" in str(answer.context["form"].errors)


def test_the_preview_is_the_front_in_the_unsaved_order(editor: Client, pressing: Pressing) -> None:
    plant()
    stories = [make_story(f"Story {n}") for n in range(3)]
    front = make_rail(stories[:2], name=FRONT)
    first, second = front.cards.all()
    sent = [
        {"id": first.pk, "story": first.story_id, "headline": "In other words", "ORDER": 2},
        {"id": second.pk, "story": second.story_id, "headline": "", "ORDER": 1},
    ]
    preview = url("preview_on_edit", front.pk)
    assert editor.post(preview, send(front, sent)).json()["is_valid"]
    answer = editor.get(preview)
    text = answer.content.decode()
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert text.index("Story 1") < text.index("In other words") < text.index("Story 2")
    assert list(front.cards.values_list("story__title", flat=True)) == ["Story 0", "Story 1"]


def test_the_preview_of_a_sections_rail_is_the_sections_front(editor: Client, pressing: Pressing) -> None:
    older, newer = make_story("Older"), make_story("Newer")
    section = older.get_parent().specific
    rail = make_rail([newer], name="harbour", title="Harbour first")
    rail.section = section
    rail.save()
    [card] = rail.cards.all()
    preview = url("preview_on_edit", rail.pk)
    sent = [{"id": card.pk, "story": older.pk, "headline": "Older, and first", "ORDER": 1}]
    assert editor.post(preview, send(rail, sent, section=section.pk)).json()["is_valid"]
    text = editor.get(preview).content.decode()
    assert f"<h1>{section.title}</h1>" in re.sub(r"<h1[^>]*>", "<h1>", text)
    assert text.index("Older, and first") < text.index("Newer")
    assert 'content="noindex, nofollow"' in text
    of_the_paper = editor.get(f"{preview}?mode=").content.decode()
    assert f"<h1>{section.title}</h1>" not in re.sub(r"<h1[^>]*>", "<h1>", of_the_paper)
    pressing.everything()
    assert "Older, and first" not in (pressing.read(section.url) or "")


def test_the_preview_of_the_picks_shows_them_in_their_place(editor: Client, rail: Rail) -> None:
    last = rail.cards.last()
    assert last is not None
    preview = url("preview_on_edit", rail.pk)
    editor.post(preview, send(rail, [{"id": last.pk, "story": last.story_id, "headline": "Picked anew", "ORDER": 1}]))
    picks = editor.get(preview).content.decode().partition('class="picks"')[2]
    assert "Picked anew" in picks


# -- two editors at one list


def opened(editor: Client, rail: Rail) -> str:
    """What a window that shows the list now sends along."""
    found = re.search(r'name="seen" value="([^"]+)"', editor.get(url("edit", rail.pk)).content.decode())
    assert found is not None
    return found[1]


def sent_of(rail: Rail, headline: str) -> list[dict[str, Any]]:
    return [
        {"id": card.pk, "story": card.story_id, "headline": headline, "ORDER": n + 1}
        for n, card in enumerate(rail.cards.all())
    ]


def test_who_saves_over_somebody_else_is_told_and_loses_nothing(editor: Client, chief: Client, rail: Rail) -> None:
    seen, mine = opened(editor, rail), sent_of(rail, "Mine")
    theirs = [*sent_of(rail, "Theirs")[1:], {"id": "", "story": make_story("Story 9").pk, "headline": "", "ORDER": 9}]
    gone = {**sent_of(rail, "")[0], "DELETE": "on"}
    assert chief.post(url("edit", rail.pk), send(rail, [gone, *theirs], seen=opened(chief, rail))).status_code == 302

    form = {**send(rail, mine, seen=seen), "cards-INITIAL_FORMS": 3}
    answer = editor.post(url("edit", rail.pk), form)
    text = answer.content.decode()
    last = ModelLogEntry.objects.for_instance(rail).latest("timestamp")
    assert answer.status_code == 200
    assert f"{last.user_display_name} saved this list" in text
    assert 'value="Mine"' in text
    assert set(rail.cards.values_list("headline", flat=True)) == {"Theirs", ""}

    again = re.search(r'name="seen" value="([^"]+)"', text)
    assert again is not None
    assert editor.post(url("edit", rail.pk), {**form, "seen": again[1]}).status_code == 302
    assert list(rail.cards.values_list("story__title", "headline")) == [(f"Story {n}", "Mine") for n in range(3)]


def test_who_is_alone_saves_twice_in_a_row(editor: Client, rail: Rail) -> None:
    for headline in ("One", "Two"):
        sent = send(rail, sent_of(rail, headline), seen=opened(editor, rail))
        assert editor.post(url("edit", rail.pk), sent).status_code == 302
    assert set(rail.cards.values_list("headline", flat=True)) == {"Two"}


def test_a_card_says_that_readers_do_not_get_its_story(editor: Client, rail: Rail) -> None:
    [first, *_] = rail.cards.all()
    assert "Readers do not get" not in editor.get(url("edit", rail.pk)).content.decode()
    hold(first.story, None, "A pilot denies it.")
    text = editor.get(url("edit", rail.pk)).content.decode()
    assert text.count("Readers do not get this story: On hold.") == 1
