"""An upgrade, or another name of the paper, presses everything again."""

from __future__ import annotations

import os

import pytest
from django.db.models import F

from broadsheet.design import assets
from broadsheet.press import upkeep
from broadsheet.press.folder import Folder, pack
from broadsheet.press.models import Plate
from broadsheet.site import edition, pressing, renewing
from broadsheet.site.first_content import settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(tmp_path):
    settle()
    made = Folder(tmp_path / "press")
    made.make()
    renewing.renew(made)
    Plate.objects.update(made=F("wanted"))
    return made


def pages() -> int:
    """All but what lies below /static/, which is pressed at once."""
    return Plate.objects.exclude(url__startswith="/static/").count()


def dirty() -> int:
    return Plate.objects.filter(made__lt=F("wanted")).count()


def test_the_same_edition_presses_nothing(place):
    renewing.renew(place)
    assert dirty() == 0


def test_another_name_of_the_paper_presses_everything(place, settings):
    settings.PAPER_NAME = "The Other Ledger"
    renewing.renew(place)
    assert dirty() == pages() > 0


def test_other_code_presses_everything(place):
    edition.keep(place, "of another version")
    renewing.renew(place)
    assert dirty() == pages()
    assert edition.pressed(place) == edition.current()


def test_stylesheets_of_the_version_before_stay_a_while(place):
    old = "/static/paper.0123456789abcdef.css"
    place.put(old, pack(b"body { color: black }" * 40, ".css"))
    Plate.objects.create(url=old, kind="static", status=200, made=1)
    edition.keep(place, "of another version")
    renewing.renew(place)
    assert place.has(old)
    assert not Plate.objects.filter(url=old).exists()
    upkeep.after_start(place)
    assert place.has(old)
    new = assets.stylesheet()
    for url in (old, new):
        file = place.plates / url[1:]
        os.utime(file, (time := file.stat().st_mtime - 15 * 24 * 3600, time))
    upkeep.after_start(place)
    assert (place.has(old), place.has(new)) == (False, True)
    assert not list((place.plates / "static").glob("paper.0123456789abcdef*"))


def test_what_was_pressed_by_hand_is_not_pressed_again_at_the_start(settings, tmp_path):
    settings.PRESS_ROOT = tmp_path / "press"
    pressing.press_all(1, lambda done: None)
    renewing.renew(Folder(settings.PRESS_ROOT))
    assert dirty() == 0
