"""Blocks that show a picture, a recording, a file, or something that lies elsewhere."""

from __future__ import annotations

from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from broadsheet.pictures import markup
from broadsheet.pictures.figures import figure
from broadsheet.sourcing.files import File, file
from broadsheet.stories.body import around as _around
from broadsheet.stories.body.around import Around
from broadsheet.stories.embeds import embedded

PLAYER = ' data-player="'


def picture(value: dict[str, Any], around: Around) -> str:
    shown = figure(value.get("picture"), value.get("caption") or "", desk=around.desk)
    return markup.html(shown) if shown else ""


def gallery(value: dict[str, Any], around: Around) -> str:
    """A list of figures, all of them there at once."""
    shown = [picture(each, around) for each in _around.items(value.get("pictures"))]
    inner = "".join(f"<li>{each}</li>" for each in shown if each)
    label = format_html(' aria-label="{}"', _("Pictures"))
    return f'<ul class="gallery"{label}>{inner}</ul>\n' if inner else ""


# -- what lies elsewhere


def embed(value: dict[str, Any], around: Around) -> str:
    """A link; the page's module makes a button of it where the provider has a player (static/stories/embeds.js).
    Nothing is loaded from there until the reader asks."""
    found = embedded(value.get("url") or "")
    if found is None:
        return ""
    if not found.player:
        return _caption_below(link(value, around), value)
    title = value.get("title") or found.provider
    told = _("Playing it lets %(provider)s know that you are here.") % {"provider": found.provider}
    inner = format_html(
        '<p data-player="{}" data-play="{}" data-told="{}"><a href="{}">{}</a> <span class="small">{}</span></p>',
        *(found.player, _("Play here"), told, found.url, title, found.provider),
    )
    return _caption_below(inner, value)


def link(value: dict[str, Any], around: Around) -> str:
    found = embedded(value.get("url") or "")
    if found is None:
        return ""
    title = value.get("title") or found.url
    return format_html('<p><a href="{}">{}</a> <span class="small">{}</span></p>\n', found.url, title, found.provider)


def _caption_below(inner: str, value: dict[str, Any]) -> str:
    caption = format_html("<figcaption>{}</figcaption>", value["caption"]) if value.get("caption") else ""
    return f'<figure class="embed">{inner.strip()}{caption}</figure>\n'


# -- files that the paper holds


def audio(value: dict[str, Any], around: Around) -> str:
    shown = file(value.get("document"), desk=around.desk)
    if shown is None:
        return ""
    if not shown.is_audio:
        return _file(shown, value)
    player = format_html('<audio controls preload="none" src="{}" aria-label="{}"></audio>', shown.url, shown.title)
    caption = format_html('<span class="caption">{}</span>', value.get("caption") or shown.description or shown.title)
    below = format_html("<figcaption>{}{}</figcaption>", caption, _credit(shown))
    return f'<figure class="clip">{player}{below}</figure>\n{transcript(value)}'


def transcript(value: dict[str, Any]) -> str:
    """What is said in a recording, for who cannot hear it (WCAG 2.2, 1.2.1); "" where nobody wrote it down."""
    lines = [line.strip() for line in (value.get("transcript") or "").splitlines() if line.strip()]
    said = format_html_join("", "<p>{}</p>", ((line,) for line in lines))
    told = '<details class="transcript"><summary class="tap">{}</summary>{}</details>\n'
    return format_html(told, _("Transcript"), said) if lines else ""


def plain_audio(value: dict[str, Any], around: Around) -> str:
    """The same without a player; what is said is open to read."""
    return document(value, around) + transcript(value).replace("<details", "<details open", 1)


def document(value: dict[str, Any], around: Around) -> str:
    shown = file(value.get("document"), desk=around.desk)
    return _file(shown, value) if shown else ""


def _file(shown: File, value: dict[str, Any]) -> str:
    kind = f"{shown.suffix.upper()}, {filesizeformat(shown.size)}"
    named = format_html('<p><a href="{}">{}</a> <span class="small">{}</span></p>', shown.url, shown.title, kind)
    words = value.get("caption") or shown.description
    caption = format_html('<span class="caption">{}</span>', words) if words else ""
    credit = _credit(shown)
    below = f"<figcaption>{caption}{credit}</figcaption>" if caption or credit else ""
    return f'<figure class="file">{named}{below}</figure>\n'


def _credit(shown: File) -> str:
    return format_html(' <span class="credit">{}</span>', shown.credit) if shown.credit else ""
