"""The made-up newsroom of Mirna Bay: made once, of the paper's own models and verbs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from django.db import transaction

from broadsheet.demo import accounts, cast, inserting
from broadsheet.demo.indexing import index_all
from broadsheet.demo.manuscripts import briefs, manuscripts
from broadsheet.demo.standing import bring
from broadsheet.demo.typesetting import Newsroom, body_html, in_order
from broadsheet.fronts.factories import make_rail
from broadsheet.fronts.models import Rail
from broadsheet.kit import clock
from broadsheet.sections.factories import make_plain_page

PICKS = {
    "en": (
        "Editors' Picks",
        ("captains-widow", "ovesen-drawings", "four-in-the-morning", "tide-timetable", "postwoman"),
    ),
    "uk": ("Вибір редакції", ("pear-tree", "school-boat", "ferry-winter")),
    "ar": ("مختارات التحرير", ("tide-gate",)),
}


@transaction.atomic
def build() -> None:
    """Fill an empty paper. All of it is made or nothing."""
    with ThreadPoolExecutor(1) as beside:
        password = beside.submit(accounts.hashed)
        room = Newsroom(
            now=clock.now(),
            contributors=cast.contributors(),
            topics=cast.topics(),
            sources=cast.sources(),
            sections=cast.sections(),
            pictures=cast.pictures(),
            documents=cast.documents(),
            staff=accounts.make(password.result()),
        )
    for language in PICKS:
        _stories(room, language)
        inserting.briefs(room, language, briefs(language, room.now))
        _plain_pages(room, language)
        title, picks = PICKS[language]
        rail = make_rail((room.stories[language, name] for name in picks), language=language)
        Rail.objects.filter(pk=rail.pk).update(title=title)
    index_all.enqueue()


def _stories(room: Newsroom, language: str) -> None:
    found = list(in_order(manuscripts(language, "stories", room.now)))
    out = [each for each in found if each.head["State"].startswith("out ")]
    inserting.stories(room, language, out)
    inserting.corrections(room, language, out)
    for manuscript in found:
        if (language, manuscript.name) not in room.stories:
            bring(room, language, manuscript)


def _plain_pages(room: Newsroom, language: str) -> None:
    for page in manuscripts(language, "pages", room.now):
        make_plain_page(page.head["Title"], language=language, slug=page.head["Slug"], body=body_html(page))
