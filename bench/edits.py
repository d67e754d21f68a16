"""python -m bench.edits: how many plates each kind of edit renders and rewrites, among all there are.

Files are compared before and after each: were other ones rewritten than those whose bytes differ, it fails.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from django.conf import settings

from bench.papers import SIZES, paper, pressed
from bench.tables import Result, table
from broadsheet.briefs.models import Brief
from broadsheet.fronts.models import Card, Rail
from broadsheet.people.models import Contributor
from broadsheet.pictures.factories import make_picture
from broadsheet.pictures.models import Picture
from broadsheet.press import consequences
from broadsheet.press.folder import CODINGS, Folder
from broadsheet.press.models import Plate
from broadsheet.press.presser import Presser
from broadsheet.release.actions.kill import kill
from broadsheet.sections.models import Section
from broadsheet.stories.factories import paragraphs
from broadsheet.stories.models import StoryByline, StoryPage
from tests.sites import Site

Edit = Callable[[], Any]


def results() -> Result:
    with tempfile.TemporaryDirectory() as place:
        copy = shutil.copytree(pressed(paper(SIZES[0])).folder, Path(place) / "paper")
        found = Site(copy).inside("bench.edits:measure")
    titles = ("edit", "plates rendered", "plates rewritten", "of")
    return [table(titles, [(name, *counts) for name, counts in found.items()])]


def measure() -> dict[str, list[int]]:
    """Inside a site: {edit: [rendered, rewritten, plates in all]}. Raises RuntimeError when other files changed than
    those of the plates that the press says it rewrote."""
    folder = Folder(settings.PRESS_ROOT)
    presser, found = Presser(folder), {}
    made = edits()
    press_waiting(presser)
    before = stored(folder)
    for name, edit in made.items():
        edit()
        rendered, rewritten = press_waiting(presser)
        after = stored(folder)
        differing = {place for place in before.keys() | after.keys() if before.get(place) != after.get(place)}
        if differing != {unquote(url) for url in rewritten}:
            raise RuntimeError(f"{name}: {sorted(differing ^ set(rewritten))[:5]} differ, or were rewritten in vain.")
        found[name] = [rendered, len(rewritten), Plate.objects.count()]
        before = after
    return found


def press_waiting(presser: Presser) -> tuple[int, set[str]]:
    """Press all that waits: how many plates were rendered, and the URLs of those that were rewritten."""
    rendered, rewritten = 0, set[str]()
    while True:
        drained = consequences.drain()
        done = presser.press() or presser.press(bulk=True)
        rendered += len(done.changed) + len(done.same)
        rewritten.update(done.changed)
        if not drained and not done:
            return rendered, rewritten


def stored(folder: Folder) -> dict[str, bytes]:
    """{decoded URL: digest of all that lies there}."""
    digests: dict[str, Any] = {}
    for top, name, file in folder.walk():
        place = f"/{name}"
        for coding in CODINGS.values():
            place = place.removesuffix(coding)
        place = place.removesuffix("index.html").removesuffix(".to")
        digests.setdefault(place, blake2b(digest_size=16)).update(f"{top}/{name}".encode() + file.read_bytes())
    return {place: digest.digest() for place, digest in digests.items()}


def edits() -> dict[str, Edit]:
    """One of each kind; each of another story. Two stories get a picture for it."""
    stories = list(StoryPage.objects.filter(live=True, bylines__isnull=False).distinct().order_by("-pk")[10:20])
    drawn = make_picture("The lamp on the quay")
    StoryPage.objects.filter(pk__in=[story.pk for story in stories[7:9]]).update(hero=drawn)

    def fresh(n: int) -> StoryPage:
        return StoryPage.objects.get(pk=stories[n].pk)

    return {
        "a draft saved": lambda: fresh(0).save_revision(),
        "story: new headline": _changed(stories[0], title="Another headline altogether"),
        "story: new body": _changed(stories[1], body=paragraphs("One paragraph, and that is all.")),
        "story: another byline": lambda: _another_byline(stories[2]),
        "story: moved to another section": lambda: _moved(fresh(3)),
        "story unpublished": lambda: fresh(5).unpublish(),
        "story killed": lambda: kill(fresh(6), None, "A measurement."),
        "caption of two stories' picture": lambda: Picture.objects.filter(pk=drawn.pk).update(caption="By night."),
        "contributor renamed": lambda: Contributor.objects.filter(slug="writer-7").update(name="Writer Seven"),
        "section renamed": _renamed,
        "picks chosen": lambda: _chosen(stories[:5]),
        "picks reordered": _reordered,
        "a brief published": _new_brief,
        "a brief changed": lambda: Brief.objects.filter(live=True).update(text="It was closed for two weeks."),
    }


def _changed(story: StoryPage, **fields: Any) -> Edit:
    def edit() -> None:
        draft = StoryPage.objects.get(pk=story.pk).get_latest_revision_as_object()
        for name, value in fields.items():
            setattr(draft, name, value)
        draft.save_revision().publish()

    return edit


def _another_byline(story: StoryPage) -> None:
    draft = StoryPage.objects.get(pk=story.pk).get_latest_revision_as_object()
    named = draft.bylines.all()[0]
    draft.bylines = [StoryByline(contributor=Contributor.objects.exclude(pk=named.contributor_id).order_by("pk")[0])]
    draft.save_revision().publish()


def _moved(story: StoryPage) -> None:
    other = Section.objects.exclude(path=story.path[:-4]).order_by("pk")[0]
    story.move(other, pos="last-child")


def _renamed() -> None:
    section = Section.objects.order_by("-pk")[0]
    section.title += " again"
    section.save_revision().publish()


def _chosen(stories: list[StoryPage]) -> None:
    rail = Rail.objects.filter(language="en").order_by("pk")[0]
    Card.objects.filter(rail=rail).delete()
    Card.objects.bulk_create(Card(rail=rail, story=story, sort_order=place) for place, story in enumerate(stories))


def _reordered() -> None:
    for place, card in enumerate(Card.objects.order_by("-sort_order")):
        Card.objects.filter(pk=card.pk).update(sort_order=place)


def _new_brief() -> None:
    brief = Brief(language="en", headline="The bridge opens at noon.", text="It was closed for a week.", live=False)
    brief.save()
    brief.save_revision().publish()


if __name__ == "__main__":
    for each in results():
        sys.stdout.write(each.markdown() + "\n")
