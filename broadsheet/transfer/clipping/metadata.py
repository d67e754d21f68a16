"""What the head of an HTML page says of its story: schema.org JSON-LD, then Open Graph, then plain meta elements."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree

from .blocks import tidy
from .found import Moment
from .moments import stamp

LARGEST_JSON = 1_000_000  # characters
DEEPEST = 6  # levels of lists and objects that are looked through
_ARTICLES = ("article", "newsarticle", "blogposting", "posting", "report")


@dataclass(frozen=True, slots=True)
class Metadata:
    headline: str = ""
    window_title: str = ""
    authors: tuple[str, ...] = ()
    published: Moment | None = None
    section: str = ""


def metadata_of(root: etree._Element) -> Metadata:
    meta = _plain_metadata(root)
    for thing in _linked_data(root):
        kind = thing.get("@type")
        kinds = [kind] if isinstance(kind, str) else kind if isinstance(kind, list) else []
        if not any(isinstance(name, str) and name.lower().endswith(_ARTICLES) for name in kinds):
            continue
        return replace(
            meta,
            headline=_text(thing.get("headline")) or meta.headline,
            authors=tuple(_names(thing.get("author"))) or meta.authors,
            published=stamp(_text(thing.get("datePublished"))) or meta.published,
            section=_text(_first(thing.get("articleSection"))) or meta.section,
        )
    return meta


def _plain_metadata(root: etree._Element) -> Metadata:
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        key = element.get("property") or element.get("name") or element.get("itemprop") or ""
        found.setdefault(key.lower(), tidy(element.get("content") or ""))
    author = found.get("author") or found.get("article:author") or ""
    published = found.get("article:published_time") or found.get("datepublished") or found.get("date") or ""
    return Metadata(
        headline=found.get("og:title") or found.get("twitter:title") or "",
        window_title=tidy(" ".join("".join(title.itertext()) for title in list(root.iter("title"))[:1])),
        authors=(author,) if author and "/" not in author else (),
        published=stamp(published),
        section=found.get("article:section", ""),
    )


def _linked_data(root: etree._Element) -> Iterator[dict[str, Any]]:
    for script in root.iter("script"):
        text = script.text or ""
        if (script.get("type") or "").strip().lower() != "application/ld+json" or len(text) > LARGEST_JSON:
            continue
        try:
            data = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _things(data, DEEPEST)


def _things(data: Any, levels: int) -> Iterator[dict[str, Any]]:
    if levels == 0:
        return
    if isinstance(data, dict):
        yield data
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _things(data.get(key), levels - 1)
    elif isinstance(data, list):
        for part in data[:100]:
            yield from _things(part, levels - 1)


def _names(author: Any) -> Iterator[str]:
    for one in (author if isinstance(author, list) else [author])[:20]:
        name = _text(one.get("name")) if isinstance(one, dict) else _text(one)
        kind = one.get("@type") if isinstance(one, dict) else ""
        if name and "://" not in name and kind != "Organization":
            yield name


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


def _text(value: Any) -> str:
    return tidy(html.unescape(value))[:1000] if isinstance(value, str) else ""
