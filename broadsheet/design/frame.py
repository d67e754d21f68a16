"""What stands around every page, and what its head says: plain values for the templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import get_template

from broadsheet.design import assets

FRONT_HEAD = "front.head"
"""The slot in the head of a language's front, filled with `language=…`."""


@dataclass(frozen=True, slots=True)
class Link:
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Column:
    """A titled list of links in the footer."""

    title: str
    links: Sequence[Link]


@dataclass(frozen=True, slots=True)
class Tree:
    """A language of the paper, by its own name, and where its front stands."""

    language: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Support:
    """The block that asks readers for money; `url` leads to wherever the paper takes it."""

    title: str
    text: str
    url: str
    button: str


@dataclass(frozen=True, slots=True)
class Frame:
    """The paper around a page, in one language. `paper` is its name, `nameplate` the name as it is set above every
    page; `appearance` is the URL of the desk's own colours, "" when there are none; `own_font` is false where the
    reader's own serif is used. `head`, `nav` and `foot` are safe HTML of higher rooms (slots)."""

    language: str
    direction: str
    paper: str
    base_url: str
    home: str
    sections: Sequence[Link]
    nameplate: str = ""
    columns: Sequence[Column] = ()
    trees: Sequence[Tree] = ()
    support: Support | None = None
    footer: str = ""
    appearance: str = ""
    own_font: bool = True
    head: str = ""
    nav: str = ""
    foot: str = ""

    @property
    def stylesheet(self) -> str:
        return assets.stylesheet()

    @property
    def fonts(self) -> list[str]:
        """URLs of the fonts to fetch before any other; none where they are not used."""
        return assets.fonts(self.language, self.nameplate) if self.own_font else []


@dataclass(frozen=True, slots=True)
class Head:
    """`path` is the page's public path; "" for a page that stands at no address of its own (404). `section` is the
    address of the section that it belongs to. `alternates` are (language, path) of its translations, itself
    included. `more` and `banner` are safe HTML of higher rooms: what this page says to machines, and its feeds; what
    stands above it. `mark` is a sentence that stays above a page that is not published."""

    title: str
    path: str = ""
    description: str = ""
    robots: str = ""
    section: str = ""
    alternates: Sequence[tuple[str, str]] = ()
    previous: str = ""
    next: str = ""
    more: str = ""
    banner: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """This page in another language of the paper, or that language's front."""

    language: str
    title: str
    url: str
    current: bool


def languages_of(frame: Frame, head: Head) -> list[Choice]:
    """What the footer offers; nothing when the paper has one language."""
    here = dict(head.alternates)
    trees = frame.trees if len(frame.trees) > 1 else ()
    return [
        Choice(tree.language, tree.title, here.get(tree.language, tree.url), tree.language == frame.language)
        for tree in trees
    ]


def render(template: str, frame: Frame, head: Head, **view: Any) -> bytes:
    """The bytes of a page whose template extends design/base.html."""
    around = {"frame": frame, "head": head, "languages": languages_of(frame, head)}
    text = get_template(template).render({**around, **view})
    return text.encode()
