"""The rules of the house held against a text, in bounded time."""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from broadsheet.proofreading import patterns
from broadsheet.proofreading.models import HouseRule
from broadsheet.proofreading.patterns import PATIENCE, Hit

ALTOGETHER = 1.0  # seconds for all rules in one story
MOST = 200  # places that are found of one rule
Text = tuple[str, str]
"""Where it stands (a field or a block), and the words."""


@dataclass(frozen=True, slots=True)
class Found:
    rule: HouseRule
    place: str
    hit: Hit

    @property
    def key(self) -> tuple[int | None, str]:
        return self.rule.pk, self.hit.words


@dataclass(frozen=True, slots=True)
class Reading:
    """`slow`: rules that were not finished, and so not held against this text."""

    found: list[Found]
    slow: list[HouseRule]


def rules(language: str) -> list[HouseRule]:
    """Those in force for a text in this language: "en" are also those for "en-gb"."""
    wanted = Q(language__in=("", language, language.partition("-")[0]))
    return list(HouseRule.objects.filter(wanted, in_force=True))


def read(texts: Iterable[Text], held: Sequence[HouseRule]) -> Reading:
    """What these rules find, in the order of the texts."""
    places, starts, whole = _joined(texts)
    reading, end = Reading([], []), time.monotonic() + ALTOGETHER
    for rule in held if places else ():
        left = min(PATIENCE, end - time.monotonic())
        try:
            found = _hits(rule, whole, left) if left > 0 else None
        except (patterns.TooSlow, patterns.Unfit):
            found = None
        if found is None:
            reading.slow.append(rule)
            continue
        for hit in found:
            at = bisect_right(starts, hit.start) - 1
            if hit.end < (starts[at + 1] if at + 1 < len(starts) else len(whole) + 1):
                reading.found.append(Found(rule, places[at], hit))
    reading.found.sort(key=lambda one: (one.hit.start, one.hit.end))
    return reading


def _hits(rule: HouseRule, text: str, seconds: float) -> list[Hit]:
    made = patterns.compiled(rule.pattern, rule.is_expression, rule.suggestion)
    found: list[Hit] = []
    for hit in patterns.hits(made, text, rule.suggestion, seconds, expands=rule.is_expression):
        found.append(hit)
        if len(found) == MOST:
            break
    return found


def _joined(texts: Iterable[Text]) -> tuple[list[str], list[int], str]:
    """One text, so that each rule is run once: a line each, with where each begins."""
    places, starts, lines, at = [], [], [], 0
    for place, words in texts:
        line = " ".join(words.split())
        if line:
            places.append(place)
            starts.append(at)
            lines.append(line)
            at += len(line) + 1
    return places, starts, "\n".join(lines)
