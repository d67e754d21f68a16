"""What a story has from one person who is not named: nobody publishes that on their own."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from broadsheet.release.registries import Remark
from broadsheet.stories.checks.stored import cut
from broadsheet.stories.models import StoryPage
from broadsheet.stories.unnamed import wanting_approval


class UnnamedApproved:
    name, blocking = "unnamed source", True

    def look(self, story: StoryPage) -> Iterator[Remark]:
        for claim in wanting_approval(story):
            sentence = _("“%(words)s” rests on one source that is not named: a second editor has to approve it.")
            screen = reverse("stories_unnamed", args=(story.pk,)) if story.pk else ""
            yield Remark(
                sentence % {"words": cut(claim.words)},
                place=claim.place,
                words=claim.words,
                screen=screen,
                screen_label=_("Approve it"),
            )
