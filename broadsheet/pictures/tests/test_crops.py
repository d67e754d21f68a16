"""Pictures are cut to a shape about what matters in them."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from broadsheet.pictures import originals
from broadsheet.pictures.crops import CROPS, Box, box
from broadsheet.pictures.factories import make_picture
from broadsheet.pictures.figures import figure
from broadsheet.pictures.files import File, files, made
from broadsheet.pictures.models import Picture
from broadsheet.pictures.tests.originals import camera, photograph

SIDES = st.integers(1, 12_000)


@given(
    width=SIDES, height=SIDES, x=st.integers(0, 12_000), y=st.integers(0, 12_000), crop=st.sampled_from(list(CROPS))
)
def test_a_cut_lies_inside_and_has_its_shape(width: int, height: int, x: int, y: int, crop: str) -> None:
    picture = Picture(collection_id=1, focal_point_x=min(x, width), focal_point_y=min(y, height))
    picture.width, picture.height = width, height
    cut = box(picture, crop)
    assert cut.left >= 0
    assert cut.top >= 0
    assert cut.left + cut.width <= width
    assert cut.top + cut.height <= height
    shape = CROPS[crop]
    if shape is None:
        assert (cut.width, cut.height) == (width, height)
    else:
        assert cut.width == width or cut.height == height
        assert abs(cut.width * shape[1] - cut.height * shape[0]) <= max(shape) or 1 in (cut.width, cut.height)


def test_the_focal_point_is_in_the_middle_unless_an_edge_is_near() -> None:
    picture = Picture(collection_id=1, focal_point_x=300, focal_point_y=500)
    picture.width, picture.height = 900, 1600
    assert box(picture, "3:2") == Box(0, 200, 900, 600)
    picture.focal_point_y = 1590
    assert box(picture, "3:2") == Box(0, 1000, 900, 600)
    picture.focal_point_x = picture.focal_point_y = None
    assert box(picture, "3:2") == Box(0, 500, 900, 600)


def halves(size: tuple[int, int]) -> bytes:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", size, (220, 20, 20))
    image.paste((20, 20, 220), (size[0] // 2, 0, *size))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@pytest.mark.django_db
def test_what_matters_is_in_the_file() -> None:
    picture = make_picture("Halves", body=halves((3200, 600)), focal_point_x=3100, focal_point_y=300)
    for crop in ("16:9", "3:2"):
        cut = colour(picture, files(picture, crop)[-1])
        assert cut[2] > 180 > 60 > cut[0]
    left, right = (colour(picture, files(picture)[-1], at) for at in (0.1, 0.9))
    assert left[0] > 180 > left[2]
    assert right[2] > 180 > right[0]


def colour(picture: Picture, file: File, at: float = 0.5) -> tuple[int, int, int]:
    body = made(picture, file.url)
    assert body is not None
    with Image.open(io.BytesIO(body)) as image:
        assert image.size == (file.width, file.height)
        pixel = image.convert("RGB").getpixel((int(image.width * at), image.height // 2))
    assert isinstance(pixel, tuple)
    return pixel[0], pixel[1], pixel[2]


@pytest.mark.django_db
def test_a_moved_focal_point_has_other_names_and_a_credit_too() -> None:
    picture = make_picture(size=(900, 900))
    whole, card = files(picture)[0].url, files(picture, "3:2")[0].url
    picture.focal_point_x, picture.focal_point_y = 450, 700
    assert files(picture)[0].url == whole
    assert files(picture, "3:2")[0].url != card
    picture.copyright_notice = "© 2026 The Mirna Bay Ledger"
    assert files(picture)[0].url != whole


@pytest.mark.django_db
def test_a_changed_credit_is_in_the_file_and_costs_no_encoding(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = make_picture(size=(900, 600))
    before = [made(picture, file.url) for file in files(picture)]
    picture.credit = "Bob Tarn/Saltline"
    originals.forget()
    monkeypatch.setattr(originals, "_read", lambda picture: pytest.fail("the original was opened again"))
    after = [made(picture, file.url) for file in files(picture)]
    for old, new in zip(before, after, strict=True):
        assert old
        assert new
        assert b"Ines Marlow" in old
        assert b"Ines Marlow" not in new
        assert b"Bob Tarn/Saltline" in new


@pytest.mark.django_db
def test_a_picture_that_a_camera_laid_on_its_side_stands_upright() -> None:
    picture = make_picture("On its side", body=photograph(size=(900, 600), exif=camera(orientation="6")))
    assert (picture.width, picture.height) == (600, 900)
    largest = files(picture)[-1]
    body = made(picture, largest.url)
    assert body is not None
    with Image.open(io.BytesIO(body)) as image:
        assert image.size == (600, 900)
        assert 0x0112 not in image.getexif()


@pytest.mark.django_db
def test_clear_parts_stay_clear_and_are_white_in_jpeg() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (300, 200), (0, 0, 0, 0)).save(out, "PNG")
    picture = make_picture("Nothing", body=out.getvalue())
    for file in files(picture):
        body = made(picture, file.url)
        assert body is not None
        with Image.open(io.BytesIO(body)) as image:
            pixel = image.convert("RGBA").getpixel((150, 100))
        assert isinstance(pixel, tuple)
        assert pixel[3] == (255 if file.format.suffix == ".jpg" else 0)
        assert file.format.suffix != ".jpg" or min(pixel) > 250


@pytest.mark.django_db
@pytest.mark.parametrize(("crop", "ratio"), [("16:9", 16 / 9), ("3:2", 1.5), ("", 2.0)])
def test_a_figure_has_the_shape_that_is_asked_for_at_the_desk_too(crop: str, ratio: float) -> None:
    picture = make_picture(size=(1000, 500))
    for desk in (False, True):
        shown = figure(picture.pk, crop=crop, desk=desk)
        assert shown is not None
        assert shown.width / shown.height == pytest.approx(ratio, rel=0.01)
