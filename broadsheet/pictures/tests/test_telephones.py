"""Pictures as telephones send them: HEIC, turned, with what the camera says inside."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from broadsheet.pictures.figures import at_desk
from broadsheet.pictures.files import files, made
from broadsheet.pictures.models import Picture
from broadsheet.pictures.tests.originals import camera, photograph
from broadsheet.pictures.tests.test_desk import desk, upload  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(desk: Client) -> Picture:  # noqa: F811  (the fixture imported above)
    """A picture taken with the telephone upright, as it lies in the archive."""
    body = photograph("HEIF", (900, 600), exif=camera(artist="Abena Lisk", orientation="6").tobytes())
    answer: dict[str, Any] = upload(desk, "IMG_0042.HEIC", body)
    assert answer["success"], answer
    return Picture.objects.get(pk=answer["image_id"])


def test_it_is_taken_upright_with_what_the_camera_says(sent: Picture) -> None:
    assert (sent.width, sent.height) == (600, 900)
    assert sent.creator == "Abena Lisk"


def test_readers_get_it_in_the_formats_of_the_web(sent: Picture) -> None:
    whole = files(sent)
    assert {file.format.media_type for file in whole} == {"image/avif", "image/webp", "image/jpeg"}
    with Image.open(io.BytesIO(made(sent, whole[-1].url) or b"")) as image:
        assert (image.format, image.size) == ("JPEG", (600, 900))


def test_the_desk_shows_it(sent: Picture) -> None:
    shown = at_desk(sent, "")
    assert shown is not None
    assert (shown.width, shown.height) == (600, 900)
    assert shown.url.endswith(".jpg")


def test_a_torn_one_is_refused_in_one_sentence(desk: Client) -> None:  # noqa: F811  (the fixture imported above)
    body = photograph("HEIF")
    answer = upload(desk, "IMG_0043.heic", body[: len(body) // 2])
    assert not answer["success"]
    assert "damaged or no picture" in answer["error_message"]
    assert not Picture.objects.exists()
