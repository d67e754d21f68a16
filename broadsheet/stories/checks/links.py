"""A story's links: to what readers cannot have, to what only the newsroom can open, to what is not there."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterator
from html import unescape
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from wagtail.models import Page

from broadsheet.kit import clock
from broadsheet.proofreading import elsewhere
from broadsheet.proofreading.models import Elsewhere
from broadsheet.release import gate, words
from broadsheet.release.gate import Reason, Verdict
from broadsheet.release.registries import Remark
from broadsheet.stories.checks.addresses import Ours, ours
from broadsheet.stories.checks.stored import cut, texts
from broadsheet.stories.models import StoryPage

_LINK = re.compile(r'<a\b[^>]*\bhref="([^"]*)"')
_OURS = re.compile(r'<a\b(?=[^>]*\blinktype="page")(?=[^>]*\bid="(\d+)")')
_STAGING = re.compile(
    r"(^|[.-])(staging|stage|test|dev|preview|draft|drafts)([.-]|$)|\.(local|internal|test|localhost)$"
)
_FIELDS = {"related": "url", "quote": "link", "embed": "url"}
"""{kind of block: its field that holds an address}."""


class LinkedIsOut:
    """Pages of ours that a story links to, and that readers do not have."""

    name, blocking = "linked stories", False

    def look(self, story: StoryPage) -> Iterator[Remark]:
        now, places = clock.now(), linked_pages(story)
        found = {page.pk: page for page in Page.objects.filter(pk__in=places).order_by("pk").specific()}
        for pk, page in found.items():
            if hasattr(page, "own_verdict") and not (verdict := gate.verdict(page, now)).public:
                yield Remark(_not_out(page.title or page.draft_title, verdict), places[pk])
        for pk in sorted(set(places) - set(found)):
            yield Remark(_("It links to a page that is not there any more: the link is left out."), places[pk])


class LinksLeadOutside:
    """Addresses that only the newsroom or one machine can open."""

    name, blocking = "links", False

    def look(self, story: StoryPage) -> Iterator[Remark]:
        for url, place in links(story).items():
            at = ours(url)
            if at is Ours.DESK or (at is None and _is_private(url)):
                sentence = _("The link %(url)s leads to a place that readers cannot open.")
                yield Remark(sentence % {"url": cut(url)}, place)


class LinksWithin:
    """Addresses of ours, written out: nothing stands there, or nothing that readers have."""

    name, blocking = "links within", False

    def look(self, story: StoryPage) -> Iterator[Remark]:
        for url, place in links(story).items():
            at = ours(url)
            if at is Ours.NOTHING:
                sentence = _("The link %(url)s leads nowhere: there is no such page of ours.")
                yield Remark(sentence % {"url": cut(url)}, place)
            elif isinstance(at, Page):
                yield Remark(_not_out(at.title, gate.verdict(at, clock.now())), place)


class LinksElsewhere:
    """Addresses of others, as they were found when somebody looked: that happens in the background, never here."""

    name, blocking = "links elsewhere", False

    def look(self, story: StoryPage) -> Iterator[Remark]:
        found = links_elsewhere(story)
        for url, row in elsewhere.known(found).items():
            if row.state in _SAID:
                told = {"url": cut(url), "time": words.moment(row.looked_at), "status": row.status}
                yield Remark(_SAID[row.state]() % told, found[url])


_SAID: dict[str, Callable[[], str]] = {
    Elsewhere.State.GONE: lambda: _("The link %(url)s leads nowhere: its server says %(status)s (%(time)s)."),
    Elsewhere.State.NOBODY: lambda: _("The link %(url)s leads nowhere: there is no server of that name (%(time)s)."),
    Elsewhere.State.SILENT: lambda: _("The link %(url)s did not answer when it was looked at (%(time)s)."),
    Elsewhere.State.PRIVATE: lambda: _("The link %(url)s leads into a private network, or in a circle (%(time)s)."),
}


def _not_out(title: str, verdict: Verdict) -> str:
    if verdict.reason is Reason.EMBARGO:
        sentence = _("It links to “%(title)s”, which is under embargo until %(time)s: say nothing of it before.")
        return sentence % {"title": title, "time": words.moment(verdict.until)}
    sentence = _("It links to “%(title)s”, which readers cannot see (%(why)s): the link is left out.")
    return sentence % {"title": title, "why": words.standing(verdict)}


def linked_pages(story: StoryPage) -> dict[int, str]:
    """{primary key: the block} of pages that are linked to as such."""
    found: dict[int, str] = {}
    for item in story.body.raw_data:
        keys = [int(pk) for text in texts(item["value"]) for pk in _OURS.findall(text)]
        if item["type"] == "related" and (item["value"] or {}).get("story"):
            keys.append(item["value"]["story"])
        for pk in keys:
            found.setdefault(pk, item.get("id") or "")
    return found


def links(story: StoryPage) -> dict[str, str]:
    """{address: the block, or field, that it is in}: those that are written out."""
    found: dict[str, str] = {}
    for item in story.body.raw_data:
        urls = [unescape(url) for text in texts(item["value"]) for url in _LINK.findall(text)]
        if item["type"] in _FIELDS and (url := (item["value"] or {}).get(_FIELDS[item["type"]])):
            urls.append(url)
        for url in urls:
            found.setdefault(url, item.get("id") or "")
    for row in story.evidence.all():
        if row.link:
            found.setdefault(row.link, "evidence")
    return found


def links_elsewhere(story: StoryPage) -> dict[str, str]:
    return {url: place for url, place in links(story).items() if ours(url) is None and not _is_private(url)}


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
