"""Rich text from the desk's editor as readers get it: internal links resolved, everything else by allow-list."""

from __future__ import annotations

import re

import nh3
from django.utils.safestring import SafeString, mark_safe

from broadsheet.sections.selectors import public_url

TAGS = {
    *("p", "br", "b", "strong", "i", "em", "sup", "sub", "a", "span"),
    *("h2", "h3", "h4", "ul", "ol", "li", "hr", "blockquote"),
}
ATTRIBUTES = {"a": {"href", "hreflang"}, "*": {"lang", "dir"}}
SCHEMES = {"http", "https", "mailto", "tel"}

_PAGE_LINK = re.compile(r'<a\b(?=[^>]*\blinktype="page")(?=[^>]*\bid="(\d+)")[^>]*>(.*?)</a>', re.S)


def html(text: str) -> SafeString:
    """Safe HTML. A link to a page that is not public is taken off its words."""
    linked = _PAGE_LINK.sub(_resolve, text) if "linktype" in text else text
    clean = nh3.clean(linked, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None)
    return mark_safe(clean)  # noqa: S308  (cleaned by nh3 in the line above)


def paragraph(text: str) -> SafeString:
    """The same, for text that may come without its `<p>`."""
    return html(text if text.lstrip().startswith("<p") else f"<p>{text}</p>")


def inline(text: str) -> SafeString:
    """The same without paragraphs, for a place that holds words alone."""
    clean = html(text).replace("</p><p>", "<br>").replace("<p>", "").replace("</p>", "")
    return mark_safe(clean)  # noqa: S308  (cleaned by nh3 before)


def _resolve(link: re.Match[str]) -> str:
    url = public_url(int(link[1]))
    return f'<a href="{url}">{link[2]}</a>' if url else link[2]
