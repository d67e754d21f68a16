"""House style: what the desk's rules find in a story's own words."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from broadsheet.proofreading.house_style import Found, read, rules
from broadsheet.proofreading.models import HouseRule
from broadsheet.release.registries import Remark
from broadsheet.stories.checks.stored import cut, own_words
from broadsheet.stories.models import StoryPage

MOST = 30
"""Places that are told at once."""


class HouseStyle:
    """What is advice, and what a rule would keep in and readers have already."""

    name, blocking = "house style", False

    def look(self, story: StoryPage) -> Iterator[Remark]:
        held = rules(story.language)
        reading = read(own_words(story), held)
        live = _live(story, [rule for rule in held if rule.blocking])
        told = [one for one in reading.found if not one.rule.blocking or one.key in live]
        yield from map(_remark, told[:MOST])
        if len(told) > MOST:
            yield Remark(_("House style finds %(count)d places more.") % {"count": len(told) - MOST})
        for rule in reading.slow:
            sentence = _("The rule of house style “%(rule)s” takes too long on this text and was left out.")
            yield Remark(sentence % {"rule": cut(rule.pattern)})


class HouseStyleKept:
    """Rules that keep a story in: all but what readers have already in the version that is live."""

    name, blocking = "house style that keeps in", True

    def look(self, story: StoryPage) -> Iterator[Remark]:
        held = [rule for rule in rules(story.language) if rule.blocking]
        found = read(own_words(story), held).found if held else []
        live = _live(story, held) if found else set()
        yield from map(_remark, [one for one in found if one.key not in live][:MOST])


def _live(story: StoryPage, held: list[HouseRule]) -> set[tuple[int | None, str]]:
    row = type(story).objects.filter(pk=story.pk, live=True).first() if held else None
    return {one.key for one in read(own_words(row), held).found} if row else set()


def _remark(found: Found) -> Remark:
    rule, hit = found.rule, found.hit
    if hit.instead:
        said = _("“%(words)s”: the house writes “%(instead)s”.") % {"words": cut(hit.words), "instead": hit.instead}
    else:
        said = _("“%(words)s”: the house does not write this.") % {"words": cut(hit.words)}
    sentence = f"{said} {rule.reason}".strip()
    return Remark(sentence, place=found.place, words=hit.words, instead=hit.instead or None)
