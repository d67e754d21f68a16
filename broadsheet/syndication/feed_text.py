"""A story's text as other people's programs get it: few elements, every address absolute."""

from __future__ import annotations

import re
from html import escape
from urllib.parse import urljoin

import nh3

TAGS = {
    *("p", "br", "b", "strong", "i", "em", "sup", "sub", "a", "span", "q", "cite", "code", "pre", "time", "abbr"),
    *("h2", "h3", "h4", "ul", "ol", "li", "dl", "dt", "dd", "hr", "blockquote", "aside", "section", "div", "small"),
    *("figure", "figcaption", "img", "audio", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
}
ATTRIBUTES = {
    "*": {"lang", "dir"},
    "a": {"href", "hreflang"},
    "img": {"src", "width", "height", "alt"},
    "audio": {"src", "controls"},
    "ol": {"start", "reversed"},
    "time": {"datetime"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
}
GONE_WITH_CONTENT = {"script", "style", "template", "form", "button", "svg", "noscript", "dialog"}
SCHEMES = {"http", "https", "mailto", "tel"}

_SPACES = re.compile(r"\s+")


def absolute(html: str, page: str) -> str:
    """The HTML with its addresses taken from `page` (a whole URL), and nothing that only a page of ours needs."""

    def whole(tag: str, attribute: str, value: str) -> str:
        return urljoin(page, value) if attribute in ("href", "src") else value

    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=whole,
        clean_content_tags=GONE_WITH_CONTENT,
        url_schemes=SCHEMES,
        link_rel=None,
    ).strip()


def as_html(text: str) -> str:
    """Plain words where readers of feeds take HTML, as in RSS's `description`: there `<` would begin an element."""
    return escape(text, quote=False)


def line(text: str) -> str:
    """On one line."""
    return _SPACES.sub(" ", text).strip()
