"""The newsroom's texts as they lie in `texts/`: a head of `Name: value` lines, an empty line, then the body.

In a body an empty line ends a part, and what a part is stands at its start: `# ` a heading, `> ` a quote with
`— speaker; role; how` below it, `! ` a note to readers, `^ ` where the paragraph above comes from, `? kind: ` how we
know this, `~ 2h correction: ` a correction and its age, `= ` something set in (`= list`, `= numbered`, `= points`,
`= gallery`, `= table: caption`, `= picture: name`, `= document: name`, `= related: name`); anything else is a
paragraph. `*so*` is in italics, in plain pages `[words](address)` a link; days stand as days.py tells.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from importlib.resources.abc import Traversable

from broadsheet.demo import days

PLAIN = {"#": "heading", "!": "note", "^": "margin"}
LABELLED = {"?": "evidence", "~": "correction"}


class Misspelt(ValueError):
    """A text that cannot be read; the message says which and where."""


@dataclass(frozen=True, slots=True)
class Part:
    """`kind` is one of those above, as one word. `lines` are its own, without the marks; those of a quote are its
    words, speaker, role and how it came, "" where nothing is said; of a table its caption and rows; of evidence its
    kind and words; of a correction its age, kind and words."""

    kind: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manuscript:
    name: str
    head: dict[str, str]
    parts: tuple[Part, ...]

    def several(self, key: str) -> list[str]:
        return [value.strip() for value in self.head.get(key, "").split(";") if value.strip()]


@dataclass(frozen=True, slots=True)
class Item:
    """A brief."""

    age: timedelta
    headline: str
    text: str


def manuscripts(language: str, folder: str, now: datetime) -> list[Manuscript]:
    """Those of a folder below a language's texts, by their names, with the days of a paper made `now`."""
    found = sorted((_texts(language) / folder).iterdir(), key=lambda file: file.name)
    return [read(file.name.removesuffix(".txt"), _text(file, language, now)) for file in found]


def briefs(language: str, now: datetime) -> list[Item]:
    """In the order of the file, the newest first."""
    return [_item(part) for part in _parts(_text(_texts(language) / "briefs.txt", language, now))]


def live_texts(language: str, now: datetime) -> Iterator[tuple[dict[str, str], list[str]]]:
    """What is told live: of each story the head, and its updates as they are written."""
    folder = _texts(language) / "live"
    for file in sorted(folder.iterdir(), key=lambda file: file.name) if folder.is_dir() else ():
        head, *parts = _parts(_text(file, language, now))
        yield read(file.name, head).head, parts


def _text(file: Traversable, language: str, now: datetime) -> str:
    return days.named(file.read_text(encoding="utf-8"), now, language)


def read(name: str, text: str) -> Manuscript:
    head, _, body = text.partition("\n\n")
    fields = {}
    for line in head.splitlines():
        key, colon, value = line.partition(": ")
        if not colon:
            raise Misspelt(f"{name}: the line “{line}” of the head is not `Name: value`.")
        fields[key] = value.strip()
    return Manuscript(name, fields, tuple(_part(name, part) for part in _parts(body)))


def span(text: str) -> timedelta:
    try:
        return days.span(text)
    except ValueError as error:
        raise Misspelt(str(error)) from None


def _texts(language: str) -> Traversable:
    return files("broadsheet.demo") / "texts" / language


def _parts(text: str) -> Iterator[str]:
    return (part.strip() for part in text.split("\n\n") if part.strip())


def _item(part: str) -> Item:
    age, headline, *text = part.splitlines()
    return Item(span(age), headline, "\n".join(text))


def _part(name: str, text: str) -> Part:
    mark, _, rest = text.partition(" ")
    if mark in PLAIN:
        return Part(PLAIN[mark], (rest,))
    if mark == ">":
        return Part("quote", _quote(name, rest))
    if mark == "=":
        return _set_in(rest)
    if mark in LABELLED:
        label, colon, words = rest.partition(": ")
        if not colon:
            raise Misspelt(f"{name}: the line “{text}” has no colon after its first words.")
        return Part(LABELLED[mark], (*label.split(), words))
    return Part("paragraph", (text,))


def _quote(name: str, text: str) -> tuple[str, ...]:
    words, dash, under = text.partition("\n— ")
    if not dash:
        raise Misspelt(f"{name}: nobody says “{words}”.")
    said = [value.strip() for value in under.split(";")]
    return (words, *said, *[""] * (3 - len(said)))


def _set_in(text: str) -> Part:
    first, *lines = text.splitlines()
    kind, _, value = first.partition(": ")
    own = tuple(line.removeprefix("* ") for line in lines)
    return Part(kind, (value, *own) if value else own)
