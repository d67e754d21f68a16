"""House style: what the desk's rules find in the words that the paper says itself, in a story or whatever else
somebody publishes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from broadsheet.proofreading.house_style import Found, Text, read, rules
from broadsheet.proofreading.models import HouseRule
from broadsheet.release.registries import Remark
from broadsheet.stories.checks.stored import cut, own_words

MOST = 30
"""Places that are told at once."""


class _Style:
    """`words` gives what the paper says itself in a thing, with the places (house_style.Text)."""

    def __init__(self, words: Callable[[Any], Iterable[Text]] = own_words) -> None:
        self._words = words

    def _live(self, thing: Any, held: list[HouseRule]) -> set[tuple[int | None, str]]:
        row = type(thing).objects.filter(pk=thing.pk, live=True).first() if held else None
        return {one.key for one in read(self._words(row), held).found} if row else set()


class HouseStyle(_Style):
    """What is advice, and what a rule would keep in and readers have already."""

    name, blocking = "house style", False

    def look(self, thing: Any) -> Iterator[Remark]:
        held = rules(thing.language)
        reading = read(self._words(thing), held)
        live = self._live(thing, [rule for rule in held if rule.blocking])
        told = [one for one in reading.found if not one.rule.blocking or one.key in live]
        yield from map(_remark, told[:MOST])
        if len(told) > MOST:
            yield Remark(_("House style finds %(count)d places more.") % {"count": len(told) - MOST})
        for rule in reading.slow:
            sentence = _("The rule of house style “%(rule)s” takes too long on this text and was left out.")
            yield Remark(sentence % {"rule": cut(rule.pattern)})


class HouseStyleKept(_Style):
    """Rules that keep a thing in: all but what readers have already in the version that is live."""

    name, blocking = "house style that keeps in", True

    def look(self, thing: Any) -> Iterator[Remark]:
        held = [rule for rule in rules(thing.language) if rule.blocking]
        found = read(self._words(thing), held).found if held else []
        live = self._live(thing, held) if found else set()
        yield from map(_remark, [one for one in found if one.key not in live][:MOST])


def _remark(found: Found) -> Remark:
    rule, hit = found.rule, found.hit
    if hit.instead:
        said = _("“%(words)s”: the house writes “%(instead)s”.") % {"words": cut(hit.words), "instead": hit.instead}
    else:
        said = _("“%(words)s”: the house does not write this.") % {"words": cut(hit.words)}
    sentence = f"{said} {rule.reason}".strip()
    return Remark(sentence, place=found.place, words=hit.words, instead=hit.instead or None)
