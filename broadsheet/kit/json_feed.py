"""JSON Feed 1.1 (jsonfeed.org/version/1.1)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FeedItem:
    """`url` is absolute and its identity as well; `published` is RFC 3339, or ""."""

    url: str
    title: str
    text: str
    published: str = ""


def document(title: str, home: str, url: str, language: str, items: Iterable[FeedItem]) -> bytes:
    """A feed of plain-text items; all addresses absolute."""
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": home,
        "feed_url": url,
        "language": language,
        "items": [_item(each) for each in items],
    }
    return json.dumps(feed, ensure_ascii=False, separators=(",", ":")).encode()


def _item(item: FeedItem) -> dict[str, str]:
    made = {"id": item.url, "url": item.url, "title": item.title, "content_text": item.text or item.title}
    if item.published:
        made["date_published"] = item.published
    return made
