"""RSS 2.0, Atom and JSON Feed 1.1, made of a channel and its items."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from django.conf import settings

from broadsheet.design.times import machine
from broadsheet.kit import clock, json_feed
from broadsheet.kit.json_feed import FeedItem
from broadsheet.syndication import elements
from broadsheet.syndication.channels import Channel
from broadsheet.syndication.elements import add
from broadsheet.syndication.feed_text import as_html
from broadsheet.syndication.items import Item, Picture

TTL = 15  # minutes that a reader of the feed may wait before it looks again
GENERATOR = "Broadsheet"
NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # when a feed without items was changed: Atom wants an instant
ICON = "/apple-touch-icon.png"

_RSS: elements.Names = {
    "atom": elements.ATOM,
    "content": elements.CONTENT,
    "dc": elements.DUBLIN_CORE,
    "media": elements.MEDIA,
}
_ATOM: elements.Names = {None: elements.ATOM, "media": elements.MEDIA}


def rfc_822(instant: datetime) -> str:
    """`Thu, 05 Mar 2026 09:07:00 +0000`, on the paper's clock."""
    return format_datetime(clock.local(instant))


def changed(items: list[Item]) -> datetime | None:
    return max((item.updated for item in items), default=None)


# -- RSS


def rss(channel: Channel, items: list[Item]) -> bytes:
    made = elements.root("rss", _RSS, version="2.0")
    top = add(made, "channel")
    add(top, "title", channel.title)
    add(top, "link", channel.home)
    add(top, "description", as_html(channel.description))
    add(top, "language", channel.language.lower())
    if (at := changed(items)) is not None:
        add(top, "lastBuildDate", rfc_822(at))
    add(top, "generator", GENERATOR)
    add(top, "ttl", str(TTL))
    add(top, "atom:link", attributes={"href": channel.url, "rel": "self", "type": "application/rss+xml"})
    for item in items:
        _rss_item(top, item)
    return elements.document(made)


def _rss_item(top: Any, item: Item) -> None:
    made = add(top, "item")
    add(made, "title", item.title)
    add(made, "link", item.url)
    add(made, "guid", item.id, {"isPermaLink": "false"})
    add(made, "pubDate", rfc_822(item.published))
    add(made, "atom:updated", machine(item.updated))
    for author in item.authors:
        add(made, "dc:creator", author.name)
    for tag in item.tags:
        add(made, "category", tag.name)
    add(made, "description", as_html(item.summary or item.title))
    if item.html:
        add(made, "content:encoded", item.html)
    if item.picture:
        _media(made, item.picture)


def _media(parent: Any, picture: Picture) -> None:
    size = {"width": str(picture.width), "height": str(picture.height)}
    facts = {"url": picture.url, "medium": "image", "type": picture.type, **size}
    made = add(parent, "media:content", attributes=facts)
    if picture.caption:
        add(made, "media:description", picture.caption, {"type": "plain"})
    if picture.credit:
        add(made, "media:credit", picture.credit)


# -- Atom


def atom(channel: Channel, items: list[Item]) -> bytes:
    made = elements.root("feed", _ATOM)
    made.set(elements.LANGUAGE, channel.language)
    add(made, "id", channel.url)
    add(made, "title", channel.title)
    add(made, "subtitle", channel.description)
    add(made, "updated", machine(changed(items) or NEVER))
    add(made, "link", attributes={"rel": "self", "type": "application/atom+xml", "href": channel.url})
    add(made, "link", attributes={"rel": "alternate", "type": "text/html", "href": channel.home})
    add(add(made, "author"), "name", settings.PAPER_NAME)
    add(made, "generator", GENERATOR)
    for item in items:
        _atom_entry(made, item)
    return elements.document(made)


def _atom_entry(feed: Any, item: Item) -> None:
    made = add(feed, "entry")
    add(made, "id", item.id)
    add(made, "title", item.title)
    add(made, "link", attributes={"rel": "alternate", "type": "text/html", "href": item.url})
    add(made, "published", machine(item.published))
    add(made, "updated", machine(item.updated))
    for author in item.authors:
        person = add(made, "author")
        add(person, "name", author.name)
        add(person, "uri", author.url)
    for tag in item.tags:
        add(made, "category", attributes={"term": tag.name})
    if item.summary:
        add(made, "summary", item.summary)
    if item.html:
        add(made, "content", item.html, {"type": "html"})
    if item.picture:
        _media(made, item.picture)


# -- JSON Feed


def json(channel: Channel, items: list[Item]) -> bytes:
    return json_feed.document(
        channel.title,
        channel.home,
        channel.url,
        channel.language,
        (_json_item(item) for item in items),
        description=channel.description,
        icon=f"{settings.PAPER_BASE_URL}{ICON}",
    )


def _json_item(item: Item) -> FeedItem:
    return FeedItem(
        url=item.url,
        title=item.title,
        text=item.summary,
        published=machine(item.published),
        id=item.id,
        html=item.html,
        summary=item.summary,
        modified=machine(item.updated),
        image=item.picture.url if item.picture else "",
        authors=tuple((author.name, author.url) for author in item.authors),
        tags=tuple(tag.name for tag in item.tags),
    )


MAKERS = {"rss.xml": rss, "atom.xml": atom, "feed.json": json}
