"""What is looked at before a story is published: a small class each, with the words that it says."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from broadsheet.kit import clock
from broadsheet.pictures.models import Picture
from broadsheet.release import gate, words
from broadsheet.release.gate import Reason
from broadsheet.release.registries import checks
from broadsheet.stories.models import WORKING, StoryPage
from broadsheet.stories.readiness import pictures_of, wanting_pictures

LONGEST_ON_A_CARD = 110
"""Letters of a headline that a card shows whole on a phone."""
SOON = timedelta(days=7)
SHOWN = 60  # letters of a quotation, so that one finds it

_LINK = re.compile(r'<a\b[^>]*\bhref="([^"]*)"')
_OURS = re.compile(r'<a\b(?=[^>]*\blinktype="page")(?=[^>]*\bid="(\d+)")')
_STAGING = re.compile(
    r"(^|[.-])(staging|stage|test|dev|preview|draft|drafts)([.-]|$)|\.(local|internal|test|localhost)$"
)


class WorkingHeadline:
    name, blocking = "working headline", True

    def look(self, story: StoryPage) -> Iterator[str]:
        if story.headline_is_working:
            yield str(WORKING)


class PicturesComplete:
    """Credit and text alternative of each picture that readers do not have yet."""

    name, blocking = "credit and alternative", True

    def look(self, story: StoryPage) -> Iterator[str]:
        yield from wanting_pictures(story)


class Bylined:
    name, blocking = "byline", False

    def look(self, story: StoryPage) -> Iterator[str]:
        if not any(True for _line in story.bylines.all()):
            yield _("Nobody is named as its author.")


class Written:
    name, blocking = "text", False

    def look(self, story: StoryPage) -> Iterator[str]:
        if not story.body.raw_data:
            yield _("It has no text yet.")


class QuotesSpoken:
    name, blocking = "speaker", False

    def look(self, story: StoryPage) -> Iterator[str]:
        for value in _values(story, "quote"):
            said = " ".join((value.get("words") or "").split())
            if said and not (value.get("speaker") or value.get("source")):
                yield _("Who says “%(words)s”? The quotation names no speaker.") % {"words": _cut(said)}


class HeadlineFitsCards:
    name, blocking = "length of the headline", False

    def look(self, story: StoryPage) -> Iterator[str]:
        count = len(story.title)
        if count > LONGEST_ON_A_CARD:
            yield _("The headline has %(count)d letters: cards show about %(most)d.") % {
                "count": count,
                "most": LONGEST_ON_A_CARD,
            }


class RightsLast:
    """Pictures whose rights are over, not begun, or end within a week."""

    name, blocking = "rights of pictures", False

    def look(self, story: StoryPage) -> Iterator[str]:
        now = clock.now()
        for picture in Picture.objects.filter(pk__in=pictures_of(story)).order_by("pk"):
            title = picture.title
            if not gate.verdict(picture, now).public:
                yield _("The rights to the picture “%(title)s” do not cover today: readers will not see it.") % {
                    "title": title
                }
            elif picture.rights_until is not None and picture.rights_until <= now + SOON:
                yield _("The rights to the picture “%(title)s” end on %(time)s: it disappears then.") % {
                    "title": title,
                    "time": words.moment(picture.rights_until),
                }


class LinkedIsOut:
    """Stories of ours that this one links to, and that readers do not have."""

    name, blocking = "linked stories", False

    def look(self, story: StoryPage) -> Iterator[str]:
        now = clock.now()
        for linked in StoryPage.objects.filter(pk__in=_linked_stories(story)).order_by("pk"):
            verdict = gate.verdict(linked, now)
            if verdict.public:
                continue
            if verdict.reason is Reason.EMBARGO:
                yield _(
                    "It links to “%(title)s”, which is under embargo until %(time)s: say nothing of it before."
                ) % {
                    "title": linked.title,
                    "time": words.moment(verdict.until),
                }
            else:
                yield _("It links to “%(title)s”, which readers cannot see (%(why)s): the link is left out.") % {
                    "title": linked.title,
                    "why": words.standing(verdict),
                }


class LinksLeadOutside:
    """Addresses that only the newsroom or one machine can open."""

    name, blocking = "links", False

    def look(self, story: StoryPage) -> Iterator[str]:
        for url in dict.fromkeys(_links(story)):
            if _is_private(url):
                yield _("The link %(url)s leads to a place that readers cannot open.") % {"url": _cut(url)}


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1].rstrip()}…"


def _values(story: StoryPage, kind: str) -> Iterator[dict[str, Any]]:
    return (item["value"] or {} for item in story.body.raw_data if item["type"] == kind)


def _texts(value: Any) -> Iterator[str]:
    """Every string in the stored form of a block."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def _all_texts(story: StoryPage) -> Iterator[str]:
    for item in story.body.raw_data:
        yield from _texts(item["value"])


def _linked_stories(story: StoryPage) -> set[int]:
    inline = {int(pk) for text in _all_texts(story) for pk in _OURS.findall(text)}
    return inline | {value["story"] for value in _values(story, "related") if value.get("story")}


def _links(story: StoryPage) -> Iterable[str]:
    yield from (url for text in _all_texts(story) for url in _LINK.findall(text))
    for kind, name in (("related", "url"), ("quote", "link")):
        yield from (value[name] for value in _values(story, kind) if value.get(name))


def _is_private(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return True
    if parts.scheme in ("mailto", "tel") or not host:
        return False
    if host == "localhost" or _STAGING.search(host) or parts.path.startswith(("/desk/", "/wp-admin/")):
        return True
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host


for check in (
    WorkingHeadline(),
    PicturesComplete(),
    Bylined(),
    Written(),
    QuotesSpoken(),
    HeadlineFitsCards(),
    RightsLast(),
    LinkedIsOut(),
    LinksLeadOutside(),
):
    checks.register(StoryPage, check)
