"""The made-up newsroom of Mirna Bay: made once, of the paper's own models and verbs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import transaction

from broadsheet.demo import accounts, cast, counted, inserting, letters, running
from broadsheet.demo.indexing import index_all
from broadsheet.demo.manuscripts import briefs, manuscripts
from broadsheet.demo.standing import bring
from broadsheet.demo.typesetting import Newsroom, body_html, in_order
from broadsheet.fronts.factories import make_rail
from broadsheet.fronts.models import Rail
from broadsheet.kit import clock
from broadsheet.narration.models import Narration
from broadsheet.sections.factories import make_plain_page
from broadsheet.sections.menus import Menu
from broadsheet.sections.models import PlainPage

PICKS = {
    "en": (
        "Editors' Picks",
        ("captains-widow", "ovesen-drawings", "four-in-the-morning", "tide-timetable", "postwoman"),
    ),
    "uk": ("Вибір редакції", ("pear-tree", "school-boat", "ferry-winter")),
    "ar": ("مختارات التحرير", ("tide-gate",)),
}
SUPPORT = {
    "support_title": "The paper is yours",
    "support_text": "Two thousand one hundred readers own a share each. It pays nothing, and it keeps the lights on.",
    "support_url": "/ownership/",
    "support_button": "What we live on",
    "footer": "The Mirna Bay Ledger, Rope Street 11. It belongs to its readers.",
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
    cast.house_style()
    for language in PICKS:
        _stories(room, language)
        running.tell(room, language)
        inserting.briefs(room, language, briefs(language, room.now))
        _plain_pages(room, language)
        _around(language)
        title, picks = PICKS[language]
        rail = make_rail((room.stories[language, name] for name in picks), language=language)
        Rail.objects.filter(pk=rail.pk).update(title=title)
        # recordings are made when it is served
        Narration.objects.create(language=language, on=True, report_to="newsroom@ledger.example")
    running.raise_it(room)
    letters.build(room)
    counted.build(room)
    index_all.enqueue()


def _around(language: str) -> None:
    """What stands below every page: in the paper's first language, how it is paid for."""
    if language == "en":
        Menu.objects.filter(language=language).update(**SUPPORT)


def _stories(room: Newsroom, language: str) -> None:
    found = list(in_order(manuscripts(language, "stories", room.now)))
    out = [each for each in found if each.head["State"].startswith("out ")]
    inserting.stories(room, language, out)
    inserting.corrections(room, language, out)
    for manuscript in found:
        if (language, manuscript.name) not in room.stories:
            bring(room, language, manuscript)


def _plain_pages(room: Newsroom, language: str) -> None:
    """In the order in which the foot of every page names them."""
    for page in sorted(manuscripts(language, "pages", room.now), key=lambda page: int(page.head["Place"])):
        original = PlainPage.objects.filter(slug=page.head.get("Translates", ""), locale__language_code="en").first()
        key: dict[str, Any] = {"translation_key": original.translation_key} if original else {}
        make_plain_page(page.head["Title"], language=language, slug=page.head["Slug"], body=body_html(page), **key)
