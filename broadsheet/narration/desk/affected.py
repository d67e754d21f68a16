"""Which recordings a change in the lexicon overtakes."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from broadsheet.narration.models import OnAir, Reader
from broadsheet.narration.recording.sources import source_of
from broadsheet.narration.text.extraction import passages
from broadsheet.narration.text.lexicon import Entry, Kind, Lexicon
from broadsheet.stories.models import StoryByline, StoryPage

MOST = 300  # stories whose words are looked at one by one


@dataclass(frozen=True, slots=True)
class Affected:
    """`more`: there may be others that were not looked at."""

    count: int
    more: bool = False


def affected(word: str, language: str, story: StoryPage | None = None) -> Affected:
    """Of stories that a machine reads on the air now."""
    rows = StoryPage.objects.filter(pk__in=OnAir.objects.filter(reader=Reader.MACHINE).values("pk"))
    if story is not None:
        rows = rows.filter(pk=story.pk)
    if language:
        rows = rows.filter(locale__language_code=language)
    known = Lexicon((Entry(word, Kind.LETTERS),))
    some = list(rows.annotate(whole=Cast("body", TextField())).filter(_holding(word)).order_by("-pk")[: MOST + 1])
    count = sum(_says(one, known) for one in some[:MOST])
    return Affected(count, len(some) > MOST)


def _holding(word: str) -> Q:
    """Roughly: the text of a body lies in the database as JSON, its letters beyond ASCII perhaps as escapes."""
    found = Q()
    for form in {word, word.lower(), word.capitalize(), word.upper()}:
        named = StoryByline.objects.filter(contributor__name__icontains=form).values("page")
        found |= Q(title__icontains=form) | Q(whole__icontains=form) | Q(pk__in=named)
        found |= Q(whole__icontains=json.dumps(form)[1:-1])
    return found


def _says(story: StoryPage, known: Lexicon) -> bool:
    return any(known.holds(each.text, each.language) for each in passages(source_of(story, story.language)))


def in_a_sentence(found: Affected) -> str:
    if found.more:
        return _("More than %(count)d recordings are made again.") % {"count": found.count}
    if not found.count:
        return _("No recording has to be made again.")
    return ngettext(
        "One recording is made again; readers hear the old one until then.",
        "%(count)d recordings are made again; readers hear the old ones until then.",
        found.count,
    ) % {"count": found.count}
