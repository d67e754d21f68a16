"""The front as it would be with a rail that is being edited: the true page, from the unsaved order. Of a section's
rail, the section's front, too."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import override

from broadsheet.briefs import plates as news_feed
from broadsheet.fronts import composition, pages, plates
from broadsheet.fronts.cards import as_it_is, public, teasers
from broadsheet.fronts.composition import Hand, Hands
from broadsheet.fronts.models import FRONT, PICKS, SECTION, Rail
from broadsheet.fronts.section_fronts import led
from broadsheet.fronts.selectors import Placed, newest, placing
from broadsheet.sections import previews
from broadsheet.sections.models import HomePage
from broadsheet.stories import listing_pages


def preview(rail: Rail) -> bytes:
    if rail.section is not None and rail.previewed_on == SECTION:
        with override(rail.language):
            first = led(_placed(rail), desk=True)
        return listing_pages.previewed(rail.section, first)
    language = rail.language
    hand = Hand(_placed(rail), rail.fill_to)
    with override(language):
        home = HomePage.objects.get(locale__language_code=language)
        shown = composition.front(language, _with(rail, hand, composition.hands(language)), desk=True)
        rails = [plates.rail(language, PICKS)]
        if rail.name != FRONT and rail.section_id is None:
            rails[0 if rail.name == PICKS else 1 :] = [_fragment(rail, hand)]
        return pages.front(home, language, shown, news_feed.rail(language), rails, robots=previews.ROBOTS)


def _with(rail: Rail, hand: Hand, kept: Hands) -> Hands:
    if rail.name == FRONT:
        return replace(kept, top=hand)
    if rail.section_id is not None:
        return replace(kept, sections={**kept.sections, rail.section_id: hand.placed})
    return kept


def _fragment(rail: Rail, hand: Hand) -> str:
    rest = [as_it_is(key) for key in newest(rail.language)]
    places = composition.filled(hand, rest, public([*hand.placed, *rest]))
    return pages.rail(rail.name, rail.title, teasers(places))


def _placed(rail: Rail) -> list[Placed]:
    """The cards in the order of the form; a form that was not sent yet may have one without a story."""
    cards = [card for card in rail.cards.all() if card.story_id]
    cards.sort(key=lambda card: card.sort_order if card.sort_order is not None else len(cards))
    return list({card.story_id: placing(card) for card in reversed(cards)}.values())[::-1]


previews.register(Rail, preview)
