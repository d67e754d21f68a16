"""What changed in a story, as far as an editor shows it: `<story>/changes/`, and the link that leads there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from broadsheet.amends.comparing import Line, compared
from broadsheet.amends.models import Version
from broadsheet.amends.selectors import changes, prepare_changes
from broadsheet.design.frame import Head, Link, render
from broadsheet.design.times import time_tag
from broadsheet.press import plates
from broadsheet.press.plates import Plates, Result
from broadsheet.press.watch import Changed, watch
from broadsheet.release.registries import slots
from broadsheet.sections.addresses import address
from broadsheet.sections.frame import frame
from broadsheet.sections.pages import find, press
from broadsheet.sections.selectors import address_of
from broadsheet.stories.headlines import headline
from broadsheet.stories.models import StoryPage
from broadsheet.stories.pages import CHANGES
from broadsheet.stories.plates import Stories
from broadsheet.stories.preparing import also, prepare

BELOW = "changes/"
TEMPLATE = "amends/changes.html"

watch(Version, only=("story", "at", "read", "shown"))


@dataclass(frozen=True, slots=True)
class Shown:
    """One change: when it was published, and the comparison."""

    at: SafeString
    lines: list[Line]


class Changes(Plates):
    name = "amends.changes"
    beside = True
    order = 7  # the story itself goes before it
    asks = "judges the story, and shows those changes alone that an editor chose"
    pattern = Stories.pattern + BELOW
    _stories = Stories()

    def urls(self) -> Iterator[str]:
        shown = StoryPage.objects.filter(versions__shown=True).order_by("pk").distinct()
        for language, url_path in shown.values_list("locale__language_code", "url_path"):
            yield address(language, url_path) + BELOW

    def touched(self, change: Changed) -> Iterable[str]:
        if change.model is Version:
            shown = change.after is not None and change.after["shown"] and change.touches("shown")
            pages = [url for key in change.values("story_id") for url in address_of(key)] if shown else []
        else:
            pages = list(self._stories.touched(change))
            if pages and not Version.objects.filter(story=change.pk, shown=True).exists():
                return ()
        return (url + BELOW for url in pages)

    def prepare(self, urls: Sequence[str]) -> None:
        prepare([url.removesuffix(BELOW) for url in urls])

    def make(self, url: str) -> Result | None:
        page = url.removesuffix(BELOW)
        judged, story = press(page, StoryPage, _body), find(page, StoryPage)
        return judged if story is not None and changes(story.pk) else None


def _body(story: StoryPage, language: str) -> bytes:
    page = address(language, story.url_path)
    title = _("What changed: %(headline)s") % {"headline": headline(story)}
    shown = [
        Shown(time_tag(datetime.fromisoformat(each["at"])), compared(each["before"], each["after"]))
        for each in changes(story.pk)
    ]
    head = Head(title=title, path=page + BELOW, robots="noindex")
    return render(TEMPLATE, frame(language), head, story=Link(headline(story), page), changes=shown)


def _link(story: StoryPage) -> str:
    if not story.pk or not changes(story.pk):
        return ""
    url = address(story.language, story.url_path) + BELOW
    return format_html('<p class="small"><a class="tap" href="{}">{}</a></p>\n', url, _("See what changed"))


plates.register(Changes())
slots.register(CHANGES, "amends", _link)
also("amends", prepare_changes)
