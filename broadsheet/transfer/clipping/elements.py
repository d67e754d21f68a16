"""What an HTML element says of the text in it: by its name, its role, and the words of its class and id."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree

from .blocks import Tag
from .shapes import is_name, words
from .wording import is_related_label

BLOCK_ELEMENTS = frozenset(
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer"
    " form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary table tbody"
    " td tfoot th thead tr ul button label".split()
)
NEVER_SHOWN = frozenset(
    "script style template noscript svg math iframe object embed canvas select datalist textarea input head"
    " title meta link audio video source track map area applet frame frameset noframes noembed param progress"
    " meter".split()
)
_FURNITURE_NAMES = frozenset({"nav", "footer", "form", "dialog", "button", "menu", "fieldset", "label"})
_FURNITURE_ROLES = frozenset(
    {
        "navigation",
        "contentinfo",
        "search",
        "dialog",
        "form",
        "menu",
        "menubar",
        "toolbar",
        "button",
        "alert",
        "banner",
    }
)
_FURNITURE_WORDS = frozenset(
    "nav navbar navigation menu breadcrumb breadcrumbs footer newsletter newsletters signup subscribe"
    " subscription share sharing social cookie cookies consent popup modal advert advertisement ads comments"
    " comment skip login paywall donate donation bio tags taglist".split()
)
_RELATED_WORDS = frozenset(
    "related recommended recommendation recommendations recirculation seealso readalso".split()
)
_CREDIT_WORDS = frozenset("credit credits copyright photographer attribution photocredit".split())
_BYLINE_WORDS = frozenset("byline bylines author authors".split())
_DATE_WORDS = frozenset("date datetime dateline published timestamp time posted".split())
_KICKER_WORDS = frozenset("kicker eyebrow overline rubric category".split())
_STANDFIRST_WORDS = frozenset("standfirst dek deck subtitle subheadline subhead".split())
_BODY_WORDS = (
    {"article", "body"}, {"articlebody"}, {"entry", "content"}, {"post", "content"}, {"article", "content"},
    {"story", "body"}, {"story", "content"}, {"post", "body"}, {"article", "text"}, {"story", "text"},
)  # fmt: skip
_FIGURES = ("div", "dl", "span", "section")
LONGEST_CAPTION = 90  # words
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)


def words_of(element: etree._Element) -> frozenset[str]:
    """The words of the class, id and itemprop: "articleBody", "article-body" and "article_body" are the same two."""
    return _split(" ".join(element.get(name) or "" for name in ("class", "id", "itemprop", "data-testid"))[:500])


@lru_cache(maxsize=4096)
def _split(names: str) -> frozenset[str]:
    return frozenset(word for word in re.split(r"[^a-z]+", _CAMEL.sub(" ", names).lower()) if word)


def name_of(element: etree._Element) -> str:
    return element.tag.lower() if isinstance(element.tag, str) else ""


def is_shown(element: etree._Element) -> bool:
    name = name_of(element)
    if not name or name in NEVER_SHOWN:
        return False
    if name in ("html", "body"):
        return True
    return element.get("hidden") is None and not _HIDDEN.search((element.get("style") or "")[:2000])


def is_furniture_by_name(element: etree._Element) -> bool:
    return name_of(element) in _FURNITURE_NAMES or (element.get("role") or "").lower() in _FURNITURE_ROLES


def is_furniture_by_class(element: etree._Element) -> bool:
    return bool(words_of(element) & _FURNITURE_WORDS)


def is_related(element: etree._Element) -> bool:
    """A box of other stories. `rel`, `aria-label` and the class all say so."""
    return bool(words_of(element) & _RELATED_WORDS) or is_related_label(element.get("aria-label") or "")


def is_outside(element: etree._Element) -> bool:
    return name_of(element) == "aside" or (element.get("role") or "").lower() in ("complementary", "feed")


def is_body_by_class(element: etree._Element) -> bool:
    found = words_of(element)
    return any(wanted <= found for wanted in _BODY_WORDS)


def is_figure(element: etree._Element) -> bool:
    if name_of(element) == "figure":
        return next(element.iter("table", "blockquote"), None) is None
    told = any("caption" in words_of(part) for part in (element, *element))
    if not (told or "ImageObject" in (element.get("itemtype") or "")):
        return False
    small = words("".join(element.itertext())[: 20 * LONGEST_CAPTION]) <= LONGEST_CAPTION
    return small and name_of(element) in _FIGURES and next(element.iter("img"), None) is not None


def is_line_of_head(element: etree._Element) -> bool:
    """A part of the line under a headline that style sheets set apart, though no space stands between the parts."""
    return name_of(element) == "span" and bool(words_of(element) & (_BYLINE_WORDS | _DATE_WORDS | _KICKER_WORDS))


def _names_somebody(element: etree._Element) -> bool:
    return is_name("".join(element.itertext())[:200].strip(" ()"), 8)


def tag_of(element: etree._Element, *, in_figure: bool) -> Tag | None:
    name, found = name_of(element), words_of(element)
    if in_figure:
        if found & _CREDIT_WORDS or element.get("itemprop") in ("author", "creator", "copyrightHolder", "creditText"):
            return Tag.CREDIT
        if name in ("small", "cite", "i", "em") and not (element.tail or "").strip() and _names_somebody(element):
            return Tag.CREDIT
        return Tag.CAPTION if name == "figcaption" or "caption" in found else None
    if name == "h1" or element.get("itemprop") == "headline":
        return Tag.TITLE
    if name in ("h2", "h3", "h4", "h5", "h6"):
        return Tag.STANDFIRST if found & _STANDFIRST_WORDS else Tag.HEADING
    if found & _BYLINE_WORDS or element.get("rel") == "author":
        return Tag.BYLINE
    if found & _KICKER_WORDS and name in ("p", "div", "span", "a", "li"):
        return Tag.KICKER
    if found & _STANDFIRST_WORDS:
        return Tag.STANDFIRST
    if "caption" in found and name in ("p", "div", "span", "figcaption", "dd"):
        return Tag.CAPTION
    return {"blockquote": Tag.QUOTE, "li": Tag.ITEM, "dd": Tag.ITEM, "p": Tag.PARAGRAPH}.get(name)
