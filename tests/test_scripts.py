"""Readers' scripts are sent without the lines that only comment."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadsheet import fronts, narration, newsletters, sections, stories
from broadsheet.kit import scripts

FILES = [
    file
    for room in (fronts, narration, newsletters, sections, stories)
    for file in sorted((Path(str(room.__file__)).parent / "static" / room.__name__.split(".")[-1]).glob("*.js"))
]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_only_comments_are_left_out(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    at = 0
    for line in text.splitlines(keepends=True):
        if line.strip().startswith("//"):
            assert text[:at].count("`") % 2 == 0, f"{line!r} is a part of a string"
        at += len(line)
    kept = [line for line in text.splitlines() if not line.strip().startswith("//")]
    assert scripts.read(file).decode().splitlines() == kept
