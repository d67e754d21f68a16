"""The lines between a headline and its story: who wrote it, when, and how long it takes to read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from .credits import own_line
from .moments import DateLine, date_line, find_date, time_line
from .shapes import is_name, words
from .wording import is_reading_time

_LONGEST = 200  # characters
_PARTS = re.compile(r"\s*[·•|∙⋅]\s*|\s+[–—/-]\s+")
_PREFIX = re.compile(
    r"(?:written by|reported by|reporting by|story by|text by|words by|by|von|par|por|di|autorin|autor(?:en|es"
    r"|zy|ka)?|authors?"
    r"|auteure?s?|autores?|text|tekst|автор(?:ка|и|ы)?|текст)(?:\s*:\s*|\s+)(?P<names>\S.*)",
    re.I,
)
_JOINED = re.compile(r"\s*[,;&]\s*(?:(?:and|und|et|та|і|и)\s+)?|\s+(?:and|und|et|y|та|і|и|oraz|with)\s+")
_PLACE_LAST = re.compile(
    r"(?P<names>.*\s(?:and|und|et|та|і|и|oraz)\s[^,;&]+),(?!\s*(?:and|und|et|та|і|и)\s)[^,;&]+\Z"
)
_FOR = re.compile(r"\s+(?:for|für|pour|для)\s.*")
_AND = re.compile(r"\s(?:and|und|et|та|і|и|oraz|&)\s")
_ROLE = re.compile(
    r"\b(?:report(?:er|ing)|editor|correspondent|writer|staff|journalist|columnist|bureau|кореспондент\w*"
    r"|редактор\w*"
    r"|журналіст\w*|корреспондент\w*|redakteur\w*|korrespondent\w*|rédact\w+|journaliste)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class HeadLine:
    """What one such line says. `signed` and `timed`: it has a name after "By", it has a reading time."""

    names: tuple[str, ...] = ()
    date: DateLine | None = None
    time: str = ""
    signed: bool = False
    timed: bool = False


def is_by(text: str) -> bool:
    """The word before a name, on a line of its own."""
    return len(text) <= 20 and bool(_PREFIX.fullmatch(f"{text} X")) and words(text) <= 2


def head_line(text: str, saved_on: date | None) -> HeadLine | None:
    """The line read as byline, date, time and reading time in any order, or None if a part of it is none of these."""
    if len(text) > _LONGEST:
        return None
    whole = _part(text, saved_on)
    if whole:
        return whole
    parts = [part for part in _PARTS.split(text) if part]
    read = [_part(part, saved_on) for part in parts]
    if len(parts) < 2 or not any(read):
        return None
    names: list[str] = []
    for part, line in zip(parts, read, strict=True):
        if line is None and own_line(part):
            continue
        if line is None and not is_name(part, 5):
            return None
        names.extend(line.names if line else split_names(part))
    known = [line for line in read if line]
    return HeadLine(
        names=tuple(dict.fromkeys(names)),
        date=next((line.date for line in known if line.date), None),
        time=next((line.time for line in known if line.time), ""),
        signed=any(line.signed for line in known),
        timed=any(line.timed for line in known),
    )


def split_names(text: str) -> tuple[str, ...]:
    """ "A B, C D and E F, Port Sorel" as names, without the roles among them and the place behind the last."""
    placed = _PLACE_LAST.fullmatch(text) if len(text) <= _LONGEST else None
    text = placed["names"] if placed else text
    parts = [_FOR.sub("", part).strip(" .,") for part in _JOINED.split(text)]
    return tuple(part for part in parts if part and is_name(part) and not _ROLE.search(part))


def joint_names(text: str) -> tuple[str, ...]:
    """Two or more full names joined by "and", where no other word says that the line is a byline; else nothing."""
    names = split_names(text) if len(text) <= _LONGEST else ()
    joined = len(names) > 1 and bool(_AND.search(text)) and is_name(text, 16)
    return names if joined and all(2 <= words(name) <= 3 for name in names) else ()


def _part(text: str, saved_on: date | None) -> HeadLine | None:
    if is_reading_time(text):
        return HeadLine(timed=True)
    found = date_line(text, saved_on)
    if found:
        return HeadLine(date=found)
    time = time_line(text)
    if time and not time.rest:
        return HeadLine(time=time.time)
    return _byline(text, saved_on) or _name_and_date(text, saved_on)


def _name_and_date(text: str, saved_on: date | None) -> HeadLine | None:
    """ "Name Surname, 20.02.2025": no word says that it is a byline, but nothing else has this shape."""
    at = find_date(text)
    if not at:
        return None
    dated_first = at[0] == 0
    names, dates = (text[at[1] :], text[: at[1]]) if dated_first else (text[: at[0]], text[at[0] :])
    names = names.strip(" ,")
    found, when = split_names(names), date_line(dates, saved_on)
    if not when or not found or not is_name(names, 8) or not all(2 <= words(name) <= 3 for name in found):
        return None
    return HeadLine(names=found, date=when)


def _byline(text: str, saved_on: date | None) -> HeadLine | None:
    prefix = _PREFIX.fullmatch(text)
    if not prefix:
        return None
    names, when = prefix["names"], None
    at = find_date(names)
    if at and at[0] > 0:
        when = date_line(names[at[0] :], saved_on)
        names = names[: at[0]].strip(" ,|·•–—-")
    parts = [part for part in _JOINED.split(names) if part]
    found = split_names(names)
    if not found or words(names) > 24 or not all(is_name(part) or _ROLE.search(part) for part in parts):
        return None
    return HeadLine(names=found, date=when, signed=True)
