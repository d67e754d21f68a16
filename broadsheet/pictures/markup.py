"""A figure as HTML."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString

from broadsheet.pictures.figures import Figure


def image(figure: Figure, *, lazy: bool = True) -> SafeString:
    """`<img>` with its size, so that nothing moves when it comes."""
    srcset = (
        format_html(' srcset="{}" sizes="(min-width: 40rem) 38rem, 100vw"', figure.srcset) if figure.srcset else ""
    )
    loading = SafeString(' loading="lazy"') if lazy else ""
    return format_html(
        '<img src="{}"{} width="{}" height="{}" alt="{}"{}>',
        *(figure.url, srcset, figure.width, figure.height, figure.alt, loading),
    )


def html(figure: Figure, *, lazy: bool = True) -> SafeString:
    """`<figure>` with caption and credit, told apart."""
    caption = format_html('<span class="caption">{}</span>', figure.caption) if figure.caption else ""
    credit = format_html('<span class="credit">{}</span>', figure.credit) if figure.credit else ""
    between = " " if caption and credit else ""
    if not caption and not credit:
        return format_html("<figure>{}</figure>\n", image(figure, lazy=lazy))
    return format_html(
        "<figure>{}<figcaption>{}{}{}</figcaption></figure>\n",
        *(image(figure, lazy=lazy), caption, between, credit),
    )
