"""A picture whose original cannot be read costs a page the picture, never the page; the desk is told, and when the
file is back the picture is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

from broadsheet.pictures import damage, originals
from broadsheet.pictures.factories import drawn, make_picture
from broadsheet.pictures.figures import figure
from broadsheet.pictures.files import files
from broadsheet.pictures.models import Picture
from broadsheet.press import plates
from broadsheet.press.folder import Folder
from broadsheet.press.models import Plate, Shown
from broadsheet.press.plates import Page, Plates
from tests.pressing import Pressing

pytestmark = pytest.mark.django_db
Check = Callable[[Folder], None]
URL = "/a-page-of-the-test/"


class APage(Plates):
    """A page that shows every picture that may be shown."""

    name, pattern, asks = "test-page", URL, "judges each picture"

    def make(self, url: str) -> Page:
        shown = [figure(pk) for pk in (1, 2)]
        return Page(" ".join(each.url if each else "none" for each in shown).encode())

    def urls(self) -> list[str]:
        return [URL]


@pytest.fixture
def whole_and_torn(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Picture, Picture]:
    """Two pictures (1 and 2), the second torn, and a page that shows both."""
    settings.PRESS_ROOT = tmp_path / "press"
    monkeypatch.setattr(plates, "_KINDS", [*plates._KINDS])
    monkeypatch.setattr(plates.outputs, "_outputs", {**plates.outputs._outputs})
    plates.register(APage())
    whole, torn = make_picture("A whole one", pk=1), make_picture("A torn one", pk=2)
    write(torn, b"not a picture")
    return whole, torn


def write(picture: Picture, body: bytes) -> None:
    with picture.file.storage.open(picture.file.name, "wb") as file:
        file.write(body)
    originals.forget()


def test_the_page_is_pressed_without_it_and_with_it_when_it_is_back(
    whole_and_torn: tuple[Picture, Picture], pressing: Pressing, as_pressed_anew: Check
) -> None:
    whole, torn = whole_and_torn
    at = files(whole)[-1].url
    assert pressing.read(URL) == f"{at} none"
    assert not Plate.objects.filter(failures__gt=0).exists()
    as_pressed_anew(pressing.folder)

    assert damage.take_in() == 1
    assert "cannot identify" in Picture.objects.get(pk=2).damage
    pressing.settle()
    assert pressing.read(URL) == f"{at} none"
    assert damage.look_again() == 0

    write(torn, drawn("A torn one", (900, 600)))
    assert damage.look_again() == 1
    pressing.settle()
    assert pressing.read(URL) == f"{at} {files(torn)[-1].url}"
    as_pressed_anew(pressing.folder)


def test_one_that_breaks_while_it_is_shown_goes_and_leaves_nothing_failing(
    whole_and_torn: tuple[Picture, Picture], pressing: Pressing
) -> None:
    _, torn = whole_and_torn
    write(torn, drawn("A torn one", (900, 600)))
    Picture.objects.filter(pk=2).update(damage="")
    for file in files(torn):  # as after a page was rendered and before its pictures were made
        Shown.objects.create(plate=Plate.objects.get(url=URL), url=file.url)
        Plate.objects.create(url=file.url, kind="media")
    write(torn, b"")
    pressing.settle()
    assert damage.take_in() == 1
    pressing.settle()
    assert not Plate.objects.filter(failures__gt=0).exists()
    assert (pressing.read(URL) or "").endswith(" none")


def test_what_is_kept_needs_no_original(whole_and_torn: tuple[Picture, Picture], pressing: Pressing) -> None:
    whole, _ = whole_and_torn
    before = pressing.read(URL)
    write(whole, b"not a picture")
    pressing.everything()
    assert pressing.read(URL) == before


def test_a_file_that_is_gone_is_told_like_one_that_is_torn(whole_and_torn: tuple[Picture, Picture]) -> None:
    _, torn = whole_and_torn
    torn.file.storage.delete(torn.file.name)
    originals.forget()
    assert figure(2) is None
    assert damage.take_in() == 1
    assert "No such file" in Picture.objects.get(pk=2).damage
