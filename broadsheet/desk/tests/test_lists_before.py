"""What a list of stories was before it was saved: who changed it, and the way back."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client
from wagtail.models import ModelLogEntry

from broadsheet.desk.tests.test_picks import send, url
from broadsheet.fronts import before, carrying
from broadsheet.fronts.factories import make_rail
from broadsheet.fronts.models import Card, Rail
from broadsheet.stories.factories import make_story
from tests.pressing import Pressing


@pytest.fixture
def rail(pressing: Pressing) -> Rail:
    return make_rail(stories=[make_story(f"Story {n}") for n in range(3)])


def reordered(client: Client, rail: Rail, order: tuple[int, ...], **more: Any) -> None:
    cards = list(rail.cards.all())
    sent = [
        {"id": card.pk, "story": card.story_id, "headline": card.headline, "ORDER": place}
        for card, place in zip(cards, order, strict=True)
    ]
    answer = client.post(url("edit", rail.pk), send(rail, sent, **more))
    assert answer.status_code == 302, answer.context["form"].errors


def stories(rail: Rail) -> list[str]:
    return list(Card.objects.filter(rail=rail).order_by("sort_order").values_list("story__title", flat=True))


def test_the_history_says_who_changed_a_list_and_what_it_was(editor: Client, rail: Rail) -> None:
    Card.objects.filter(rail=rail, story__title="Story 1").update(headline="Shorter")
    reordered(editor, rail, (3, 1, 2))
    reordered(editor, rail, (1, 2, 3), title="Renamed")
    text = unescape(editor.get(url("history", rail.pk)).content.decode())
    assert text.count("Put it back") == 1, "nothing of its stories was changed by the second"
    assert text.index("Story 0") < text.index("Shorter") < text.index("Story 2")
    entry = before.entries(rail).get()
    assert entry.user.username in text
    assert f"?before={entry.pk}" in text


def test_a_list_is_put_back_by_saving_it_as_it_was(editor: Client, rail: Rail) -> None:
    Card.objects.filter(rail=rail, story__title="Story 1").update(headline="Shorter")
    reordered(editor, rail, (3, 1, 2), fill_to=9)
    cards = list(rail.cards.all())
    kept = [{"id": cards[0].pk, "story": cards[0].story_id, "headline": "Now", "ORDER": 1}]
    gone = [{"id": each.pk, "story": each.story_id, "headline": "", "ORDER": 9, "DELETE": "on"} for each in cards[1:]]
    assert editor.post(url("edit", rail.pk), send(rail, [*kept, *gone])).status_code == 302

    first = before.entries(rail).order_by("timestamp", "pk").first()
    assert first is not None
    answer = editor.get(url("edit", rail.pk), {"before": first.pk})
    form = answer.context["form"]
    shown = [(each.instance.story.title, each.instance.headline) for each in form.formsets["cards"].forms]
    assert shown == [("Story 0", ""), ("Story 1", "Shorter"), ("Story 2", "")]
    assert form["fill_to"].value() == 0
    assert "Readers do not have it yet" in unescape(answer.content.decode())
    assert stories(rail) == ["Story 1"], "it was only looked at"

    sent = [
        {"id": "", "story": each.instance.story_id, "headline": each.instance.headline, "ORDER": place}
        for place, each in enumerate(form.formsets["cards"].forms)
    ]
    data = send(rail, sent, fill_to=0, seen=form["seen"].value())
    data["cards-INITIAL_FORMS"] = len(sent)  # as the page has it
    assert editor.post(url("edit", rail.pk), data).status_code == 302
    assert stories(rail) == ["Story 0", "Story 1", "Story 2"]
    assert Card.objects.get(rail=rail, story__title="Story 1").headline == "Shorter"
    assert [len(each.data["before"]["cards"]) for each in before.entries(rail).order_by("timestamp", "pk")] == [
        3,
        3,
        1,
    ]


def test_what_is_gone_is_left_out_and_told(editor: Client, rail: Rail) -> None:
    reordered(editor, rail, (3, 1, 2))
    make_story("Story 3")
    rail.cards.first().story.delete()
    answer = editor.get(url("edit", rail.pk), {"before": before.entries(rail).get().pk})
    assert len(answer.context["form"].formsets["cards"].forms) == 2
    assert "1 story of it is not there any more." in unescape(answer.content.decode())
    for wrong in ("x", "999999999"):
        answer = editor.get(url("edit", rail.pk), {"before": wrong})
        assert "Readers do not have it yet" not in unescape(answer.content.decode())


def test_an_erasure_takes_a_storys_words_out_of_the_history(editor: Client, rail: Rail) -> None:
    other = make_rail(stories=[make_story("Elsewhere")], name="elsewhere", title="Elsewhere")
    secret = rail.cards.get(story__title="Story 1")
    Card.objects.filter(pk=secret.pk).update(headline="What nobody may keep")
    reordered(editor, rail, (3, 1, 2))
    Card.objects.filter(rail=other).update(headline="Kept")
    reordered_other = list(other.cards.all())
    sent = [{"id": reordered_other[0].pk, "story": reordered_other[0].story_id, "headline": "New", "ORDER": 1}]
    assert editor.post(url("edit", other.pk), send(other, sent)).status_code == 302

    carrying.destroy(secret.story)
    kept = [str(each.data) for each in ModelLogEntry.objects.filter(action=before.ACTION)]
    assert not any("What nobody may keep" in each for each in kept)
    assert any("Kept" in each for each in kept)
    text = unescape(editor.get(url("history", rail.pk)).content.decode())
    assert "Erased by order of a court." in text
    assert "Put it back" not in text


def test_a_reporter_sees_no_history_of_a_list(reporter: Client, rail: Rail) -> None:
    assert reporter.get(url("history", rail.pk)).status_code in (302, 403)
