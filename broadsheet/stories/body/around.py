"""What a block may know of the page that it stands in, and how the items of a list are stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Around:
    """`desk`: a preview, not a plate. `plain`: the page without pictures and scripts. `year`: of its publication.
    `anchored`: the element of each block of words has the id `anchor(its id)`, for what points at it."""

    language: str
    desk: bool = False
    plain: bool = False
    year: int = 0
    anchored: bool = False


def anchor(block: str) -> str:
    """The id, on the page, of the block with this id: short, and the same for as long as the block is."""
    return f"b-{block[:8]}"


def items(stored: Iterable[Any] | None) -> list[Any]:
    """The values of a stored list that are not empty: older forms have bare values, newer ones wrap each."""
    values = (each["value"] if isinstance(each, dict) and "value" in each else each for each in stored or ())
    return [value for value in values if value]
