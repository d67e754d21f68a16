"""One file of subscribers, brought in: first those who left, so that no other row of the file brings them back, then
those who get it. Each batch is a transaction, and doing it all again changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from broadsheet.newsletters.importing import batches
from broadsheet.newsletters.importing.batches import Bringing, Counts
from broadsheet.newsletters.importing.columns import Field
from broadsheet.newsletters.importing.judging import Problem, Row, judge
from broadsheet.newsletters.importing.reading import Form, Unreadable, rows

BATCH_ROWS = 10_000
MOST_PROBLEMS = 1_000
"""So many are told one by one; all are counted."""
LEFT, GETS = 0, 1
STAGES = (LEFT, GETS)


@dataclass
class Report:
    """What became of every row."""

    counts: Counts = field(default_factory=Counts)
    problems: list[Problem] = field(default_factory=list)

    def tell(self, problem: Problem) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)

    def to_json(self) -> dict[str, Any]:
        counts = {name: getattr(self.counts, name) for name in Counts.__slots__}
        return {"counts": counts, "problems": [[each.line, each.what] for each in self.problems]}

    @classmethod
    def of_json(cls, kept: dict[str, Any]) -> Report:
        told = [Problem(line, what) for line, what in kept.get("problems", [])]
        return cls(Counts(**kept.get("counts", {})), told)


@dataclass(frozen=True, slots=True)
class Place:
    """How far a run has come: everything before is written."""

    stage: int = LEFT
    done: int = 0
    """Data rows of the stage."""


def check(columns: dict[int, Field]) -> None:
    """Raises Unreadable when no column holds addresses."""
    if Field.ADDRESS not in columns.values():
        raise Unreadable(_("No column holds mail addresses: name it “email” in the first line."))


def count(path: Path, form: Form) -> int:
    """Its data rows; the whole file is read, so what is broken is known before anything is written."""
    return sum(1 for _row in rows(path, form.encoding, form.delimiter)) - bool(form.header)


def tells_who_left(columns: dict[int, Field]) -> bool:
    """Whether such a list is gone through twice: for who left, and for who gets it."""
    return bool(set(columns.values()) - {Field.ADDRESS, Field.CREATED})


def run(
    path: Path,
    form: Form,
    columns: dict[int, Field],
    bringing: Bringing,
    report: Report,
    *,
    start: Place = Place(),
    done: Callable[[Place], None] = lambda _place: None,
) -> None:
    """Bring the file in, from `start` on. `done` is called in each batch's transaction."""
    check(columns)
    batches.prepare()
    for stage in STAGES[start.stage :]:
        if stage == LEFT and not tells_who_left(columns):
            continue
        skip = start.done if stage == start.stage else 0
        for place, batch in _batches(path, form, columns, bringing, stage, skip, report):
            with transaction.atomic():
                counts, kept, erased = batches.bring(batch, bringing)
                report.counts.add(counts)
                for line in kept:
                    report.tell(Problem(line, _("They left there, and get it here: they stay.")))
                for line in erased:
                    report.tell(Problem(line, _("They had their data erased here: they stay out.")))
                done(place)


def _batches(
    path: Path, form: Form, columns: dict[int, Field], bringing: Bringing, stage: int, skip: int, report: Report
) -> Iterator[tuple[Place, list[Row]]]:
    """Good rows of a stage, different ones in each batch. Bad rows are told in the last stage, once."""
    judged = judge(columns, bringing.at, gets=stage == GETS)
    reader = rows(path, form.encoding, form.delimiter)
    if form.header:
        next(reader, None)
    batch: dict[str, Row] = {}
    seen = 0
    for seen, (line, cells) in enumerate(reader, start=1):
        if seen <= skip:
            continue
        row = judged(line, cells)
        if isinstance(row, Problem):
            report.counts.bad += 1
            report.tell(row)
        elif row is not None and row.key in batch:
            report.counts.unchanged += 1
        elif row is not None:
            batch[row.key] = row
        if len(batch) >= BATCH_ROWS or (seen - skip) % (5 * BATCH_ROWS) == 0:
            yield Place(stage, seen), list(batch.values())
            batch = {}
    yield Place(stage, seen), list(batch.values())
