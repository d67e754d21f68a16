"""The drawings are pictures, each of its own, and the same each time."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from broadsheet.demo.landscapes import SCENES, SIZE


@pytest.mark.parametrize("name", SCENES)
def test_a_scene_is_the_same_each_time_and_no_flat_sheet(name: str) -> None:
    body = SCENES[name]().jpeg()
    assert body == SCENES[name]().jpeg()
    with Image.open(io.BytesIO(body)) as image:
        assert image.size == SIZE
        assert all(low < high for low, high in image.getextrema())


def test_no_two_scenes_are_the_same() -> None:
    assert len({scene().jpeg() for scene in SCENES.values()}) == len(SCENES) == 6
