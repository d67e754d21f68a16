"""What is looked at before a brief is published: the house's style, as in a story."""

from __future__ import annotations

from collections.abc import Iterator

from broadsheet.briefs.models import Brief
from broadsheet.release.registries import checks
from broadsheet.stories.checks.style import HouseStyle, HouseStyleKept


def own_words(brief: Brief) -> Iterator[tuple[str, str]]:
    yield "headline", brief.headline
    for paragraph in brief.paragraphs:
        yield "text", paragraph
    yield "note", brief.note


checks.register(Brief, HouseStyle(own_words))
checks.register(Brief, HouseStyleKept(own_words))
