"""Pictures: what they need to be published, when they may be shown, and the files that readers get."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.files.images import ImageFile
from PIL import Image

from broadsheet.kit import clock
from broadsheet.pictures.factories import drawn, make_picture
from broadsheet.pictures.figures import figure
from broadsheet.pictures.files import FORMATS, File, files, made
from broadsheet.pictures.models import Picture
from broadsheet.pictures.unreadable import PictureUnreadable
from broadsheet.press import plates
from broadsheet.press.recording import recording
from broadsheet.release.gate import Reason, verdict

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({}, ""),
        ({"credit": " "}, "a credit"),
        ({"alt": ""}, "a text alternative"),
        ({"alt": "", "is_decorative": True}, ""),
    ],
)
def test_a_picture_says_in_one_sentence_what_it_needs(fields: dict[str, object], missing: str) -> None:
    sentence = make_picture(**fields).wants()
    assert missing in sentence
    assert bool(sentence) == bool(missing)


def test_it_is_shown_within_its_rights_only() -> None:
    now = clock.now()
    picture = make_picture(rights_from=now, rights_until=now + timedelta(days=2))
    assert verdict(picture, now - timedelta(seconds=1)).until == now
    assert verdict(picture, now).public
    assert verdict(picture, now + timedelta(days=2)).reason is Reason.RIGHTS


def widths(picture: Picture, crop: str = "") -> list[int]:
    return [file.width for file in files(picture, crop) if file.format is FORMATS[0]]


def jpegs(picture: Picture) -> list[File]:
    return [file for file in files(picture) if file.format.suffix == ".jpg"]


def test_files_are_never_wider_than_the_original() -> None:
    assert widths(make_picture(size=(900, 600))) == [480, 800, 900]
    assert {(file.width, file.height) for file in files(make_picture(size=(300, 200)))} == {(300, 200)}
    assert widths(make_picture(size=(4000, 300))) == [480, 800, 1200, 1600]
    assert widths(make_picture(size=(1600, 900))) == [480, 800, 1200, 1600]


def test_each_size_comes_in_three_formats_that_are_what_they_say() -> None:
    picture = make_picture(size=(900, 600))
    for file in files(picture):
        body = made(picture, file.url)
        assert body is not None
        with Image.open(io.BytesIO(body)) as image:
            image.load()
            assert (image.format, image.size) == (file.format.encoder, (file.width, file.height))
            assert not image.getexif()
        assert made(picture, file.url) == body


def test_another_original_has_other_names() -> None:
    picture = make_picture()
    before = files(picture)[0].url
    picture.file = ImageFile(io.BytesIO(drawn("Fog over the pier", (900, 600))), name="other.jpg")
    picture._set_image_file_metadata()  # what Wagtail's form does
    picture.save()
    assert files(picture)[0].url != before
    assert made(picture, before) is None


def test_an_original_that_is_no_picture_is_named() -> None:
    picture = make_picture("A torn drawing")
    with picture.file.storage.open(picture.file.name, "wb") as file:
        file.write(b"not a picture")
    with pytest.raises(PictureUnreadable, match="A torn drawing"):
        made(picture, files(picture)[0].url)


def test_a_figure_notes_the_files_that_it_shows() -> None:
    picture = make_picture(size=(900, 600))
    with recording() as seen:
        shown = figure(picture.pk, widest=800)
    assert shown is not None
    assert seen.shown == {file.url for file in files(picture) if file.width <= 800}
    assert [source.media_type for source in shown.sources] == ["image/avif", "image/webp"]
    assert shown.url in seen.shown
    for srcset in (shown.srcset, *(source.srcset for source in shown.sources)):
        assert srcset.endswith(" 800w")
        assert {part.split()[0] for part in srcset.split(", ")} < seen.shown


def test_a_file_is_made_by_the_press_until_the_rights_end() -> None:
    picture = make_picture()
    url = files(picture)[0].url
    assert plates.make(url).result is not None
    picture.rights_until = clock.now()
    picture.save()
    assert plates.make(url).result is None
    assert figure(picture.pk) is None
