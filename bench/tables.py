"""Results as data: printed and kept as Markdown, and as JSON beside it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    titles: tuple[str, ...]
    rows: list[tuple[str, ...]]

    def markdown(self) -> str:
        lines = [self.titles, ("---",) * len(self.titles), *self.rows]
        return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)

    def records(self) -> list[dict[str, str]]:
        return [dict(zip(self.titles, row, strict=True)) for row in self.rows]


@dataclass(frozen=True)
class Text:
    """What is no table, such as a profile."""

    text: str

    def markdown(self) -> str:
        return f"```\n{self.text.rstrip()}\n```"

    def records(self) -> list[str]:
        return self.text.splitlines()


Result = list[Table | Text]


def table(titles: tuple[str, ...], rows: list[tuple[object, ...]]) -> Table:
    return Table(titles, [tuple(map(str, row)) for row in rows])
