"""A quotation: the words, who said them, how they reached the paper, and when."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from broadsheet.kit import languages
from broadsheet.kit.addresses import leading
from broadsheet.sourcing.selectors import described
from broadsheet.stories.body.around import Around
from broadsheet.stories.parts import Reached

MARKS = {
    **dict.fromkeys(("uk", "ru", "be", "fr", "ar", "it", "es", "pt", "el", "hy", "az"), ("«", "»")),
    **dict.fromkeys(("de", "cs", "sk", "bg", "ka", "sl", "lt", "is"), ("„", "“")),
    **dict.fromkeys(("pl", "ro", "hu", "nl"), ("„", "”")),
    **dict.fromkeys(("fi", "sv"), ("”", "”")),
}
ENGLISH = ("“", "”")
"""Quotation marks by language; the English ones where nothing is said."""
STOP_OUTSIDE = frozenset({"uk", "ru", "be"})
"""Languages whose full stop follows the closing mark."""
COMMA_OF_ARABIC = frozenset({"ar", "fa", "ur", "ps", "ckb"})
_ANY = '“”„«»"\u2018\u2019\u2039\u203a'  # what writers type themselves


def quote(value: dict[str, Any], around: Around) -> str:
    words = [part.strip() for part in (value.get("words") or "").split("\n\n") if part.strip()]
    if not words:
        return ""
    tongue = value.get("language") or ""
    inner = "".join(format_html("<p>{}</p>", part) for part in marked(words, tongue or around.language))
    opening = _tongue(tongue) if tongue and tongue != around.language else "<blockquote>"
    said = _said(value, around)
    under = f'<figcaption class="note in-margin">{said}</figcaption>' if said else ""
    return f'<figure class="quote noted">{opening}{inner}</blockquote>{under}</figure>\n'


def marked(paragraphs: list[str], language: str) -> list[str]:
    """The words between the quotation marks of their language, unless the writer has set them."""
    if paragraphs[0][0] in _ANY or paragraphs[-1][-1] in _ANY:
        return paragraphs
    own = language.split("-")[0]
    opening, closing = MARKS.get(own, ENGLISH)
    last = paragraphs[-1]
    if own in STOP_OUTSIDE and last.endswith(".") and not last.endswith(".."):
        last, closing = last[:-1], f"{closing}."
    return [*(f"{opening}{part}" for part in paragraphs[:-1]), f"{opening}{last}{closing}"]


def _tongue(language: str) -> SafeString:
    return format_html('<blockquote lang="{}" dir="{}">', language, languages.direction(language))


def _said(value: dict[str, Any], around: Around) -> str:
    """The speaker in bold, then role, channel, date and through whom. On the plain page no line parts the name from
    the role: a comma does."""
    speaker = format_html("<b>{}</b>", value["speaker"]) if value.get("speaker") else ""
    between = comma(around.language)
    parts = (_text(value.get("role")), _channel(value, around), _through(value, around, between))
    rest = between.join(part for part in parts if part)
    after = between if around.plain and value.get("role") else " "
    return after.join(part for part in (speaker, rest) if part)


def comma(language: str) -> str:
    return "، " if language.split("-")[0] in COMMA_OF_ARABIC else ", "


def _text(words: str | None) -> str:
    return format_html("{}", words) if words else ""


def _channel(value: dict[str, Any], around: Around) -> str:
    """ "at a press briefing on 9 November"."""
    channels: dict[str, str] = {
        Reached.SAID: _("to %(paper)s") % {"paper": settings.PAPER_NAME},
        Reached.BRIEFING: _("at a press briefing"),
        Reached.DOCUMENT: _("in a document"),
        Reached.SOCIAL: _("in a post"),
        Reached.UNNAMED: _("who is not named"),
    }
    how = channels.get(value.get("how") or "", "")
    at = when(value.get("date"), around)
    return " ".join(part for part in (_text(how), format_html(_("on {}"), at) if at else "") if part)


def when(stored: str | None, around: Around) -> SafeString | None:
    """The year is named when it is not the story's own."""
    try:
        day = date.fromisoformat(stored or "")
    except ValueError:
        return None
    form = "MONTH_DAY_FORMAT" if day.year == around.year else "DATE_FORMAT"
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), date_format(day, form))


def _through(value: dict[str, Any], around: Around, between: str) -> str:
    """ "reported by" an outlet with its description, linked; a bare link where nobody is named."""
    source = described(value["source"], around.language) if value.get("source") else None
    name = value.get("reported_by") or (source["name"] if source else "")
    link = leading(value.get("link") or (source["link"] if source else ""))
    if not name:
        return format_html('<a href="{}">{}</a>', link, _("Source")) if link else ""
    described_as: SafeString | str = ""
    if source and not value.get("reported_by"):
        described_as = languages.marked(source["description"], source["tongue"], around.language)
    named = format_html('<a href="{}">{}</a>', link, name) if link else format_html("{}", name)
    through = format_html(_("reported by {}"), named)
    return format_html("{}{}{}", through, between, described_as) if described_as else through
