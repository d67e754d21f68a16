"""What a list of stories was before each saving. It stands in the log of who did what, so that an editor can look at
it and put it back; there is no draft of a list: what is put back is out when it is saved."""

from __future__ import annotations

from typing import Any, TypedDict

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogFormatter, log
from wagtail.models import ModelLogEntry

from broadsheet.fronts.models import Card, Rail
from broadsheet.fronts.selectors import Placed, placing
from broadsheet.pictures.models import Picture
from broadsheet.stories.models import StoryPage

ACTION = "fronts.set"


class Before(TypedDict):
    """A list as it was: its cards in their order, and up to how many stories it was filled."""

    cards: list[Placed]
    fill_to: int


class Set(LogFormatter):
    label = _("Set a list of stories")

    def format_message(self, entry: Any) -> str:
        return gettext("The list of stories was changed")


def of(rail: Rail) -> Before:
    """As it is in the database now."""
    cards = Card.objects.filter(rail=rail.pk).order_by("sort_order", "pk")
    fill_to = Rail.objects.values_list("fill_to", flat=True).get(pk=rail.pk)
    return {"cards": [placing(card) for card in cards], "fill_to": fill_to}


def note(rail: Rail, before: Before, by: Any) -> None:
    """Write down what the list was, if its stories are others now, or say something else, or stand elsewhere."""
    if of(rail) != before:
        log(instance=rail, action=ACTION, user=by, data={"before": before})


def entries(rail: Rail) -> QuerySet[ModelLogEntry]:
    found: QuerySet[ModelLogEntry] = ModelLogEntry.objects.for_instance(rail).filter(action=ACTION)
    return found


def in_entry(entry: ModelLogEntry) -> Before | None:
    """What its list was; None when an erasure emptied the entry."""
    found: Before | None = entry.data.get("before")
    return found


def put(rail: Rail, before: Before) -> int:
    """Have the list, unsaved, as it was; how many of its stories there are no more. A picture that is gone gives way
    to the story's own."""
    there = set(
        StoryPage.objects.filter(pk__in=[card["story"] for card in before["cards"]]).values_list("pk", flat=True)
    )
    wanted = [card["picture"] for card in before["cards"] if card["picture"]]
    pictures = Picture.objects.in_bulk(wanted)
    cards = [card for card in before["cards"] if card["story"] in there]
    rail.fill_to = before["fill_to"]
    rail.cards = [_card(place, number, pictures) for number, place in enumerate(cards)]
    return len(before["cards"]) - len(cards)


def _card(place: Placed, number: int, pictures: dict[Any, Picture]) -> Card:
    words = {name: place[name] for name in ("headline", "kicker", "standfirst")}
    return Card(story_id=place["story"], sort_order=number, picture=pictures.get(place["picture"]), **words)


def forget(story: int) -> None:
    """For an erasure: entries that name the story keep who and when, and lose what the list was."""
    about = ContentType.objects.get_for_model(Rail)
    for entry in ModelLogEntry.objects.filter(content_type=about, action=ACTION).iterator():
        before = in_entry(entry)
        if before is not None and any(card["story"] == story for card in before["cards"]):
            ModelLogEntry.objects.filter(pk=entry.pk).update(label="", data={})
