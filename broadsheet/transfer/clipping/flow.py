"""An HTML tree as the flow of text that a reader sees: one piece for each block of text, in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from .blocks import LONGEST_BLOCK, MOST_BLOCKS, Figure, Tag, tidy
from .elements import BLOCK_ELEMENTS, is_figure, is_line_of_head, is_shown, name_of, tag_of
from .found import ClippingRefused
from .shapes import ends_sentence, words


@dataclass(frozen=True, slots=True)
class Piece:
    """`element` is the innermost block element around the text; `linked` if all of the text is in links."""

    text: str
    element: etree._Element
    tag: Tag = Tag.NONE
    linked: bool = False
    figure: Figure | None = None
    stamp: str = ""


@dataclass
class _Open:
    """An element being read: what it adds to the text in it."""

    element: etree._Element
    tag: Tag | None
    figure: Figure | None
    breaks: bool


@dataclass
class Flow:
    name: str
    pieces: list[Piece] = field(default_factory=list)
    _stack: list[_Open] = field(default_factory=list)
    _buffer: list[str] = field(default_factory=list)
    _unlinked: bool = False
    _links: int = 0
    _figures: int = 0
    _breaks: int = 0
    _stamp: str = ""

    def read(self, root: etree._Element) -> list[Piece]:
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if event == "start":
                if is_shown(element):
                    self._open(element)
                else:
                    walk.skip_subtree()
            else:
                if is_shown(element):
                    self._close(element)
                self._text(element.tail if element is not root else "")
        self._flush()
        return self.pieces

    def _open(self, element: etree._Element) -> None:
        name = name_of(element)
        inside = self._stack[-1] if self._stack else None
        figure = inside.figure if inside else None
        if figure is None and is_figure(element):
            self._figures += 1
            figure = self._figure_of(element)
        tag = tag_of(element, in_figure=figure is not None)
        apart = name == "time" or (is_line_of_head(element) and not (inside and inside.tag is Tag.BYLINE))
        breaks = name in BLOCK_ELEMENTS or tag is Tag.CREDIT or (apart and self._stands_alone(element))
        if breaks:
            self._flush()
        self._stack.append(_Open(element, tag, figure, breaks))
        if name == "a" and element.get("href") is not None:
            self._links += 1
        elif name == "br":
            self._break()
        elif name == "img" and figure is None:
            self._picture(element)
        elif (
            name == "span"
            and self._buffer
            and element.getprevious() is not None
            and name_of(element.getprevious()) == "span"
        ):
            self._buffer.append("" if element.getprevious().tail else " ")
        elif name == "time" and breaks:
            self._stamp = (element.get("datetime") or "")[:40]
        if figure is not None and (inside is None or inside.figure is None):
            self.pieces.append(Piece("", element, Tag.CAPTION, figure=figure))
        self._text(element.text)

    def _close(self, element: etree._Element) -> None:
        if self._stack[-1].breaks:
            self._flush()
        self._stack.pop()
        if name_of(element) == "a" and element.get("href") is not None:
            self._links -= 1

    def _text(self, text: str | None) -> None:
        if not text:
            return
        if text.strip():
            self._breaks = 0
            self._unlinked = self._unlinked or not self._links
        self._buffer.append(text)

    def _break(self) -> None:
        """Two line breaks in a row part paragraphs, as old pages have it; of one, `_lines` judges."""
        self._breaks += 1
        if self._breaks == 2:
            self._flush()
        else:
            self._buffer.append("\v")

    def _flush(self) -> None:
        lines = _lines("".join(self._buffer))
        linked, stamp = not self._unlinked, self._stamp
        self._buffer.clear()
        self._unlinked, self._stamp, self._breaks = False, "", 0
        if not lines:
            return
        place = next(
            (held for held in reversed(self._stack) if name_of(held.element) in BLOCK_ELEMENTS), self._stack[0]
        )
        tag = next((held.tag for held in reversed(self._stack) if held.tag), Tag.NONE)
        if tag is Tag.PARAGRAPH and any(held.tag is Tag.QUOTE for held in self._stack):
            tag = Tag.QUOTE
        figure = self._stack[-1].figure
        self.pieces += [Piece(text, place.element, tag, linked, figure, stamp) for text in lines]
        if len(self.pieces) > MOST_BLOCKS or len(lines[0]) > LONGEST_BLOCK:
            line = place.element.sourceline or 0
            raise ClippingRefused(
                f"{self.name}, line {line}: there is more text here than a page of a paper has:"
                " save one page at a time and import that."
            )

    def _stands_alone(self, element: etree._Element) -> bool:
        """A time that is not told within a sentence: its paragraph has few other words."""
        parent = element.getparent()
        return parent is None or name_of(parent) != "p" or words("".join(parent.itertext())[:400]) <= 12

    def _figure_of(self, element: etree._Element) -> Figure:
        image = next(element.iter("img"), None)
        alt, src = _image(image) if image is not None else ("", "")
        return Figure(self._figures, alt, src)

    def _picture(self, element: etree._Element) -> None:
        """An image without a figure around it, unless it is small or says nothing of itself."""
        sizes = [int(size) for name in ("width", "height") if (size := (element.get(name) or "")[:6]).isdecimal()]
        alt, src = _image(element)
        if not src or any(size < 200 for size in sizes):
            return
        self._figures += 1
        self.pieces.append(Piece("", element, Tag.CAPTION, bool(self._links), Figure(self._figures, alt, src)))


def _lines(text: str) -> list[str]:
    """Lines that single breaks part stay apart if they are few or words of a menu, and not all are sentences."""
    lines = [line for line in map(tidy, text.split("\v")) if line]
    few = len(lines) <= 3 or all(words(line) <= 3 for line in lines)
    if few and not all(ends_sentence(line) for line in lines):
        return lines
    return [" ".join(lines)] if lines else []


def _image(element: etree._Element) -> tuple[str, str]:
    """Alternative text and address; what is embedded in the page itself has no address."""
    sources: Iterator[str] = (element.get(name) or "" for name in ("src", "data-src", "data-original"))
    src = next(
        (source.strip() for source in sources if source.strip() and not source.strip().startswith("data:")), ""
    )
    return tidy((element.get("alt") or "")[:1000]), src[:2000]
