"""Which part of a picture is shown: all of it, or a shape cut about what matters in it."""

from __future__ import annotations

from dataclasses import dataclass

from broadsheet.pictures.models import Picture

CROPS = {"": None, "16:9": (16, 9), "3:2": (3, 2)}
"""Shapes that a page may ask for: the whole picture, a hero, a card."""


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a picture, in pixels of the upright original."""

    left: int
    top: int
    width: int
    height: int


def box(picture: Picture, crop: str = "") -> Box:
    """The largest part of that shape, as near to the focal point as the edges allow; without a focal point, the
    middle. Raises KeyError for a shape that there is none of."""
    shape = CROPS[crop]
    if shape is None:
        return Box(0, 0, picture.width, picture.height)
    across, down = shape
    width = min(picture.width, max(1, round(picture.height * across / down)))
    height = min(picture.height, max(1, round(picture.width * down / across)))
    middle = _middle(picture)
    return Box(_start(middle[0], width, picture.width), _start(middle[1], height, picture.height), width, height)


def _middle(picture: Picture) -> tuple[float, float]:
    if picture.focal_point_x is None or picture.focal_point_y is None:
        return picture.width / 2, picture.height / 2
    return picture.focal_point_x, picture.focal_point_y


def _start(middle: float, length: int, whole: int) -> int:
    return min(max(0, round(middle - length / 2)), whole - length)
