"""The pictures that ship are those that the code draws."""

from __future__ import annotations

import io
from importlib.resources import files

import pytest
from PIL import Image, ImageChops, ImageStat

from broadsheet.demo.drawing.scenes import SCENES
from broadsheet.demo.drawing.sheet import HEIGHT, WIDTH

ALIKE = 4.0
"""The mean difference of two channels, of 255: what WebP loses is less, another drawing is far more."""


def shipped(name: str) -> Image.Image:
    body = (files("broadsheet.demo") / "pictures" / f"{name}.webp").read_bytes()
    return Image.open(io.BytesIO(body)).convert("RGB")


def drawn(name: str) -> Image.Image:
    return SCENES[name]().printed()


def unlike(one: Image.Image, other: Image.Image) -> float:
    """At half their size, without what WebP makes of a fine line."""
    return max(ImageStat.Stat(ImageChops.difference(one.reduce(2), other.reduce(2))).mean)


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENES)
def test_a_picture_is_current(name: str) -> None:
    there = shipped(name)
    assert there.size == (WIDTH, HEIGHT)
    assert unlike(there, drawn(name)) < ALIKE, "run: make pictures"


def test_no_two_pictures_are_alike() -> None:
    small = {name: shipped(name).resize((160, 90)) for name in SCENES}
    pairs = [(one, other) for one in small for other in small if one < other]
    assert [pair for pair in pairs if unlike(small[pair[0]], small[pair[1]]) < ALIKE] == []


def test_nothing_else_ships_and_all_of_it_is_small() -> None:
    there = list((files("broadsheet.demo") / "pictures").iterdir())
    assert {file.name for file in there} == {f"{name}.webp" for name in SCENES}
    assert sum(len(file.read_bytes()) for file in there) < 1_500_000
