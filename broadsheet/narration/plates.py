"""The files of recordings: `<story>/audio.mp3` and its captions, `<story>/audio.vtt`.

They stand where the story stands, for as long as readers have the story: a story that is embargoed, held, killed,
unpublished or for members has neither, not even by URL. A story that moved leaves a redirect for both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from wagtail.contrib.redirects.models import Redirect

from broadsheet.narration import setting_up
from broadsheet.narration.models import OnAir
from broadsheet.narration.recording.airing import heard
from broadsheet.narration.selectors import prepare_on_air
from broadsheet.narration.sound.rendering import MP3, VTT
from broadsheet.press import plates
from broadsheet.press.plates import Moved, Page, Plates, Result
from broadsheet.press.watch import Changed
from broadsheet.sections.addresses import address
from broadsheet.sections.pages import prepare_addresses, press
from broadsheet.sections.plates import Redirects, leading_to
from broadsheet.sections.selectors import address_of
from broadsheet.stories.models import StoryPage
from broadsheet.stories.plates import Stories
from broadsheet.stories.preparing import prepare

FILES = (MP3, VTT)
"""Names below the story's own address, and in the recording's folder."""


class Audio(Plates):
    name = "narration.audio"
    asks = Stories.asks
    pattern = Stories.pattern + r"audio\.(?:mp3|vtt)"
    order = 6  # pages go first; a page that shows a player has its file pressed before it (note_shown)
    _stories, _redirects = Stories(), Redirects()

    def urls(self) -> Iterator[str]:
        aired = OnAir.objects.order_by("pk").values_list("pk", "story__locale__language_code", "story__url_path")
        for story, language, url_path in aired.iterator():
            yield from _files([address(language, url_path), *leading_to(story)])

    def touched(self, change: Changed) -> Iterator[str]:
        if change.model is OnAir:
            yield from _files([*address_of(change.pk), *leading_to(change.pk)])
        elif change.model is Redirect:
            yield from _files(self._redirects.touched(change))
        else:
            urls = [*self._stories.touched(change), *self._redirects.touched(change)]
            yield from _files(urls) if urls and OnAir.objects.filter(pk=change.pk).exists() else ()

    def prepare(self, urls: Sequence[str]) -> None:
        pages = sorted({_story(url) for url in urls})
        prepare(pages)
        prepare_on_air(prepare_addresses(pages, StoryPage))

    def make(self, url: str) -> Result | None:
        page = _story(url)
        name = url.removeprefix(page)
        found = press(page, StoryPage, partial(_read, name=name))
        if isinstance(found, Page):
            return found if found.body else None
        moved = self._redirects.make(page)
        if isinstance(moved, Moved) and _STORY.fullmatch(moved.to):
            return Moved(moved.to + name, moved.status) if press(moved.to, StoryPage, _is_heard) == HEARD else None
        return None


_STORY = re.compile(r"(?:/[^/]+){2,}/")


HEARD = Page(b"heard")


def _files(pages: Iterable[str]) -> Iterator[str]:
    return (page + name for page in pages if _STORY.fullmatch(page) for name in FILES)


def _story(url: str) -> str:
    """The address of the page that a file belongs to."""
    return url[: url.rindex("/") + 1]


def _read(story: StoryPage, language: str, *, name: str) -> bytes:
    """Empty: nothing may be heard of this story now."""
    found = heard(story)
    if found is None:
        return b""
    file = setting_up.recorded().find(f"{found[0]['folder']}/{name}")
    if file is None:
        return b""  # a person's reading has no captions; what is lost the sweep finds, and has it made anew
    return file.read_bytes()


def _is_heard(story: StoryPage, language: str) -> bytes:
    return HEARD.body if heard(story) else b""


plates.register(Audio())
