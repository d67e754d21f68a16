"""Words that somebody gave a story where it is shown: no press changes them, so somebody has to look. And banners."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from broadsheet.fronts import before
from broadsheet.fronts.models import Breaking, Card
from broadsheet.kit import clock
from broadsheet.release.carriers import Carried, Deed, State, carriers
from broadsheet.release.erasers import erasers
from broadsheet.stories.models import StoryPage


class OwnWords:
    name = "fronts"
    label = gettext_lazy("Shown in other words")

    def look(self, thing: Any, since: datetime | None, user: Any) -> Iterator[Carried]:
        worded = Card.objects.filter(~Q(headline="") | ~Q(standfirst="") | ~Q(kicker=""), story=thing.pk)
        for card in worded.select_related("rail").order_by("pk"):
            yield _card(card, thing.killed_at is not None, since)
        for banner in Breaking.objects.filter(story=thing.pk).order_by("-raised_at")[:10]:
            if since is None or banner.raised_at < since:
                yield _banner(banner, since)


def _card(card: Card, killed: bool, since: datetime | None) -> Carried:
    key, what = f"fronts.card:{card.pk}", f"{card.rail}: {card.headline or card.standfirst or card.kicker}"
    if killed:
        return Carried(key, what, State.DONE, _("A killed story is in no list."))
    url = reverse("wagtailsnippets_fronts_rail:edit", args=(card.rail_id,))
    deeds = (Deed(_("To the rail"), url),)
    if since is None or card.rail.edited_at >= since:
        return Carried(
            key, what, State.DONE, _("The rail was saved since, or nothing had to be put right."), url, deeds
        )
    return Carried(
        key, what, State.TODO, _("Somebody gave it these words, and has not saved the rail since."), url, deeds
    )


def _banner(banner: Breaking, since: datetime | None) -> Carried:
    key = f"fronts.breaking:{banner.pk}"
    if not banner.own_verdict(clock.now()).public:
        return Carried(key, banner.text, State.DONE, _("The banner is down."))
    if since is None:
        return Carried(key, banner.text, State.DONE, _("The banner is up."))
    deeds = (Deed(_("To the banner"), reverse("wagtailadmin_home")),)
    return Carried(key, banner.text, State.TODO, _("The banner is up, in these words."), "", deeds)


def destroy(story: StoryPage) -> None:
    """A rail's cards of it, banners that led to it, and what lists were while it stood in them."""
    before.forget(story.pk)
    Card.objects.filter(story=story.pk).delete()
    Breaking.objects.filter(story=story.pk).delete()


carriers.register(StoryPage, OwnWords(), order=25)
erasers.register(StoryPage, "fronts", gettext_lazy("Its cards and banners"), destroy, order=40)
