"""An issue as plain text (RFC 3676 would flow it; we break lines ourselves, at most 78 columns)."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from itertools import groupby

from django.utils.translation import gettext as _

from broadsheet.newsletters.composing import slots
from broadsheet.newsletters.composing.parts import (
    Button,
    Heading,
    Part,
    Picks,
    Picture,
    Prose,
    Quote,
    Rule,
    Story,
    Told,
)
from broadsheet.newsletters.composing.wording import Around, minutes
from broadsheet.stories.body.quotes import comma

WIDTH = 72
"""Columns of running text. An address longer than that stands on a line of its own, whole."""


def text(parts: Iterable[Part], around: Around) -> str:
    """The whole mail; lines end in LF, the last one too."""
    blocks = [
        *_top(around),
        *(slots.without(block) for part in parts for block in _part(part, around)),
        *_foot(around),
    ]
    return "\n\n".join(filter(None, blocks)) + "\n"


def _top(around: Around) -> Iterator[str]:
    yield "\n".join([*_wrapped(around.name), *_wrapped(around.line)])
    yield "\n".join([*_wrapped(around.on_the_web), around.web])
    yield "_" * WIDTH


def _foot(around: Around) -> Iterator[str]:
    yield "_" * WIDTH
    yield _filled(around.why)
    yield f"{_filled(around.unsubscribe_words)}\n{around.unsubscribe}"
    yield f"{_filled(around.preferences_words)}\n{around.preferences}"
    yield "\n".join([*_wrapped(around.paper), *_wrapped(around.postal_address), around.home])


def _part(part: Part, around: Around) -> Iterator[str]:
    match part:
        case Heading():
            yield "\n".join(["-" * WIDTH, *_wrapped(part.text)])
        case Prose():
            yield from _prose(part.html, around)
        case Story():
            yield _story(part, around)
        case Picture():
            yield _picture(part, around)
        case Quote():
            yield _quote(part, around)
        case Told():
            told = [_filled(f"{part.hour}  {part.headline}"), *(_filled(each) for each in part.paragraphs)]
            yield "\n".join([*told, around.absolute(part.url)])
        case Picks():
            links = ("\n".join([*_wrapped(words, "* "), f"  {around.absolute(url)}"]) for words, url in part.links)
            yield "\n".join(["-" * WIDTH, *_wrapped(part.title), "", *links])
        case Button():
            yield "\n".join([*_wrapped(part.words), around.absolute(part.url)])
        case Rule():
            yield "* * *"


def _story(part: Story, around: Around) -> str:
    made_by = " · ".join(each for each in (around.names(part.authors), minutes(part.minutes)) if each)
    lines = [part.waits and f"[{part.waits}]", part.kicker.upper(), part.headline, part.teaser, made_by]
    filled = [_filled(line) for line in lines if line]
    return "\n".join([*filled, around.absolute(part.url)])


def _picture(part: Picture, around: Around) -> str:
    """What it shows in words, and where it can be seen."""
    shown = part.figure
    lines = [shown.alt and _("Picture: %(alt)s") % {"alt": shown.alt}, shown.caption, shown.credit]
    return "\n".join([*(_filled(line) for line in lines if line), around.picture(shown.url)])


def _quote(part: Quote, around: Around) -> str:
    said = comma(around.language).join(each for each in (part.speaker, part.role) if each)
    words = "\n\n".join(_filled(each) for each in part.paragraphs)
    return f"{words}\n{_filled(f'— {said}')}" if said else words


def _prose(html: str, around: Around) -> Iterator[str]:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    for is_list, some in groupby(reader.blocks(), key=lambda block: bool(block[0])):
        filled = ["\n".join(_wrapped(words, prefix)) for prefix, words in some if words]
        yield ("\n" if is_list else "\n\n").join(filled)
    if reader.links:
        yield "\n".join(f"[{n}] {around.absolute(url)}" for n, url in enumerate(reader.links, start=1))


class _Reader(HTMLParser):
    """The few elements that the desk's editor makes, as (prefix, words) of each paragraph or item; the addresses of
    links in their order."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self._blocks: list[tuple[str, list[str]]] = []
        self._lists: list[int] = []
        self._href = ""

    def blocks(self) -> Iterator[tuple[str, str]]:
        return ((prefix, " ".join("".join(words).split())) for prefix, words in self._blocks)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"ul", "ol"}:
            self._lists.append(0 if tag == "ul" else 1)
        elif tag == "li":
            number = self._lists[-1] if self._lists else 0
            self._blocks.append((f"{number}. " if number else "- ", []))
            if number:
                self._lists[-1] += 1
        elif tag == "p":
            self._blocks.append(("", []))
        elif tag == "br":
            self.handle_data(" ")
        elif tag == "a":
            self._href = dict(attrs).get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
        elif tag == "a" and self._href:
            self.links.append(self._href)
            self.handle_data(f" [{len(self.links)}]")
            self._href = ""

    def handle_data(self, data: str) -> None:
        if not self._blocks and data.strip():
            self._blocks.append(("", []))
        if self._blocks:
            self._blocks[-1][1].append(data)


def _filled(words: str) -> str:
    return "\n".join(_wrapped(words))


def _wrapped(words: str, prefix: str = "") -> list[str]:
    return textwrap.wrap(
        " ".join(words.split()),
        WIDTH,
        initial_indent=prefix,
        subsequent_indent=" " * len(prefix),
        break_long_words=False,
        break_on_hyphens=False,
    )
