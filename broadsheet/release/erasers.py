"""What has to be destroyed when a court orders that a thing be erased: each room registers its own.

A step may be broken off at any moment and is done again from its beginning: what is destroyed already must be no
hindrance to it. It runs in a transaction, except for files, which it removes first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

Step = Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class Eraser:
    """`label` says what it destroys, for the desk."""

    name: str
    label: Any
    step: Step


class Erasers:
    def __init__(self) -> None:
        self._erasers: list[tuple[int, type, Eraser]] = []
        self.copies: Callable[[datetime | None], list[Path]] = lambda _until: []
        """Whole copies of the database on this server, as it was before then, or as it was ever: no step reaches
        them."""

    def register(self, model: type, name: str, label: Any, step: Step, *, order: int = 0) -> None:
        """Destroy with `step` what this room knows of a thing of this model; the lower order goes first."""
        others = [entry for entry in self._erasers if (entry[1], entry[2].name) != (model, name)]
        entry = (order, model, Eraser(name, label, step))
        self._erasers = sorted([*others, entry], key=lambda each: (each[0], each[2].name))

    def of(self, model: type) -> Iterator[Eraser]:
        return (eraser for _, known, eraser in self._erasers if issubclass(model, known))


erasers = Erasers()
