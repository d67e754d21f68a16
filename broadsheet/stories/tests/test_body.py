"""Blocks keep their ids and what they hold, whatever this installation knows of them."""

from __future__ import annotations

import json

import pytest
from wagtail import blocks

from broadsheet.press import plates
from broadsheet.press.plates import Page
from broadsheet.stories.blocks import BODY, REGISTERED, Kind, register
from broadsheet.stories.factories import block, make_story, paragraphs
from broadsheet.stories.models import StoryPage

pytestmark = pytest.mark.django_db
POLL = {"type": "poll", "value": {"question": "Deeper?", "answers": ["yes", "no"]}, "id": "b7a1"}


def stored(story: StoryPage) -> list[dict[str, object]]:
    """What the database has."""
    return BODY.get_prep_value(StoryPage.objects.get(pk=story.pk).body)


def test_a_block_of_an_unknown_kind_survives_every_round_trip_unseen() -> None:
    story = make_story(body=[*paragraphs("Fog."), POLL])
    assert stored(story)[1] == POLL
    story.save_revision().publish()
    assert stored(story)[1] == POLL
    revised = story.get_latest_revision_as_object()
    assert BODY.get_prep_value(revised.body)[1] == POLL
    made = plates.make(story.url).result
    assert isinstance(made, Page)
    assert b"Deeper" not in made.body


def test_the_desks_form_gives_an_unknown_block_back_as_it_came() -> None:
    value = BODY.to_python([POLL])
    state = BODY.get_form_state(value)[0]["value"]
    assert json.loads(state) == {"type": "poll", "value": POLL["value"]}
    data = {
        "b-count": "1",
        "b-0-deleted": "",
        "b-0-type": "kept",
        "b-0-order": "0",
        "b-0-id": "b7a1",
        "b-0-value": state,
    }
    assert BODY.get_prep_value(BODY.clean(BODY.value_from_datadict(data, {}, "b"))) == [POLL]


def test_a_higher_room_brings_a_kind_of_its_own() -> None:
    story = make_story(body=[POLL])
    register(
        Kind("poll", blocks.StructBlock([("question", blocks.CharBlock())]), lambda value, key, language: "<hr>")
    )
    try:
        assert stored(story)[0]["type"] == "poll"
        made = plates.make(story.url).result
        assert isinstance(made, Page)
        assert b"<hr>" in made.body
    finally:
        del REGISTERED["poll"], BODY.child_blocks["poll"]


def test_one_paragraph_is_one_block() -> None:
    story = make_story(body=[block("paragraph", '<p data-block-key="a">Fog.</p><p data-block-key="b">Sand.</p>')])
    first, second = stored(story)
    assert (first["value"], second["value"]) == ('<p data-block-key="a">Fog.</p>', '<p data-block-key="b">Sand.</p>')
    assert first["id"] != second["id"]


def test_blocks_keep_their_ids_through_edits_and_moves() -> None:
    story = make_story()
    ids = [item["id"] for item in stored(story)]
    story.body = list(reversed(stored(story)))
    story.save_revision().publish()
    assert [item["id"] for item in stored(story)] == ids[::-1]


def test_a_block_without_an_id_is_given_one() -> None:
    story = make_story(body=[{"type": "paragraph", "value": "<p>Fog.</p>"}])
    assert stored(story)[0]["id"]
