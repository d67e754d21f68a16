from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from broadsheet.kit import clock
from broadsheet.release.actions.standing import Refused, taken
from broadsheet.stories.models import Correction, CorrectionKind, StoryPage
from broadsheet.stories.signals import corrected

LONGEST = 2000
TWICE = timedelta(minutes=1)
"""The same words by the same person within this time are the same note."""


def correct(story: StoryPage, by: AbstractBaseUser | None, kind: str, text: str) -> Correction:
    """Tell readers what was wrong with a story that they have had: a dated note on its page, in the list of
    corrections, and in whatever carried the story. The text of the story itself is not touched. Sent twice, as by a
    second click, it is one note.

    Raises PermissionDenied, and Refused for an unknown kind, an empty text, a killed story and one that was never
    published.
    """
    if kind not in CorrectionKind.values:
        raise Refused(_("There is no such kind of correction."))
    words = _words(text)
    who: Any = by
    with taken(story, by) as taken_row:
        row: Any = taken_row
        _refuse_unread(row)
        now = clock.now()
        same: Correction | None = row.corrections.filter(kind=kind, text=words, by=who, at__gt=now - TWICE).first()
        if same is not None:
            return same
        made: Correction = Correction.objects.create(story=row, kind=kind, text=words, at=now, by=who)
        log(instance=row, action="stories.correct", user=by, data={"kind": kind, "text": words})
        corrected.send(StoryPage, story=row, correction=made)
        return made


def amend(correction: Correction, by: AbstractBaseUser | None, text: str) -> None:
    """Put other words in place of a note's; its date stays. Whatever carried the story has to be looked at again,
    since it was put right with the words of before. Raises PermissionDenied and Refused."""
    words = _words(text)
    with _taken(correction, by) as now:
        was, now.text = now.text, words
        if was != words:
            now.amended_at = clock.now()
            now.save(update_fields=["text", "month", "amended_at"])
            log(instance=now.story, action="stories.amend_correction", user=by, data={"was": was, "text": words})
            corrected.send(StoryPage, story=now.story, correction=now)


def take_back(correction: Correction, by: AbstractBaseUser | None) -> None:
    """Remove a note that should not have been made; the log keeps its words. Raises PermissionDenied and
    Refused."""
    with _taken(correction, by) as now:
        data = {"kind": now.kind, "text": now.text, "at": now.at.isoformat()}
        story = now.story
        now.delete()
        log(instance=story, action="stories.take_back_correction", user=by, data=data)
        corrected.send(StoryPage, story=story, correction=None)


@contextmanager
def _taken(correction: Correction, by: AbstractBaseUser | None) -> Iterator[Correction]:
    with taken(correction.story, by):
        now = Correction.objects.select_related("story").filter(pk=correction.pk).first()
        if now is None:
            raise Refused(_("It has been taken back meanwhile."))
        yield now


def _refuse_unread(row: Any) -> None:
    if row.killed_at is not None:
        raise Refused(_("It was killed: its address says that it was withdrawn."))
    if row.first_published_at is None:
        raise Refused(_("Readers have not had it yet: mend its text instead."))


def _words(text: str) -> str:
    """Without blank lines at its ends. Raises Refused for an empty text and a too long one."""
    words = "\n".join(line.strip() for line in text.strip().splitlines())
    if not words:
        raise Refused(_("Readers must be told something: what was wrong, and what is right."))
    if len(words) > LONGEST:
        raise Refused(_("The note is too long: at most %d characters, please.") % LONGEST)
    return words
