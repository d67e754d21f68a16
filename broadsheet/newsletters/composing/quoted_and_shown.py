"""What must or should be mended of an issue's pictures and quotations: those of its stories, and its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from broadsheet.newsletters.composing.parts import stored_blocks
from broadsheet.newsletters.models import Issue
from broadsheet.pictures.models import ENDS_SOON, Picture
from broadsheet.release import gate, words
from broadsheet.release.registries import Finding
from broadsheet.stories.models import StoryPage

SHOWN = 60
"""Letters of a quotation in a finding."""


def look(issue: Issue, at: datetime) -> Iterator[Finding]:
    """As of the instant at which it is to be sent."""
    yield from _of_stories(issue, at)
    yield from _own(issue, at)
    yield from _quotations(issue)


def _of_stories(issue: Issue, at: datetime) -> Iterator[Finding]:
    chosen = _values(issue, "story")
    wanted = [value["story"] for value in chosen if value.get("story") and value.get("picture")]
    for story in StoryPage.objects.filter(pk__in=wanted, hero__isnull=False).select_related("hero").order_by("pk"):
        assert story.hero is not None
        said = {"story": str(story.title)}
        if not story.hero.is_decorative and not story.hero.alt.strip():
            sentence = _(
                "The picture of “%(story)s” has no text alternative: write one at the picture, or leave the "
                "picture out."
            )
            yield Finding("alt", True, sentence % said)
        if _is_left_out(story.hero, at):
            sentence = _("The picture of “%(story)s” cannot be shown, and is left out.")
            yield Finding("picture", False, sentence % said)


def _own(issue: Issue, at: datetime) -> Iterator[Finding]:
    keys = [value.get("picture") for value in _values(issue, "picture")]
    if not all(keys):
        yield Finding("picture", False, _("A block for a picture has none: choose one, or take the block out."))
    found = Picture.objects.in_bulk([key for key in keys if key])
    for key in dict.fromkeys(filter(None, keys)):
        picture = found.get(key)
        if picture is None:
            yield Finding("gate", True, _("A picture that it brought has been deleted: take the empty block out."))
            continue
        said = {"title": picture.title}
        if missing := picture.wants():
            yield Finding("alt", True, missing)
        if _is_left_out(picture, at):
            sentence = _("The picture “%(title)s” cannot be shown, and is left out.")
            yield Finding("picture", False, sentence % said)
        elif picture.rights_until is not None and picture.rights_until <= at + ENDS_SOON:
            sentence = _("The rights to the picture “%(title)s” end on %(time)s: it disappears then.")
            yield Finding("picture", False, sentence % {**said, "time": words.moment(picture.rights_until)})


def _is_left_out(picture: Picture, at: datetime) -> bool:
    return bool(picture.damage) or not gate.verdict(picture, at).public


def _quotations(issue: Issue) -> Iterator[Finding]:
    for value in _values(issue, "quote"):
        said = " ".join(str(value.get("words") or "").split())
        if said and not str(value.get("speaker") or value.get("role") or "").strip():
            sentence = _("Who says “%(words)s”? The quotation names no speaker.")
            yield Finding("speaker", False, sentence % {"words": Truncator(said).chars(SHOWN)})


def _values(issue: Issue, kind: str) -> list[dict[str, Any]]:
    return [block["value"] for block in stored_blocks(issue) if block["type"] == kind]
