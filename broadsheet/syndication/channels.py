"""What there are feeds of: each language's whole paper, and every list of stories that has a page."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from broadsheet.kit import clock, languages
from broadsheet.release import gate
from broadsheet.sections.models import HomePage
from broadsheet.sections.pages import find
from broadsheet.stories.listing_pages import Owner, owner_of
from broadsheet.stories.listings import Address
from broadsheet.stories.listings import newest as newest_of_list
from broadsheet.syndication.items import Named, whole
from broadsheet.syndication.selectors import newest

FORMATS = {"rss.xml": "application/rss+xml", "atom.xml": "application/atom+xml", "feed.json": "application/feed+json"}
"""{file: media type} of the formats that every feed comes in."""
NAMES = {"rss.xml": "RSS", "atom.xml": "Atom", "feed.json": "JSON Feed"}
BELOW = r"(?P<front>/(?:(?:(?:topics|people)/)?[^/]+/)?)(?P<file>rss\.xml|atom\.xml|feed\.json)"

_PATTERN = re.compile(BELOW)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a feed stands: `front` is the public path of the page that it is the feed of."""

    language: str
    front: str
    file: str

    @classmethod
    def of(cls, url: str) -> Place | None:
        language, below = languages.split(url)
        found = _PATTERN.fullmatch(below)
        return cls(language, languages.prefix(language) + found["front"], found["file"]) if found else None

    @property
    def is_paper(self) -> bool:
        """Whether it is the whole paper's."""
        return self.front == f"{languages.prefix(self.language)}/"


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed apart from its items; `home` and `url` are whole URLs, `stories` primary keys, the newest first."""

    title: str
    description: str
    language: str
    home: str
    url: str
    stories: list[int]


def prepare(place: Place) -> list[int]:
    """The stories of the feeds there, remembered for this run."""
    if place.is_paper:
        found = newest(place.language)
        newest.prime({(place.language,): found})
        return found
    owner = _owner(place)
    if owner is None:
        return []
    whose = (str(owner.shelf), owner.key, place.language)
    found = newest_of_list(*whose)
    newest_of_list.prime({whose: found})
    return found


def channel(place: Place) -> Channel | None:
    """What stands there now; None when nothing does. The place's language is active."""
    if place.is_paper:
        return _paper(place)
    owner = _owner(place)
    return _list(place, owner) if owner is not None else None


def _owner(place: Place) -> Owner | None:
    at = Address.of(place.front)
    return owner_of(at) if at is not None and not at.month else None


def _paper(place: Place) -> Channel | None:
    home = find(place.front, HomePage)
    if home is None or not gate.verdict(home, clock.now()).public:
        return None
    description = home.search_description or _("News from %(paper)s") % {"paper": settings.PAPER_NAME}
    return _channel(place, settings.PAPER_NAME, description, newest(place.language))


def _list(place: Place, owner: Owner) -> Channel | None:
    stories = newest_of_list(str(owner.shelf), owner.key, place.language)
    if not stories and not owner.always:
        return None
    title = f"{owner.title} | {settings.PAPER_NAME}"
    return _channel(place, title, owner.introduction or title, stories)


def _channel(place: Place, title: str, description: str, stories: list[int]) -> Channel:
    return Channel(
        title=title,
        description=description,
        language=place.language,
        home=whole(place.front),
        url=whole(place.front + place.file),
        stories=stories,
    )


def links(front: str, title: str) -> list[tuple[str, Named]]:
    """(media type, title and path) of the feeds of what stands at `front`, for the head of its page."""
    return [(kind, Named(title, front + file)) for file, kind in FORMATS.items()]
