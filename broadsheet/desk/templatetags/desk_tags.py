from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from wagtail.models import Page

from broadsheet.desk.release_view import release_url
from broadsheet.kit import clock
from broadsheet.release import gate, words
from broadsheet.release.models import Releasable

register = template.Library()


@dataclass(frozen=True, slots=True)
class Standing:
    """What the gate says of a thing now, in the desk's words."""

    words: str
    sentence: str
    public: bool
    url: str


@register.simple_tag
def standing_of(thing: Any) -> Standing | None:
    """None for what the gate does not judge."""
    if isinstance(thing, Page) and not isinstance(thing, Releasable):
        thing = thing.specific_deferred
    if not isinstance(thing, Releasable) or thing.pk is None:
        return None
    verdict = gate.verdict(thing, clock.now())
    return Standing(words.standing(verdict), words.sentence(verdict), verdict.public, release_url(thing))
