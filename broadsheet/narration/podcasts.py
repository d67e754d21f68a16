"""Recordings as a podcast: RSS 2.0 with Apple's elements and those of the podcast namespace (transcript, txt).

A feed of the paper in each language, and one of each section: what of its newest stories is on the air.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from broadsheet.kit import clock
from broadsheet.narration.recording.airing import heard
from broadsheet.narration.selectors import Aired
from broadsheet.narration.sound.rendering import MP3, VTT
from broadsheet.press import rows
from broadsheet.press.folder import MEDIA_TYPES
from broadsheet.release import gate
from broadsheet.sections.addresses import address
from broadsheet.stories.models import StoryPage
from broadsheet.stories.selectors import attached
from broadsheet.syndication import elements, icons
from broadsheet.syndication.channels import Channel
from broadsheet.syndication.elements import add
from broadsheet.syndication.feed_text import as_html, line
from broadsheet.syndication.feeds import GENERATOR, rfc_822
from broadsheet.syndication.items import authors, permanent_id, whole

FILE = "podcast.xml"
COVER, SIDE = "/podcast.jpg", 1400
"""The picture of every feed, and its pixels: Apple takes squares from 1400 to 3000."""
ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
PODCAST = "https://podcastindex.org/namespace/1.0"
BY_MACHINE = {"trained": "ai-content", "algorithmic": "machine-reading"}
"""{source type: the purpose of the podcast:txt that says how a recording was made}. Rules are no AI."""
GUIDS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""The namespace of podcast:guid, by the podcast namespace's own text."""
_NAMES: elements.Names = {"atom": elements.ATOM, "itunes": ITUNES, "podcast": PODCAST}


@dataclass(frozen=True, slots=True)
class Episode:
    id: str
    url: str
    title: str
    summary: str
    author: str
    published: datetime
    language: str
    air: Aired


def episodes(stories: list[int]) -> Iterator[Episode]:
    """Of those of these stories that may be heard now, in this order. Their language is active."""
    for story in rows.get_many(StoryPage, stories):
        if not gate.verdict(story, clock.now()).public:
            continue
        found = heard(story)
        if found is None:
            continue
        language = story.language
        yield Episode(
            id=permanent_id(story, language),
            url=whole(address(language, story.url_path)),
            title=line(story.title),
            summary=line(story.standfirst),
            author=", ".join(person.name for person in authors(attached(story.pk), language)),
            published=story.published_at or clock.now(),
            language=language,
            air=found[0],
        )


def cover() -> bytes:
    return icons.jpeg(SIDE)


def feed(channel: Channel) -> bytes:
    """b"" while there is nothing to listen to."""
    found = list(episodes(channel.stories))
    if not found:
        return b""
    made = elements.root("rss", _NAMES, version="2.0")
    top = add(made, "channel")
    add(top, "title", channel.title)
    add(top, "link", channel.home)
    add(top, "description", as_html(channel.description))
    add(top, "language", channel.language.lower())
    add(top, "lastBuildDate", rfc_822(max(episode.published for episode in found)))
    add(top, "generator", GENERATOR)
    add(top, "atom:link", attributes={"href": channel.url, "rel": "self", "type": "application/rss+xml"})
    add(top, "itunes:author", settings.PAPER_NAME)
    add(top, "itunes:image", attributes={"href": whole(COVER)})
    add(top, "itunes:category", attributes={"text": "News"})
    add(top, "itunes:explicit", "false")
    add(top, "podcast:guid", guid(channel.url))
    add(top, "podcast:medium", "podcast")
    for episode in found:
        _item(top, episode)
    return elements.document(made)


def guid(url: str) -> str:
    """What every program works out for a feed of this address: without the scheme and slashes at its end."""
    return str(uuid.uuid5(GUIDS, url.partition("://")[2].rstrip("/")))


def _item(parent: Any, of: Episode) -> None:
    air = of.air
    made = add(parent, "item")
    add(made, "title", of.title)
    add(made, "link", of.url)
    add(made, "guid", of.id, {"isPermaLink": "false"})
    add(made, "pubDate", rfc_822(of.published))
    told = " ".join(part for part in (of.summary, air["disclosure"]) if part) or of.title
    add(made, "description", as_html(told))
    facts = {"url": of.url + MP3, "length": str(air["size"]), "type": MEDIA_TYPES[".mp3"]}
    add(made, "enclosure", attributes=facts)
    add(made, "itunes:duration", str(round(air["seconds"])))
    add(made, "itunes:explicit", "false")
    if of.author:
        add(made, "itunes:author", of.author)
    if air["disclosure"]:
        captions = {"url": of.url + VTT, "type": "text/vtt", "language": of.language}
        add(made, "podcast:transcript", attributes=captions)
        add(made, "podcast:txt", air["disclosure"], {"purpose": BY_MACHINE[air["source_type"]]})
    else:
        add(made, "podcast:transcript", attributes={"url": f"{of.url}plain/", "type": "text/html"})
        add(made, "podcast:person", air["reader_name"], {"role": "narrator", "group": "cast"})
