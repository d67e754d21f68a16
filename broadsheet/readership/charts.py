"""Pictures of sums: columns drawn by ourselves, with a sentence for who cannot see them and a table below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

HEIGHT, STEP, GAP = 100.0, 10.0, 2.0
SMALLEST = 1.0
"""Of a column that is not zero: one view is seen."""


@dataclass(frozen=True, slots=True)
class Column:
    label: str
    views: int
    x: float
    y: float
    height: float
    width: float = STEP - GAP
    more: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """`more` heads a second column of the table; without it there is none."""

    name: str
    heading: str
    columns: list[Column]
    unit: str
    more: str = ""

    @property
    def box(self) -> str:
        return f"0 0 {len(self.columns) * STEP:g} {HEIGHT:g}"

    @property
    def most(self) -> int:
        return max((column.views for column in self.columns), default=0)

    @property
    def total(self) -> int:
        return sum(column.views for column in self.columns)

    @property
    def marks(self) -> list[str]:
        """What stands below the picture: its beginning, middle and end."""
        labels = [column.label for column in self.columns]
        return [labels[0], labels[len(labels) // 2], labels[-1]] if len(labels) > 2 else labels

    @property
    def sentence(self) -> str:
        if not self.total:
            return _("No views.")
        highest = max(self.columns, key=lambda column: column.views)
        return ngettext("One view: %(when)s.", "%(count)d views; the most: %(when)s (%(most)d).", self.total) % {
            "count": self.total,
            "when": highest.label,
            "most": highest.views,
        }


def chart(
    name: str, heading: str, found: Sequence[tuple[str, int]], unit: str, more: tuple[str, Sequence[str]] = ("", ())
) -> Chart:
    """`found`: (label, views) from the left; `more`: what else the table has, a word for each."""
    most = max((views for _label, views in found), default=0) or 1
    columns = []
    for number, (label, views) in enumerate(found):
        height = max(HEIGHT * views / most, SMALLEST) if views else 0.0
        word = more[1][number] if more[0] else ""
        x = number * STEP + GAP / 2
        columns.append(Column(label, views, x, round(HEIGHT - height, 2), round(height, 2), more=word))
    return Chart(name, heading, columns, unit, more[0])
