"""What stands around every page, and what its head says: plain values for the templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import get_template


@dataclass(frozen=True, slots=True)
class Link:
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Frame:
    """The paper around a page, in one language. `head`, `nav` and `foot` are safe HTML of higher rooms (slots)."""

    language: str
    direction: str
    paper: str
    base_url: str
    home: str
    stylesheet: str
    sections: Sequence[Link]
    pages: Sequence[Link]
    head: str = ""
    nav: str = ""
    foot: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """`path` is the page's public path; "" for a page that stands at no address of its own (404). `alternates`
    are (language, path) of its translations, itself included."""

    title: str
    path: str = ""
    description: str = ""
    robots: str = ""
    alternates: Sequence[tuple[str, str]] = ()
    previous: str = ""
    next: str = ""


def render(template: str, frame: Frame, head: Head, **view: Any) -> bytes:
    """The bytes of a page whose template extends design/base.html."""
    text = get_template(template).render({"frame": frame, "head": head, **view})
    return text.encode()
