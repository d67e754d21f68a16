"""A figure as HTML."""

from __future__ import annotations

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from broadsheet.pictures.figures import Figure

COLUMN = "(min-width: 42rem) 38rem, calc(100vw - 2.5rem)"
"""How wide a picture stands in the column of text."""
HERO = (
    "(min-width: 80rem) 62.5rem, (min-width: 70rem) calc(100vw - 17.5rem), "
    "(min-width: 48rem) calc(100vw - 14rem), 100vw"
)
"""How wide it stands above a story: to the edges on a phone, otherwise all that the margin leaves."""


def image(figure: Figure, *, lazy: bool = True, alt: str | None = None, sizes: str = "") -> SafeString:
    """`<picture>` with its size, so that nothing moves when it comes. What is not `lazy` is what a reader sees first
    and is fetched first. `alt` goes before the picture's own: in a card that is one link, it is ""."""
    sizes = sizes or COLUMN
    sources = format_html_join(
        "",
        '<source type="{}" srcset="{}" sizes="{}">',
        ((source.media_type, source.srcset, sizes) for source in figure.sources),
    )
    srcset = format_html(' srcset="{}" sizes="{}"', figure.srcset, sizes) if figure.srcset else ""
    loading = SafeString(' loading="lazy"' if lazy else ' fetchpriority="high"')
    words = figure.alt if alt is None else alt
    return format_html(
        '<picture>{}<img src="{}"{} width="{}" height="{}" alt="{}"{}></picture>',
        *(sources, figure.url, srcset, figure.width, figure.height, words, loading),
    )


def html(figure: Figure, *, lazy: bool = True, css: str = "") -> SafeString:
    """`<figure>` with caption and credit, told apart. `css` is its class: "hero" stands above a story, its caption
    in the margin."""
    hero = css == "hero"
    shown = image(figure, lazy=lazy, sizes=HERO if hero else "")
    css = format_html(' class="{}"', css) if css else SafeString("")
    return format_html("<figure{}>{}{}</figure>\n", css, shown, _caption(figure, hero=hero))


def _caption(figure: Figure, *, hero: bool) -> SafeString:
    caption = format_html('<span class="caption">{}</span>', figure.caption) if figure.caption else ""
    credit = format_html('<span class="credit">{}</span>', figure.credit) if figure.credit else ""
    if not caption and not credit:
        return SafeString("")
    place = SafeString(' class="in-margin"' if hero else "")
    return format_html("<figcaption{}>{}{}{}</figcaption>", place, caption, " " if caption and credit else "", credit)
