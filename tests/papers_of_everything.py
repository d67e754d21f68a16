"""A small paper that has one of everything that readers can see, so that every template of theirs is used."""

from __future__ import annotations

from datetime import timedelta

from broadsheet.briefs.factories import brief
from broadsheet.fronts.factories import make_rail
from broadsheet.fronts.models import FRONT, Rail
from broadsheet.fronts.planting import plant
from broadsheet.kit import clock
from broadsheet.people.factories import make_contributor
from broadsheet.pictures.factories import make_picture
from broadsheet.release.actions.kill import kill
from broadsheet.sections.factories import home, make_plain_page, make_section
from broadsheet.sections.menus import Menu
from broadsheet.stories.actions.correct import correct
from broadsheet.stories.factories import make_story, make_topic
from broadsheet.stories.models import CorrectionKind, EvidenceKind, StoryEvidence


def rich() -> None:
    """Fill an empty paper of the tests' languages."""
    now = clock.now()
    for language in ("en", "de"):
        home(language)
    plant()
    harbour, hafen = make_section("Harbour"), make_section("Hafen", language="de")
    who = make_contributor("Ada Voss", biography="Covers the harbour.")
    for n in range(14):
        at = now - timedelta(days=4 * n)
        make_story(
            f"Story {n}",
            kicker="Tides",
            hero=make_picture(f"Tide {n}"),
            by=[who],
            topics=[make_topic()],
            first_published_at=at,
        )
    story = make_story("Led", section=harbour)
    correct(story, None, CorrectionKind.CORRECTION, "The gate has four wings, not three.")
    StoryEvidence.objects.create(page=story, text="Minutes of the council.", kind=EvidenceKind.DOCUMENT)
    make_story("Ein Hafen", section=hafen)
    make_rail([story], name=FRONT)
    make_rail([story])
    rail = make_rail([story], name="section-harbour", title="Harbour")
    Rail.objects.filter(pk=rail.pk).update(section=harbour)
    make_plain_page("About us", body="<p>Since 1911.</p>")
    kill(make_plain_page("Untrue"), None, "Untrue.")
    brief("Fog on the bay.", "The pilots wait.")
    brief("Fog yesterday.", "They waited.", at=now - timedelta(days=1))
    Menu.objects.filter(language="en").update(
        footer="Owned by its staff.", support_title="Give", support_url="https://give.example/", support_button="Give"
    )
