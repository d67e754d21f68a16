"""The demo's desk has something to show of its readers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from broadsheet.demo import counted
from broadsheet.demo.typesetting import Newsroom
from broadsheet.kit import clock
from broadsheet.readership import figures
from broadsheet.readership.models import Share, Views
from broadsheet.stories.factories import make_story
from broadsheet.stories.models import StoryPage


@pytest.mark.django_db
def test_stories_were_read_since_they_were_out_and_by_whom_is_told() -> None:
    now = clock.now()
    story = make_story(title="The ferry sails again")
    StoryPage.objects.filter(pk=story.pk).update(first_published_at=now - timedelta(days=2))
    none: dict = {}
    room = Newsroom(now, none, none, none, none, none, none, none, {("en", "ferry"): story})
    counted.build(room)
    read = Views.objects.filter(story=story.pk)
    assert read.filter(at__gt=now - timedelta(days=1)).exists()
    assert not read.filter(at__lt=now - timedelta(days=2, hours=1)).exists()
    assert not Views.objects.filter(at__gt=now).exists()
    assert sum(count for _, count in figures.last_hours(24, story.pk)) > 0
    found = {
        kind: set(Share.objects.filter(kind=kind).values_list("name", flat=True)) for kind in ("source", "device")
    }
    assert found == {Share.Kind.SOURCE: set(counted.SOURCES) - {""}, Share.Kind.DEVICE: set(counted.DEVICES)}
