"""From where a list of stories stood to where it stands now: its section, topic or contributor got another slug.

A redirect leads from one page to another. What stands below a list's first page is no page of the tree: its months
and its feeds move along with it.
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import unquote

from broadsheet.people import selectors as people
from broadsheet.press.plates import Moved
from broadsheet.sections.addresses import path
from broadsheet.sections.plates import status_of
from broadsheet.sections.selectors import redirect, whereabouts
from broadsheet.stories.listing_pages import owner_of
from broadsheet.stories.listings import Address, months, parts
from broadsheet.stories.selectors import topic, topic_formerly_at


def moved(url: str, file: str = "") -> Moved | None:
    """The way on from a list's page at `url`, or from the feed beside it that is called `file`. None when somebody's
    list is there, when nothing is where it would lead, and when the desk has put a redirect at that very address."""
    at = Address.of(url)
    if at is None or owner_of(at) is not None or redirect(unquote(url + file).rstrip("/")) is not None:
        return None
    front, status = _now_at(at)
    there = Address.of(front)
    if there is None or there.month:
        return None
    there = replace(there, month=at.month, part=at.part)
    return Moved(there.url + file, status) if _stands(there) else None


def _now_at(at: Address) -> tuple[str, int]:
    """The first page of the list that stood there, with the status of the redirect; ("", 301) for none."""
    row = redirect(unquote(at.front).rstrip("/"))
    if row is not None:
        there = whereabouts(row["page"]) if row["page"] else None
        return there["url"] if there and there["state"] == "public" else "", status_of(row)
    *_, kind, slug = ("", *unquote(at.front).strip("/").split("/"))
    found = None
    if kind == "topics" and (key := topic_formerly_at(slug)):
        found = topic(key, at.language)
    elif kind == "people" and (key := people.formerly_at(slug)):
        found = people.named(key, at.language)
    return path(at.language, kind, found["slug"]) if found else "", 301


def _stands(at: Address) -> bool:
    owner = owner_of(at)
    if owner is None:
        return False
    whose = (str(owner.shelf), owner.key, at.language)
    return parts(*whose, at.month) >= at.part if at.month else owner.always or bool(months(*whose))
