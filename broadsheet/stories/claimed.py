"""The claims of a story as "How we know this" tells readers of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from broadsheet.design.frame import Link
from broadsheet.kit import clock, languages
from broadsheet.kit.addresses import leading
from broadsheet.sourcing.selectors import described
from broadsheet.stories.body import WORDS, Around, anchor
from broadsheet.stories.body.quotes import comma, when
from broadsheet.stories.ledger import flat
from broadsheet.stories.models import Grounds, StoryPage
from broadsheet.stories.selectors import Claimed
from broadsheet.stories.trust import Evidence

LABELS = dict(Grounds.choices)


def told(rows: Iterable[Claimed], story: StoryPage) -> list[Claimed]:
    """Those that readers are told of, in the order of their paragraphs, what is said twice together: not what rests
    on nothing, nor what lost its paragraph."""
    places = {item.get("id"): number for number, item in enumerate(story.body.raw_data)}
    shown = [row for row in rows if row["how"] != Grounds.NOTHING and row["block"] in places]
    first: dict[tuple[str, str], int] = {}
    for number, row in enumerate(shown):
        first.setdefault(_key(row), number)
    return sorted(shown, key=lambda row: (places[row["block"]], first[_key(row)]))


def _key(row: Claimed) -> tuple[str, str]:
    return row["block"], flat(row["words"]).casefold()


def claims(rows: Iterable[Claimed], story: StoryPage, around: Around) -> Iterator[Evidence]:
    """To be called with the story's language active. The words lead to their paragraph where it can be pointed at;
    what stands on a second leg does not say them again."""
    around = replace(around, year=clock.local(story.published_at or clock.now()).year)
    pointed = {item.get("id") for item in story.body.raw_data if item["type"] in WORDS} if around.anchored else set()
    before = None
    for row in told(rows, story):
        by = _by(row, around)
        link = leading(row["link"])
        words = "" if (by or link) and _key(row) == before else _words(row, row["block"] in pointed)
        before = _key(row)
        text = format_html_join(" ", "{}", ((part,) for part in (words, by) if part))
        yield Evidence(str(LABELS.get(row["how"], "")), text, Link(_("More there"), link) if link else None)


def _words(row: Claimed, pointed: bool) -> SafeString:
    words = flat(row["words"])
    words = words if words.endswith((".", "!", "?", "…", "؟")) else f"{words}."
    return format_html('<a href="#{}">{}</a>', anchor(row["block"]), words) if pointed else format_html("{}", words)


def _by(row: Claimed, around: Around) -> SafeString:
    """ "Mara Fell, Saltline, the port authority's own news agency, 9 November." """
    source: Any = described(row["source_id"], around.language) if row["source_id"] else None
    speaker = flat(row["speaker"]).rstrip(".")
    parts = [format_html("{}", speaker[:1].upper() + speaker[1:])] if speaker else []  # it begins a sentence
    if source:
        link = leading(source["link"])
        name = format_html('<a href="{}">{}</a>', link, source["name"]) if link else source["name"]
        parts.append(format_html("{}", name))
        if source["description"]:
            parts.append(languages.marked(source["description"].rstrip("."), source["tongue"], around.language))
    if day := when(row["date"], around):
        parts.append(day)
    return (
        format_html("{}.", format_html_join(comma(around.language), "{}", ((part,) for part in parts)))
        if parts
        else SafeString()
    )
