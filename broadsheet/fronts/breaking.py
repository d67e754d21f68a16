"""The breaking banner: one line above every page, with an end. Its rail is a plate of its own, from which a script
brings it into pages; fronts carry it in their HTML, stories of the last week a copy. Spec: press.md, point 8."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import override
from wagtail.models import Page as TreePage

from broadsheet.design.times import machine
from broadsheet.fronts.models import Breaking
from broadsheet.kit import clock, languages
from broadsheet.live import events
from broadsheet.press import consequences, news, plates, rows, snapshots
from broadsheet.press.plates import Page, Plates
from broadsheet.press.selectors import selector
from broadsheet.press.watch import Changed, watch
from broadsheet.release import gate
from broadsheet.release.registries import slots
from broadsheet.sections.addresses import address
from broadsheet.sections.frame import BANNER
from broadsheet.stories.models import StoryPage

EVENT = "breaking"
_LEADING = consequences.GATE_COLUMNS | {"url_path"}
FRESH = timedelta(days=7)  # stories that are older carry no copy

watch(Breaking, ignore=("by",), instants=("expire_at",))


def rail_url(language: str) -> str:
    return f"{languages.prefix(language)}/rails/breaking.html"


@selector("fronts.breaking", {Breaking: lambda change: change.each("language")})
def newest(language: str) -> int | None:
    """The key of the banner that is up; lowered ones and those that ran out are not."""
    up = Breaking.objects.filter(language=language, live=True, expire_at__gt=clock.now())
    return up.order_by("-raised_at", "-pk").values_list("pk", flat=True).first()


def html(language: str) -> SafeString:
    """The banner as pages carry it; empty when none is up."""
    key = newest(language)
    banner = rows.get(Breaking, key) if key is not None else None
    if banner is None or not gate.verdict(banner, clock.now()).public:
        return SafeString("")
    local = clock.local(banner.raised_at)
    view = {
        "text": banner.text,
        "url": _link(banner),
        "instant": machine(banner.raised_at),
        "hour": f"{local:%H:%M}",
        "until": machine(banner.expire_at),
    }
    with override(language):
        return SafeString(get_template("fronts/breaking.html").render(view).strip())


def _link(banner: Breaking) -> str:
    """A story that is not public is not led to."""
    story = rows.get(StoryPage, banner.story_id) if banner.story_id else None
    if story is None or not gate.verdict(story, clock.now()).public:
        return ""
    return address(banner.language, story.url_path)


class BreakingPlates(Plates):
    name = "fronts.breaking"
    pattern = rf"{languages.pattern()}/rails/breaking\.html"
    asks = "the verdict on the banner, and on the story that it leads to"
    bulk = False
    order = -10  # nothing is more urgent

    def urls(self) -> Iterator[str]:
        return (rail_url(language) for language in settings.PAPER_LANGUAGES)

    def touched(self, change: Changed) -> Iterator[str]:
        if change.model is Breaking:
            yield from (rail_url(language) for language in change.values("language"))

    def make(self, url: str) -> Page:
        return Page(html(languages.split(url)[0]).encode())


def _in_page(language: str, story: StoryPage | None = None) -> str:
    """A front has the banner itself; a story a copy, for as long as it is fresh."""
    if story is None:
        return html(language)
    until = (story.published_at or clock.now()) + FRESH
    url = rail_url(language)
    if clock.now() >= until:
        return f"<!--snapshot:{url}--><!--/snapshot-->"
    return snapshots.snapshot(url, lambda: html(language), until=until)


class Banners(news.Announcer):
    name, models = "breaking", (Breaking,)

    def about(self, change: Changed) -> Iterator[int]:
        """The story that a banner leads to may be taken in, or move: nobody is led there any more."""
        if change.model is Breaking:
            yield change.pk
        elif change.model in (StoryPage, TreePage) and change.touches(*_LEADING & set(change.after or ())):
            yield from Breaking.objects.filter(story=change.pk, live=True).values_list("pk", flat=True)

    def recent(self) -> list[int]:
        return list(Breaking.objects.order_by("-pk").values_list("pk", flat=True)[:1])

    def plates(self, key: int) -> Iterator[str]:
        return (rail_url(language) for language in settings.PAPER_LANGUAGES)

    def tell(self, key: int) -> None:
        for language in settings.PAPER_LANGUAGES:
            data = {"lang": language, "html": str(html(language))}
            last = events.told(f"{EVENT}-{language}")
            if (last[1] if last else {"lang": language, "html": ""}) != data:
                events.emit(EVENT, f"{EVENT}-{language}", data)


plates.register(BreakingPlates())
slots.register(BANNER, "fronts", _in_page)
news.announce(Banners())
