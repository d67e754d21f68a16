"""A saved HTML page as blocks with hints.

Nothing is fetched, no entity of the page's own is expanded, and what the parser could not read to its end is refused.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from .blocks import Block, Page, Tag, Zone, blocks_of_text, check_size
from .elements import (
    is_body_by_class,
    is_furniture_by_class,
    is_furniture_by_name,
    is_outside,
    is_related,
    name_of,
)
from .flow import Flow, Piece
from .found import ClippingRefused
from .metadata import metadata_of
from .shapes import is_prose, words

MOST_ELEMENTS = 300_000
STORYS_SHARE = 0.4  # of all words in sentences; what holds more is no furniture, whatever its class says
SMALL_BOX = 4  # blocks of text, at most, in a box that holds one thing
LINKED_HEADLINE = 4  # words, at least

_STARTS = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_CLOSES = re.compile(r"</(?:p|div|article|section|h[1-6]|ul|table|span|a|main|body)\s*>", re.I)


def is_markup(text: str) -> bool:
    """The text says that it is HTML, or closes several of its elements."""
    head = text[:200_000]
    return bool(_STARTS.match(head)) or sum(1 for _ in zip(_CLOSES.finditer(head), range(3), strict=False)) == 3


def page_of_markup(text: str, name: str) -> Page:
    root = _parsed(text, name)
    lone = _lone_preformatted(root)
    if lone is not None:
        return Page(tuple(blocks_of_text("".join(lone.itertext()), name, lone.sourceline or 1)))
    pieces = Flow(name).read(root)
    meta = metadata_of(root)
    blocks = _Zones(pieces).blocks()
    check_size(blocks, name)
    return Page(tuple(blocks), meta.headline, meta.window_title, meta.authors, meta.published, meta.section)


def _parsed(text: str, name: str) -> etree._Element:
    if re.search(r"<!ENTITY", text[:100_000], re.I):
        raise ClippingRefused(f"{name} declares entities of its own, which no saved page does: save the page again.")
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8", errors="replace"), parser)
    except etree.LxmlError as error:
        raise ClippingRefused(f"{name} cannot be read as HTML ({error}): save the page again.") from error
    cut = next((entry for entry in parser.error_log if entry.type_name == "ERR_RESOURCE_LIMIT"), None)
    if cut is not None:
        raise ClippingRefused(
            f"{name}, line {cut.line}: elements are nested deeper, or are larger, than on any page of a paper:"
            " save the page as text and import that."
        )
    if root is None:
        raise ClippingRefused(f"{name} is HTML without any content: save the page again.")
    if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        raise ClippingRefused(
            f"{name} has more than {MOST_ELEMENTS} elements: save one page at a time and import that."
        )
    return root


def _lone_preformatted(root: etree._Element) -> etree._Element | None:
    """The one `<pre>` that archives wrap around a text; or nothing."""
    found = list(root.iter("pre"))
    if len(found) != 1:
        return None
    body = next(root.iter("body"), root)
    inside, everything = (len("".join(element.itertext()).split()) for element in (found[0], body))
    return found[0] if inside > 0.9 * everything else None


@dataclass
class _Zones:
    """Which of the pieces stand in the story, which beside it, and which are furniture."""

    pieces: list[Piece]

    def __post_init__(self) -> None:
        self._prose: Counter[etree._Element] = Counter()
        self._count: Counter[etree._Element] = Counter()
        self._furnished: dict[etree._Element, bool] = {}
        self._related: dict[etree._Element, bool] = {}
        for piece in self.pieces:
            size = words(piece.text) if is_prose(piece.text) and not piece.linked else 0
            for element in _around(piece.element):
                self._count[element] += 1
                self._prose[element] += size
        self._all = max(self._prose.values(), default=0)
        self._story = self._container()
        self._teasers = self._teaser_boxes()

    def blocks(self) -> list[Block]:
        inside = [n for n, piece in enumerate(self.pieces) if self._is_inside(piece)]
        titles = [n for n, piece in enumerate(self.pieces) if piece.tag is Tag.TITLE]
        start = inside[0] if inside else len(self.pieces)
        head = max((n for n in titles if n <= start), default=start)
        blocks: list[Block] = []
        for number, piece in enumerate(self.pieces):
            zone = self._zone(piece, in_head=head <= number < start)
            related = self._under(piece.element, self._is_related, self._related)
            figure = piece.figure
            if figure and (
                related or zone is Zone.OUTSIDE or zone is Zone.FURNITURE or (piece.linked and not piece.text)
            ):
                figure = None
            if not piece.text and not figure:
                continue
            gap = number == 0 or not self._in_one_box(self.pieces[number - 1], piece)
            told = (
                figure
                or piece.tag not in (Tag.CAPTION, Tag.CREDIT)
                or (piece.tag is Tag.CAPTION and zone is Zone.BODY)
            )
            tag = piece.tag if told else Tag.NONE
            line = piece.element.sourceline or 0
            blocks.append(Block(piece.text, line, gap, tag, zone, piece.linked, related, figure, piece.stamp))
        return blocks

    def _is_related(self, element: etree._Element) -> bool:
        return is_related(element) or element in self._teasers

    def _teaser_boxes(self) -> set[etree._Element]:
        """Each small aside with one link, as long as a headline, and a sentence right below: another story's card."""
        inside: dict[etree._Element, list[Piece]] = {}
        for piece in self.pieces:
            for element in _around(piece.element):
                if is_outside(element) and self._count[element] <= SMALL_BOX:
                    inside.setdefault(element, []).append(piece)
        return {element for element, pieces in inside.items() if _is_teaser([p for p in pieces if p.text])}

    def _container(self) -> etree._Element | None:
        """What the page marks as the story's text, else the article, else the part with the densest sentences."""
        marked = [element for element in self._prose if is_body_by_class(element)]
        articles = [element for element in self._prose if name_of(element) == "article"]
        mains = [element for element in self._prose if name_of(element) == "main" or element.get("role") == "main"]
        for group in (marked, articles, mains):
            best = max(group, key=self._prose.__getitem__, default=None)
            if best is not None and self._prose[best] > STORYS_SHARE * self._all:
                return best
        return self._densest()

    def _densest(self) -> etree._Element | None:
        scores: Counter[etree._Element] = Counter()
        for piece in self.pieces:
            around = _around(piece.element)[1:3]
            if is_prose(piece.text) and not piece.linked and not self._furniture(piece.element):
                for share, element in zip((2, 1), around, strict=False):
                    scores[element] += share * words(piece.text)
        return scores.most_common(1)[0][0] if scores else None

    def _zone(self, piece: Piece, *, in_head: bool) -> Zone:
        if self._furniture(piece.element) and piece.tag is not Tag.TITLE:
            return Zone.FURNITURE
        if any(is_outside(element) for element in self._up_to_story(piece.element)):
            return Zone.OUTSIDE
        if self._is_inside(piece):
            return Zone.BODY
        return Zone.UNKNOWN if in_head or self._story is None else Zone.OUTSIDE

    def _is_inside(self, piece: Piece) -> bool:
        return self._story is not None and self._story in _around(piece.element)

    def _up_to_story(self, element: etree._Element) -> list[etree._Element]:
        around = _around(element)
        return around[: around.index(self._story)] if self._story in around else around

    def _furniture(self, element: etree._Element) -> bool:
        """Under an element that is furniture by name, or by class if it does not hold the story itself."""
        return self._under(element, self._is_furniture, self._furnished)

    def _is_furniture(self, element: etree._Element) -> bool:
        if self._all and self._prose[element] > STORYS_SHARE * self._all:
            return False
        return is_furniture_by_name(element) or is_furniture_by_class(element) or _is_page_header(element)

    @staticmethod
    def _under(
        element: etree._Element, said: Callable[[etree._Element], bool], known: dict[etree._Element, bool]
    ) -> bool:
        """The element or one around it is what is `said`; each is asked once."""
        path = []
        for above in _around(element):
            if above in known:
                break
            path.append(above)
        last = path[-1].getparent() if path else element
        answer = known.get(last, False) if last is not None else False
        for below in reversed(path):
            answer = answer or said(below)
            known[below] = answer
        return answer

    def _in_one_box(self, one: Piece, two: Piece) -> bool:
        if name_of(one.element) == "p" and name_of(two.element) == "p":
            return False
        around = set(_around(one.element))
        shared = next((element for element in _around(two.element) if element in around), None)
        return (
            shared is not None
            and self._count[shared] <= SMALL_BOX
            and name_of(shared) not in ("body", "html", "main")
        )


def _around(element: etree._Element) -> list[etree._Element]:
    return [element, *element.iterancestors()]


def _is_teaser(pieces: list[Piece]) -> bool:
    links = [at for at, piece in enumerate(pieces) if piece.linked]
    if len(links) != 1 or words(pieces[links[0]].text) < LINKED_HEADLINE:
        return False
    below = pieces[links[0] + 1 :]
    return len(below) == 1 and is_prose(below[0].text)


def _is_page_header(element: etree._Element) -> bool:
    """The paper's own head, not a story's: a header outside of any article, without a title in it."""
    if name_of(element) != "header" or next(element.iter("h1"), None) is not None:
        return False
    return not any(name_of(above) in ("article", "main", "section") for above in element.iterancestors())
