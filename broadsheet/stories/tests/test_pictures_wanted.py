"""A picture without credit or text alternative is not newly published, wherever in a story it stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User

from broadsheet.pictures.factories import make_picture
from broadsheet.release.actions.standing import Refused
from broadsheet.stories.actions.publish import publish
from broadsheet.stories.factories import block, make_story
from broadsheet.stories.models import StoryPage

pytestmark = pytest.mark.django_db


def as_hero(pk: int) -> dict[str, Any]:
    return {"hero_id": pk}


def in_the_body(pk: int) -> dict[str, Any]:
    return {"body": [block("picture", {"picture": pk, "caption": ""})]}


def in_a_gallery(pk: int) -> dict[str, Any]:
    fine = make_picture("A fine one").pk
    items = [
        {
            "type": "item",
            "value": {"picture": each, "caption": ""},
            "id": f"0000000{each}-0000-4000-8000-000000000000",
        }
        for each in (fine, pk)
    ]
    return {"body": [block("gallery", {"pictures": items})]}


PLACES = pytest.mark.parametrize("place", [as_hero, in_the_body, in_a_gallery])


@PLACES
@pytest.mark.parametrize(
    ("lacking", "said"),
    [
        ({"credit": ""}, "a credit"),
        ({"alt": ""}, "a text alternative"),
        ({"credit": " ", "alt": " "}, "a credit and a"),
    ],
)
def test_it_is_refused_with_what_it_needs(
    place: Callable[[int], dict[str, Any]], lacking: dict[str, str], said: str, chief: User
) -> None:
    picture = make_picture("Fog over the pier", **lacking)
    story = make_story(live=False, **place(picture.pk))
    with pytest.raises(Refused, match=f"“Fog over the pier” needs {said}"):
        publish(story, chief)
    assert not StoryPage.objects.get(pk=story.pk).live


@PLACES
def test_what_is_out_already_keeps_what_it_has(place: Callable[[int], dict[str, Any]], chief: User) -> None:
    picture = make_picture("Fog over the pier")
    story = make_story(live=False, **place(picture.pk))
    publish(story, chief)
    picture.credit = ""
    picture.save()
    assert publish(StoryPage.objects.get(pk=story.pk), chief).public
