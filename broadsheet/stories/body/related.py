"""The card of another story. Only what readers can have: a story of ours that is not public leaves no trace, not
even its headline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from broadsheet.kit.addresses import leading
from broadsheet.pictures import markup
from broadsheet.pictures.figures import figure
from broadsheet.stories.body.around import Around
from broadsheet.stories.cards import card as card_of
from broadsheet.stories.cards import kicker, title_of

WIDEST = 800  # pixels of the picture
SIZES = "(min-width: 42rem) 15.2rem, calc(100vw - 2.5rem)"


@dataclass(frozen=True, slots=True)
class Shown:
    url: str
    kicker: str
    headline: str
    teaser: str
    hero: int | None = None


def card(value: dict[str, Any], around: Around) -> str:
    shown = _shown(value)
    if shown is None:
        return ""
    picture = figure(shown.hero, crop="3:2", widest=WIDEST, desk=around.desk) if shown.hero else None
    image = markup.image(picture, alt="", sizes=SIZES) if picture else ""
    above = format_html('<p class="kicker">{}</p>', shown.kicker) if shown.kicker else ""
    below = format_html('<p class="small">{}</p>', shown.teaser) if shown.teaser else ""
    inner = format_html('{}<div>{}<p class="t-4">{}</p>{}</div>', image, above, shown.headline, below)
    linked = format_html('<a href="{}">{}</a>', shown.url, inner) if shown.url else inner
    credit = format_html('<p class="credit">{}</p>', picture.credit) if picture and picture.credit else ""
    name = "card" if image else "card bare"
    label = f"{_('Related story:')} {shown.headline}"  # each card of a page has a name of its own
    return format_html('<aside class="{}" aria-label="{}">{}{}</aside>\n', name, label, linked, credit)


def link(value: dict[str, Any], around: Around) -> str:
    """The same in one line."""
    shown = _shown(value)
    if shown is None:
        return ""
    headline: SafeString | str = shown.headline
    if shown.url:
        headline = format_html('<a href="{}">{}</a>', shown.url, shown.headline)
    return format_html("<p>{} {}</p>\n", _("Related story:"), headline)


def _shown(value: dict[str, Any]) -> Shown | None:
    ours = card_of(value["story"]) if value.get("story") else None
    if value.get("story") and ours is None:
        return None
    headline = value.get("headline") or ""
    if ours is not None:
        own = title_of(ours["language"], headline, retracted=ours["retracted"])
        headline = own or ours["title"]
    teaser = value.get("teaser") or (ours["standfirst"] if ours else "")
    if not headline:
        return None
    if ours is None:
        return Shown(leading(value.get("url") or ""), "", headline, teaser)
    return Shown(ours["url"], kicker(ours), headline, teaser, ours["hero"])
