"""Words that somebody gave a story on a rail are a carrier of what was wrong with it."""

from __future__ import annotations

from datetime import datetime

import pytest

from broadsheet.fronts.carrying import OwnWords
from broadsheet.fronts.factories import make_rail
from broadsheet.fronts.models import Card
from broadsheet.release.carriers import State
from broadsheet.stories.actions.correct import correct
from broadsheet.stories.factories import make_story
from broadsheet.stories.models import StoryPage

pytestmark = pytest.mark.django_db


def standing(story: StoryPage, since: datetime) -> list[State]:
    return [each.state for each in OwnWords().look(story, since, None)]


def test_somebody_has_to_look_until_the_rail_is_saved() -> None:
    story = make_story()
    rail = make_rail([story])
    since = correct(story, None, "correction", "It was 22 to 9.").at
    assert standing(story, since) == []
    Card.objects.update(headline="21 votes to 9")
    assert standing(story, since) == [State.TODO]
    rail.save()
    assert standing(story, since) == [State.DONE]
