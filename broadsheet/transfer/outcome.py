"""What an importer did: every item of the input is counted once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from broadsheet.transfer.clipping import Problem


class Done(Enum):
    """What became of an item."""

    IMPORTED = "imported"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"


@dataclass
class Outcome:
    """`items` = imported + changed + unchanged + skipped, by the way it is counted."""

    counts: Counter[Done] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)

    def count(self, done: Done) -> None:
        self.counts[done] += 1

    def totals(self) -> dict[str, int]:
        return {"items": self.counts.total(), **{done.value: self.counts[done] for done in Done}}

    def to_json(self) -> dict[str, Any]:
        problems = [{"where": problem.where, "what": problem.what} for problem in self.problems]
        return {"totals": self.totals(), "problems": problems}

    def sentence(self) -> str:
        parts = [f"{self.counts[done]} {done.value}" for done in Done]
        items = self.counts.total()
        return f"{items} item{'s' * (items != 1)}: {', '.join(parts)}."
