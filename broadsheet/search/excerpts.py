"""The few words of a story that show why it was found."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from broadsheet.search.terms import Term, marked
from broadsheet.search.texts import Texts

BEFORE, LONG = 80, 240  # characters before the first word that was found, and in all
_ELLIPSIS = "…"


def marked_up(text: str, wanted: Iterable[Term]) -> SafeString:
    """`text` as HTML, what was looked for in `<mark>`."""
    return _marked_up(text, marked(text, list(wanted)))


def excerpt(said: Texts, wanted: list[Term]) -> SafeString:
    """Of the first of standfirst, text and captions that has such a word; otherwise the standfirst, or how the text
    begins."""
    for text in (said.standfirst, *said.body, *said.caption):
        if spans := marked(text, wanted):
            return _cut(text, spans)
    return _cut(said.standfirst or next(iter(said.body), ""), [])


def _cut(text: str, spans: list[tuple[int, int]]) -> SafeString:
    """At spaces, where there are some."""
    start = 0
    if spans and spans[0][0] > BEFORE and len(text) > LONG:
        around = spans[0][0] - BEFORE
        start = text.find(" ", around, spans[0][0]) + 1 or around
    end = len(text)
    if end - start > LONG:
        at_most = max(start + LONG, spans[0][1] if spans else 0)
        space = text.rfind(" ", start, at_most + 1)
        end = space if space > (spans[0][1] if spans else start) else at_most
    inside = [(a - start, b - start) for a, b in spans if b <= end]
    begun, ended = _ELLIPSIS if start else "", _ELLIPSIS if end < len(text) else ""
    return format_html("{}{}{}", begun, _marked_up(text[start:end], inside), ended)


def _marked_up(text: str, spans: list[tuple[int, int]]) -> SafeString:
    ends = [0, *(end for _, end in spans)]
    parts = [(text[at:start], text[start:end]) for at, (start, end) in zip(ends, spans, strict=False)]
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", parts), text[ends[-1] :])
