"""XML made of plain values: names with a prefix, text with nothing in it that XML forbids."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lxml import etree

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
MEDIA = "http://search.yahoo.com/mrss/"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
SITEMAP_IMAGE = "http://www.google.com/schemas/sitemap-image/1.1"
SITEMAP_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

Names = Mapping[str | None, str]
"""{prefix: namespace}; None for names without a prefix."""

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def root(name: str, names: Names, **attributes: str) -> Any:
    """The outermost element; the prefixes in `names` can be used below it."""
    namespace = names.get(None)
    return etree.Element(f"{{{namespace}}}{name}" if namespace else name, attributes, nsmap=dict(names))


def add(parent: Any, name: str, text: str = "", attributes: Mapping[str, str] | None = None) -> Any:
    """A new last child: `add(item, "dc:creator", "Ines Marlow")`."""
    prefix, _, local = name.rpartition(":")
    namespace = parent.nsmap.get(prefix or None)
    made = etree.SubElement(parent, f"{{{namespace}}}{local}" if namespace else local)
    for key, value in (attributes or {}).items():
        made.set(key, legal(value))
    if text:
        made.text = legal(text)
    return made


def legal(text: str) -> str:
    """Without control characters: somebody's paste must not keep a feed from being pressed."""
    return _FORBIDDEN.sub("", text)


def document(made: Any) -> bytes:
    whole: bytes = etree.tostring(made, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return whole
