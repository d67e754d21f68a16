"""Carriers that every story has: what is pressed of it, open pages, and its translations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from broadsheet.kit import clock
from broadsheet.live.carrying import OpenPages, Telling
from broadsheet.press.carrying import Pressed
from broadsheet.press.models import Awaited, Change
from broadsheet.press.watch import WATCHES
from broadsheet.release.carriers import Carried, Deed, State, carriers
from broadsheet.release.models import public_q
from broadsheet.stories.cards import card
from broadsheet.stories.corrections import corrections
from broadsheet.stories.models import Correction, StoryPage
from broadsheet.stories.selectors import attached


def tags_of(story: int) -> list[str]:
    """What plates note that were made from the story: its rows, and what is asked about it."""
    rows = [f"stories.storypage:{story}", f"wagtailcore.page:{story}"]
    return rows + [selector.tag(story) for selector in (card, attached, corrections)]


def waits(story: int) -> bool:
    """Whether the press has not yet looked at what was done to the story."""
    notes = Correction.objects.filter(story=story).values_list("pk", flat=True)
    about = Q(row=story, table__in=[StoryPage._meta.db_table, "wagtailcore_page"])
    about |= Q(row__in=list(notes), table=Correction._meta.db_table)
    assert StoryPage._meta.db_table in WATCHES
    return Change.objects.filter(about).exists()


def _told(story: StoryPage) -> Telling:
    """Of the note that came last, or that the story is gone."""
    note = story.corrections.order_by("-at", "-pk").first() if story.killed_at is None else None
    name, key, announcer = ("correction", note.pk, "corrections") if note else ("story", story.pk, "stories")
    waiting = Awaited.objects.filter(announcer=announcer, thing=key).exists() or waits(story.pk)
    gone = _("Whoever has a page open was told that it is gone.")
    said = _("Whoever has a page open was told of it.") if note else gone
    return Telling(f"{name}-{key}", waiting, said)


PRESSED = Pressed(
    "amends.pressed",
    own=("story", "story.plain", "amends.changes", "narration.audio"),
    tags=lambda story: tags_of(story.pk),
    waits=lambda story: waits(story.pk),
    page=gettext_lazy("Its page, and all that stands at its address"),
    lists=gettext_lazy("Fronts, rails, lists and other stories that show it"),
)


class Text:
    """A note tells what is right; the text says it only when what was mended is published too."""

    name = "amends.text"
    label = gettext_lazy("Its text")

    def look(self, thing: Any, since: datetime | None, user: Any) -> Iterator[Carried]:
        if since is None or thing.killed_at is not None or not (thing.live and thing.has_unpublished_changes):
            return
        said = _("The story has changes that are not published: readers still have the words of before.")
        editor = reverse("wagtailadmin_pages:edit", args=(thing.pk,))
        deeds = (Deed(_("Publish them"), editor),)
        yield Carried(f"amends.text:{thing.pk}", str(thing.draft_title), State.TODO, said, "", deeds)


class Translations:
    """The same story in the paper's other languages says the same: somebody has to look."""

    name = "amends.translations"
    label = gettext_lazy("The story in other languages")

    def look(self, thing: Any, since: datetime | None, user: Any) -> Iterator[Carried]:
        others = StoryPage.objects.filter(translation_key=thing.translation_key).exclude(pk=thing.pk)
        for other in others.filter(first_published_at__isnull=False).select_related("locale").order_by("pk"):
            yield _translation(thing, other, since)


def _translation(thing: StoryPage, other: StoryPage, since: datetime | None) -> Carried:
    key, what = f"stories.storypage:{other.pk}", f"{other.title} ({other.language})"
    if other.killed_at is not None:
        return Carried(key, what, State.DONE, _("It was killed too."))
    if not StoryPage.objects.filter(public_q(clock.now()), pk=other.pk).exists():
        return Carried(key, what, State.DONE, _("Readers do not have it now."))
    if since is None:
        return Carried(key, what, State.DONE, _("Readers have it."), other.url or "")
    if thing.killed_at is not None:
        deed = Deed(_("Kill it too"), reverse("desk_release", args=("stories.storypage", other.pk)))
        return Carried(key, what, State.TODO, _("Readers still have it."), other.url or "", (deed,))
    note = other.corrections.filter(Q(at__gte=since) | Q(amended_at__gte=since)).first()
    if note is not None:
        return Carried(key, what, State.DONE, _("It was corrected since: %(text)s") % {"text": note.text})
    deed = Deed(_("Correct it too"), reverse("stories_correct", args=(other.pk,)))
    return Carried(key, what, State.TODO, _("It says the same, and was not corrected."), other.url or "", (deed,))


def put_right_at(story: StoryPage, by: datetime | None = None) -> datetime | None:
    """When it was last corrected, retracted or killed, or a note of that got other words; up to `by`."""
    notes = [at for both in story.corrections.values_list("at", "amended_at") for at in both]
    known = [at for at in (*notes, story.killed_at) if at is not None and (by is None or at <= by)]
    return max(known, default=None)


carriers.put_right(StoryPage, put_right_at)
carriers.register(StoryPage, Text(), order=-1)
carriers.register(StoryPage, PRESSED)
carriers.register(StoryPage, OpenPages("amends.live", _told), order=10)
carriers.register(StoryPage, Translations(), order=20)
