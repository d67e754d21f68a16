"""python -m bench.edits: how many plates each kind of edit renders and rewrites, among all there are."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from bench.papers import SIZES, paper, run, table
from tests.sites import broadsheet


def main() -> str:
    with paper(SIZES[0]) as site:
        run(*broadsheet("press", "--site", site.folder))
        found = site.inside("bench.edits:measure")
    titles = ("edit", "plates rendered", "plates rewritten", "of")
    return table(titles, [(name, *counts) for name, counts in found.items()])


def measure() -> dict[str, list[int]]:
    """Inside a site: {edit: [rendered, rewritten, plates in all]}."""
    from django.conf import settings  # noqa: PLC0415

    from broadsheet.press import consequences  # noqa: PLC0415
    from broadsheet.press.folder import Folder  # noqa: PLC0415
    from broadsheet.press.models import Plate  # noqa: PLC0415
    from broadsheet.press.presser import Presser  # noqa: PLC0415

    presser = Presser(Folder(settings.PRESS_ROOT))

    def press() -> list[int]:
        rendered = rewritten = 0
        while True:
            drained = consequences.drain()
            pressed = presser.press() or presser.press(bulk=True)
            rendered += len(pressed.changed) + len(pressed.same)
            rewritten += len(pressed.changed)
            if not drained and not pressed:
                return [rendered, rewritten, Plate.objects.count()]

    press()
    found = {}
    for name, edit in edits().items():
        edit()
        found[name] = press()
    return found


def edits() -> dict[str, Callable[[], Any]]:
    from broadsheet.briefs.models import Brief  # noqa: PLC0415
    from broadsheet.fronts.models import Card, Rail  # noqa: PLC0415
    from broadsheet.people.models import Contributor  # noqa: PLC0415
    from broadsheet.release.actions.kill import kill  # noqa: PLC0415
    from broadsheet.sections.models import Section  # noqa: PLC0415
    from broadsheet.stories.factories import paragraphs  # noqa: PLC0415
    from broadsheet.stories.models import StoryPage  # noqa: PLC0415

    stories = list(StoryPage.objects.filter(live=True).order_by("-pk")[10:20])

    def change(n: int, **fields: Any) -> Callable[[], Any]:
        def edit() -> None:
            story = StoryPage.objects.get(pk=stories[n].pk).get_latest_revision_as_object()
            for name, value in fields.items():
                setattr(story, name, value)
            story.save_revision().publish()

        return edit

    def new_brief() -> None:
        brief = Brief(
            language="en", headline="The bridge opens at noon.", text="It was closed for a week.", live=False
        )
        brief.save()
        brief.save_revision().publish()

    def picks() -> None:
        rail = Rail.objects.filter(language="en").order_by("pk")[0]
        Card.objects.filter(rail=rail).delete()
        for place, story in enumerate(stories[:5]):
            Card.objects.create(rail=rail, story=story, sort_order=place)

    def reordered() -> None:
        for place, card in enumerate(Card.objects.order_by("-sort_order")):
            Card.objects.filter(pk=card.pk).update(sort_order=place)

    def moved() -> None:
        other = Section.objects.exclude(path=stories[3].path[:-4]).order_by("pk")[0]
        StoryPage.objects.get(pk=stories[3].pk).move(other, pos="last-child")

    def renamed() -> None:
        section = Section.objects.order_by("-pk")[0]
        section.title += " again"
        section.save_revision().publish()

    def draft() -> None:
        StoryPage.objects.get(pk=stories[0].pk).save_revision()

    return {
        "a draft saved": draft,
        "story: new headline": change(0, title="Another headline altogether"),
        "story: new body": change(1, body=paragraphs("One paragraph, and that is all.")),
        "story: moved to another section": moved,
        "a brief published": new_brief,
        "picks chosen": picks,
        "picks reordered": reordered,
        "contributor renamed": lambda: Contributor.objects.filter(slug="writer-7").update(name="Writer Seven"),
        "section renamed": renamed,
        "story unpublished": lambda: StoryPage.objects.get(pk=stories[5].pk).unpublish(),
        "story killed": lambda: kill(StoryPage.objects.get(pk=stories[6].pk), None, "A test."),
    }


if __name__ == "__main__":
    sys.stdout.write(main() + "\n")
