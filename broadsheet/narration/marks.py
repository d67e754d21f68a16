"""The mark on cards of stories that can be listened to: it leads to the player, and says how long it takes."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.models import Page

from broadsheet.narration.models import OnAir
from broadsheet.narration.player import clock
from broadsheet.narration.recording.airing import CORRECTED_SINCE, withdrawn
from broadsheet.people.models import Contributor, ContributorWords
from broadsheet.press import recording
from broadsheet.press.selectors import Arguments, selector
from broadsheet.press.watch import Changed
from broadsheet.stories.cards import Card
from broadsheet.stories.marks import register
from broadsheet.stories.models import Correction, StoryByline, StoryPage

LISTEN = "listen"
"""The id of the player in its page."""


def _itself(change: Changed) -> list[Arguments]:
    return [(change.pk,)]


def _corrected_since(change: Changed) -> list[Arguments]:
    """Another name in the byline is another word, which takes a recording away only where a correction came since."""
    return _theirs({change.pk})


def _corrected_since_there(change: Changed) -> list[Arguments]:
    """The same, of somebody's name in another language."""
    return _theirs(change.values("contributor_id"))


def _theirs(people: set[int]) -> list[Arguments]:
    found = OnAir.objects.filter(CORRECTED_SINCE, story__bylines__contributor__in=people)
    return list(found.values_list("story_id").distinct())


@selector(
    "narration.length",
    {
        OnAir: _itself,
        Page: _itself,
        StoryPage: _itself,
        StoryByline: lambda change: change.each("page_id"),
        Correction: lambda change: change.each("story_id"),
        Contributor: _corrected_since,
        ContributorWords: _corrected_since_there,
    },
)
def length(story: int) -> int | None:
    """Whole seconds of what readers of a story may hear; the gate is asked about the story elsewhere."""
    return _read([story]).get(story)


def prepare_lengths(stories: Iterable[int]) -> None:
    """Read together what `length` will be asked for in this run."""
    with recording.unrecorded():
        length.prepare(stories, _read)


def _read(stories: list[int]) -> dict[int, int]:
    aired = {row.story_id: row for row in OnAir.objects.filter(story__in=stories)}
    doubtful = StoryPage.objects.filter(pk__in=aired, corrections__isnull=False).distinct()
    for story in doubtful:
        air = aired[story.pk]
        if withdrawn(story, air.words, air.read_at):
            del aired[story.pk]
    return {key: int(row.seconds) for key, row in aired.items()}


def listen(card: Card) -> str:
    seconds = length(card["pk"])
    if seconds is None:
        return ""
    words, time = _("Listen"), clock(seconds)
    link = '<a class="tap ear" href="{}#{}" aria-label="{} {}: {}">{} <span class="num">{}</span></a>'
    return format_html(link, card["url"], LISTEN, words, time, card["title"], words, time)


register("narration", listen, prepare_lengths)
