"""The made-up newsroom of Mirna Bay: made once, by the factories and the verbs that everything else uses."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from django.db import transaction

from broadsheet.briefs.factories import brief
from broadsheet.demo import accounts, cast
from broadsheet.demo.manuscripts import briefs, manuscripts
from broadsheet.demo.typesetting import Newsroom, body_html, in_order, set_story
from broadsheet.fronts.factories import make_rail
from broadsheet.fronts.models import Rail
from broadsheet.kit import clock
from broadsheet.sections.factories import make_plain_page

LANGUAGES = ("en", "uk")
PICKS = {
    "en": ("Editors' Picks", ("school-boat", "library-sundays", "lamp-keeper", "school-kitchen")),
    "uk": ("Вибір редакції", ("ferry-winter",)),
}


@transaction.atomic
def build() -> None:
    """Fill an empty paper. All of it is made or nothing."""
    with ThreadPoolExecutor(1) as beside:
        password = beside.submit(accounts.hashed)
        room = Newsroom(
            now=clock.now(),
            contributors=cast.contributors(),
            sources=cast.sources(),
            sections=cast.sections(),
            pictures=cast.pictures(),
            staff=accounts.make(password.result()),
        )
    for language in LANGUAGES:
        _stories(room, language)
        _briefs(room, language)
        _plain_pages(language)
        title, picks = PICKS[language]
        rail = make_rail((room.stories[language, name] for name in picks), language=language)
        Rail.objects.filter(pk=rail.pk).update(title=title)


def _stories(room: Newsroom, language: str) -> None:
    for manuscript in in_order(manuscripts(f"{language}/stories")):
        set_story(room, language, manuscript)


def _briefs(room: Newsroom, language: str) -> None:
    for item in sorted(briefs(language), key=lambda item: item.age, reverse=True):
        brief(item.headline, item.text, at=room.now - item.age, language=language)


def _plain_pages(language: str) -> None:
    for page in manuscripts(f"{language}/pages"):
        make_plain_page(page.head["Title"], language=language, slug=page.head["Slug"], body=body_html(page))
