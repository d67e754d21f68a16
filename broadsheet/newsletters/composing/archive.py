"""The inside of an issue's page in the archive, from the same parts as the mail; but for the Editors' Picks, which
would be those of another day, and stand beside every page as they are."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from broadsheet.newsletters.composing.parts import Button, Heading, Part, Picks, Picture, Prose, Quote, Story, Told
from broadsheet.newsletters.composing.wording import Around, minutes
from broadsheet.pictures import markup


def inside(parts: Iterable[Part], around: Around) -> SafeString:
    """Safe HTML for the page's body, without the newsletter's name, which is the page's own."""
    return mark_safe("".join(_part(part, around) for part in parts))  # noqa: S308  (each part is escaped)


def _part(part: Part, around: Around) -> str:
    match part:
        case Heading():
            return format_html('<h2 class="t-2">{}</h2>\n', part.text)
        case Prose():
            return f"{part.html}\n"
        case Story():
            return _story(part, around)
        case Picture():
            return markup.html(part.figure)
        case Quote():
            return _quote(part)
        case Told():
            return _brief(part)
        case Picks():
            return ""
        case Button():
            return format_html('<p><a class="btn" href="{}">{}</a></p>\n', part.url, part.words)
        case _:
            return "<hr>\n"


def _story(part: Story, around: Around) -> str:
    pieces = [
        markup.image(part.picture) if part.picture else "",
        format_html('<p class="credit small">{}</p>', part.picture.credit)
        if part.picture and part.picture.credit
        else "",
        format_html('<p class="kicker">{}</p>', part.kicker) if part.kicker else "",
        format_html('<h2 class="t-3"><a href="{}">{}</a></h2>', part.url, part.headline),
        format_html("<p>{}</p>", part.teaser) if part.teaser else "",
        format_html('<p class="small by">{}</p>', _made_by(part, around)) if _made_by(part, around) else "",
    ]
    return format_html(
        '<article class="item">{}</article>\n', format_html_join("\n", "{}", ((piece,) for piece in pieces if piece))
    )


def _quote(part: Quote) -> str:
    """As a story has it."""
    words = format_html_join("", "<p>{}</p>", ((each,) for each in part.paragraphs))
    speaker = format_html("<b>{}</b>", part.speaker) if part.speaker else ""
    said = format_html("{} {}", speaker, part.role) if speaker and part.role else speaker or part.role
    under = format_html('<figcaption class="note in-margin">{}</figcaption>', said) if said else ""
    return format_html('<figure class="quote noted"><blockquote>{}</blockquote>{}</figure>\n', words, under)


def _made_by(part: Story, around: Around) -> str:
    return " · ".join(each for each in (around.names(part.authors), minutes(part.minutes)) if each)


def _brief(part: Told) -> str:
    told = format_html_join("", "<p>{}</p>", ((each,) for each in part.paragraphs))
    return format_html(
        '<article class="item"><p class="small"><time datetime="{}">{}</time></p>\n'
        '<h2 class="t-4"><a href="{}">{}</a></h2>{}</article>\n',
        *(part.instant, part.hour, part.url, part.headline, told),
    )
