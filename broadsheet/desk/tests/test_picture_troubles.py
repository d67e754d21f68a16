"""The desk's home says a week before rights end, and which picture cannot be read."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from broadsheet.kit import clock
from broadsheet.pictures.factories import make_picture
from broadsheet.pictures.models import Picture
from broadsheet.press.models import Desk
from broadsheet.stories.factories import block, make_story


@pytest.fixture
def home(reporter: Client, tmp_path: Path, settings: Settings) -> Client:
    settings.PRESS_ROOT = tmp_path
    Desk.objects.update_or_create(pk=1, defaults={"heartbeat": clock.wall()})
    return reporter


def page(client: Client) -> str:
    return client.get("/desk/").content.decode()


def test_rights_that_end_within_a_week_are_told_while_something_shows_the_picture(home: Client) -> None:
    soon, later, never = timedelta(days=6), timedelta(days=8), timedelta(days=-1)
    whale = make_picture("Whale <in> the harbour", rights_until=clock.now() + soon)
    make_story(hero=whale, live=False)
    gull = make_picture("A gull", rights_until=clock.now() + soon)
    make_story("Gulls", body=[block("picture", {"picture": gull.pk, "caption": ""})])
    for title, left in (("Later", later), ("Ended", never)):
        make_story(title, hero=make_picture(f"{title} picture", rights_until=clock.now() + left))
    make_picture("Nobody shows it", rights_until=clock.now() + soon)
    text = page(home)
    assert f'<a href="/desk/images/{whale.pk}/">Whale &lt;in&gt; the harbour</a> end on' in text
    assert text.count("it then leaves every page by itself") == 2
    for title in ("Later picture", "Ended picture", "Nobody shows it"):
        assert title not in text


def test_a_picture_that_cannot_be_read_is_told_with_what_to_do(home: Client) -> None:
    picture = make_picture("A torn one")
    assert "cannot be read" not in page(home)
    Picture.objects.filter(pk=picture.pk).update(damage="cannot identify image file")
    text = page(home)
    assert f'<a href="/desk/images/{picture.pk}/">A torn one</a> cannot be read' in text
    assert "Upload it again" in text
    assert "The press is well" in text
