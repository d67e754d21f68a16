"""A CSV file as rows: its encoding and delimiter found out, nothing of it taken on trust.

Bytes that are no text of the encoding stay in their cells as surrogates, and only a cell that is used makes its row a
bad one: a name in an old encoding keeps nobody out.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO

from django.utils.translation import gettext as _

DELIMITERS = ",;\t|"
LONGEST_LINE = 1_000_000  # characters
WIDEST_CELL = 131_072  # characters; a quotation mark that is never closed ends here
MOST_COLUMNS = 500
SAMPLE = 65_536  # bytes
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

csv.field_size_limit(WIDEST_CELL)


class Unreadable(ValueError):
    """The file as a whole cannot be taken; the message is the one sentence to show."""


@dataclass(frozen=True, slots=True)
class Form:
    """How a file is written. `header` is empty when its first row is a subscriber already."""

    encoding: str
    delimiter: str
    header: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...]


def form(path: Path) -> Form:
    """Look at the file's beginning. Raises Unreadable."""
    try:
        with path.open("rb") as file:
            start = file.read(SAMPLE)
    except OSError as error:
        raise Unreadable(_("It cannot be read: %(why)s.") % {"why": error.strerror}) from error
    if not start.strip():
        raise Unreadable(_("It is empty."))
    encoding = _encoding(start)
    delimiter = _delimiter(start.decode(encoding, "replace"))
    with closing(rows(path, encoding, delimiter)) as reader:
        first = [tuple(row) for _line, row in islice(reader, 21)]
    if not first:
        raise Unreadable(_("It has no rows."))
    if any("@" in cell for cell in first[0]):
        return Form(encoding, delimiter, (), tuple(first))
    return Form(encoding, delimiter, tuple(cell.strip() for cell in first[0]), tuple(first[1:]))


def rows(path: Path, encoding: str, delimiter: str) -> Generator[tuple[int, list[str]], None, None]:
    """Each row that is not empty, with the number of the line on which it ends. Raises Unreadable."""
    errors = "replace" if "16" in encoding else "surrogateescape"
    with path.open(encoding=encoding, errors=errors, newline="") as file:
        reader = csv.reader(_lines(file), delimiter=delimiter)
        while True:
            try:
                row = next(reader, None)
            except csv.Error:
                words = _("Line %(line)s: a cell has no end; is a quotation mark missing?")
                raise Unreadable(words % {"line": reader.line_num}) from None
            if row is None:
                return
            if len(row) > MOST_COLUMNS:
                raise Unreadable(_("Line %(line)s has too many columns.") % {"line": reader.line_num})
            if row and (row[0] or any(row)):
                yield reader.line_num, row


def shown(cell: str) -> str:
    """A cell for a screen: what could not be decoded, and what could mislead, as marks."""
    text = cell.encode("utf-8", "replace").decode("utf-8")
    return "".join(letter if letter.isprintable() else "�" for letter in text[:80])


def _lines(file: TextIO) -> Iterator[str]:
    number = 0
    while line := file.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE:
            raise Unreadable(_("Line %(line)s is too long for a list of subscribers.") % {"line": number})
        yield line


def _encoding(start: bytes) -> str:
    for mark, encoding in MARKS:
        if start.startswith(mark):
            return encoding
    if start[1::2].count(0) > len(start) // 4:
        return "utf-16-le"
    if start[::2].count(0) > len(start) // 4:
        return "utf-16-be"
    if b"\0" in start:
        raise Unreadable(_("It is not text: save the list as CSV."))
    return "utf-8"


def _delimiter(text: str) -> str:
    """The one that divides the first line into most cells, quoted ones left alone."""
    lines = text.lstrip("\r\n").splitlines()
    first = lines[0] if lines else ""
    return max(
        DELIMITERS,
        key=lambda each: (len(next(csv.reader([first[:WIDEST_CELL]], delimiter=each), [])), -DELIMITERS.index(each)),
    )
