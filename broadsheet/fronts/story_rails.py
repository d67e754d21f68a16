"""The rails beside a story: a copy for readers without JavaScript, refreshed by a script for all others.

Stories of the last week carry the copy; what stands in older ones is the link "More news" alone, and the places
that the script fills. Spec: press.md, point 8.
"""

from __future__ import annotations

from datetime import timedelta

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from broadsheet.briefs import addresses
from broadsheet.briefs import plates as news_feed
from broadsheet.fronts import selectors
from broadsheet.fronts.models import PICKS
from broadsheet.fronts.pages import RAIL_END
from broadsheet.fronts.plates import placed_in, rail, rail_url
from broadsheet.kit import clock
from broadsheet.press import recording, snapshots
from broadsheet.press.shares import shared_where_noted
from broadsheet.release.registries import slots
from broadsheet.sections.frame import BESIDE
from broadsheet.stories.models import StoryPage
from broadsheet.stories.pages import RAILS

FRESH = timedelta(days=7)


def beside_list(language: str, *, feed: bool) -> str:
    """The same beside a list: places that the script fills, so that no brief presses an archive again."""
    return shared_where_noted(("rails beside a list", language, feed), lambda: _of_list(language, feed=feed))


def _of_list(language: str, *, feed: bool) -> str:
    urls = [_feed_of(language)] if feed else []
    return _aside(language, [(url, _no_copy(url)) for url in (*urls, rail_url(language, PICKS, ".html"))])


def beside(story: StoryPage) -> str:
    """Safe HTML. The story's language is active."""
    language, until = story.language, (story.published_at or clock.now()) + FRESH
    if clock.now() >= until:
        return shared_where_noted(("rails beside", language), lambda: _of_old(language))
    copies = {
        _feed_of(language): lambda: news_feed.rail(language),
        rail_url(language, PICKS, ".html"): lambda: _picks(language),
    }
    places = [
        (url, mark_safe(snapshots.snapshot(url, copy, until=until)))  # noqa: S308  (rails' own HTML)
        for url, copy in copies.items()
    ]
    return _beside_story(language, places)


def _of_old(language: str) -> str:
    urls = (_feed_of(language), rail_url(language, PICKS, ".html"))
    return _beside_story(language, [(url, _no_copy(url)) for url in urls])


def _beside_story(language: str, places: list[tuple[str, SafeString]]) -> str:
    return _aside(language, places, slots.fill(RAIL_END, language=language, beside_story=True))


def _aside(language: str, places: list[tuple[str, SafeString]], end: str = "") -> str:
    more = {_feed_of(language): addresses.feed(language)}
    shown = [{"url": url, "copy": copy, "more": more.get(url, "")} for url, copy in places]
    return get_template("fronts/beside.html").render({"places": shown, "end": end})


def _feed_of(language: str) -> str:
    return addresses.rail(language, ".html")


def _no_copy(url: str) -> SafeString:
    """A copy of nothing, so that a story that grows old differs by its copies alone."""
    return SafeString(f"<!--snapshot:{url}--><!--/snapshot-->")


def _picks(language: str) -> str:
    """The picks for a copy. Naming the rows has the copy taken out at once when a story is withdrawn: a copy
    does not follow what its selectors return."""
    chosen = selectors.rail(language, PICKS)
    for place in placed_in(language, chosen) if chosen else ():
        recording.note_row(StoryPage, place["story"], found=False)
    return rail(language, PICKS)


slots.register(RAILS, "fronts", beside)
slots.register(BESIDE, "fronts", beside_list)
