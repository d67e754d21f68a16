"""What the claims of a story rest on: how many stand on too little, and which have to be looked at again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from broadsheet.release.registries import Remark
from broadsheet.stories.ledger import Place, Rests, statements
from broadsheet.stories.models import StoryPage


class ClaimsRest:
    name, blocking = "claims", False

    def look(self, story: StoryPage) -> Iterator[Remark]:
        found = statements(story.claims.all(), story.body.raw_data)
        there = [each for each in found if each.place is not Place.GONE]
        weak = Counter(each.weak for each in there)
        again = sum(each.place is Place.CHANGED for each in there)
        screen = reverse("stories_claims", args=(story.pk,)) if story.pk else ""
        told = " ".join(_sentences(weak, again, len(found) - len(there)))
        if told:
            yield Remark(told, screen=screen, screen_label=_("See its claims"))


def _sentences(weak: Counter[Rests | None], again: int, gone: int) -> Iterator[str]:
    if count := weak[Rests.NOTHING]:
        yield ngettext("%(count)d claim rests on nothing.", "%(count)d claims rest on nothing.", count) % {
            "count": count
        }
    if count := weak[Rests.UNNAMED]:
        yield ngettext(
            "%(count)d claim rests on one source that is not named.",
            "%(count)d claims rest on one source each that is not named.",
            count,
        ) % {"count": count}
    if count := weak[Rests.OTHERS]:
        yield ngettext(
            "%(count)d claim rests on others' word alone.", "%(count)d claims rest on others' word alone.", count
        ) % {"count": count}
    if again:
        yield ngettext(
            "The words of %(count)d claim have changed since: look again.",
            "The words of %(count)d claims have changed since: look again.",
            again,
        ) % {"count": again}
    if gone:
        yield ngettext(
            "The paragraph of %(count)d claim is gone.", "The paragraphs of %(count)d claims are gone.", gone
        ) % {"count": gone}
