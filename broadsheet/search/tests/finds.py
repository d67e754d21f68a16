"""A small paper, and what is found in it: the same on SQLite and on PostgreSQL. The functions run inside a test's own
database, or inside a site (tests/inside.py)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import override

from broadsheet.people.factories import make_contributor
from broadsheet.pictures.factories import make_picture
from broadsheet.search.asking import Question
from broadsheet.search.finding import find
from broadsheet.search.keeping import fill
from broadsheet.sections.factories import make_section
from broadsheet.sections.models import Section
from broadsheet.stories.factories import block, make_story, paragraphs
from broadsheet.stories.models import StoryPage

MARCH = datetime.fromisoformat("2026-03-10T12:00:00+00:00")
Found = tuple[list[str], int]

FINDS: dict[str, list[str]] = {
    "q=dredging": ["Dredging begins", "Herring returns"],  # the headline weighs more than the text
    "q=dredging&order=newest": ["Herring returns", "Dredging begins"],
    "q=sandbank": ["Dredging begins"],  # standfirst
    "q=marlow&order=newest": ["Ferry waits", "Herring returns"],  # byline
    "q=lighthouse": ["Ferry waits"],  # caption
    "q=houses": [],
    "q=FÉRRIES": ["Ferry waits"],
    "q=northern channel": ["Dredging begins"],
    "q=channel northern": ["Dredging begins"],
    'q="northern channel"': ["Dredging begins"],
    'q="channel northern"': [],
    "q=dredging -herring": ["Dredging begins"],
    "q=northern whale": [],
    "q=north": ["Dredging begins"],
    "q=no": [],
    "q=mark marks section in picture 1 en": [],
    'q="ferry* (': ["Ferry waits"],
    "q=ferry OR dredging": [],
    "by=marlow&order=newest": ["Ferry waits", "Herring returns"],
    "by=ines marlow&q=dredging": ["Herring returns"],
    "by=dredging": [],
    "section=town-hall": ["Ferry waits"],
    "section=nowhere": [],
    "from=2026-03-11": ["Ferry waits", "Herring returns"],
    "to=2026-03-11": ["Herring returns", "Dredging begins"],
    "from=2026-03-11&to=2026-03-11": ["Herring returns"],
    "from=2026-03-12&to=2026-03-11": [],
    "from=0001-01-01&to=9999-12-31&q=ferry": ["Ferry waits"],
    "to=9999-12-31": ["Ferry waits", "Herring returns", "Dredging begins"],
}
"""Titles in their order, by the query of the address."""


def build() -> None:
    harbour, hall = make_section("Harbour"), make_section("Town hall")
    ines, odo = make_contributor("Ines Marlow"), make_contributor("Odo Fenn")
    told("Dredging begins", harbour, 0, "The northern channel first.", by=[odo], standfirst="The sandbank has moved.")
    told("Herring returns", harbour, 1, "Dredging must wait, they say.", by=[ines], standfirst="They came at night.")
    shown = make_picture("Quay", caption="The old lighthouse.")
    told("Ferry waits", hall, 2, "It waits.", by=[ines], standfirst="Nobody sails.", hero=shown)
    fill()


def told(title: str, section: Section, day: int, text: str, **fields: Any) -> StoryPage:
    at = MARCH + timedelta(days=day)
    body = [*paragraphs(text), *fields.pop("more", [])]
    return make_story(title, section=section, body=body, first_published_at=at, last_published_at=at, **fields)


def quoted(words: str) -> dict[str, Any]:
    return block("quote", {"words": words, "speaker": "", "role": "", "reported_by": "", "link": "", "source": None})


def asked(query: str, language: str | None = None) -> Found:
    """(titles, count); `query` is name=value&name=value, unquoted."""
    sent = dict(part.split("=", 1) for part in query.split("&"))
    language = language or settings.PAPER_LANGUAGES[0]
    with override(language):
        found = find(Question.read(language, sent))
    titles = [str(each.title).replace("<mark>", "").replace("</mark>", "") for each in found.finds]
    return titles, found.count


def every() -> dict[str, list[str]]:
    """For each query of FINDS what is found."""
    build()
    return {query: asked(query)[0] for query in FINDS}
