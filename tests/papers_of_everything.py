"""A small paper that has one of everything that readers can see, so that every template of theirs is used."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from django.contrib.auth.models import User

from broadsheet.amends.actions.show import show
from broadsheet.amends.models import Version
from broadsheet.briefs.factories import brief
from broadsheet.fronts.factories import make_rail
from broadsheet.fronts.models import FRONT, Rail
from broadsheet.fronts.planting import plant
from broadsheet.fronts.raising import raise_banner
from broadsheet.kit import clock
from broadsheet.narration import setting_up
from broadsheet.narration.sound.studio import Studio
from broadsheet.narration.tests.narrating import Narrating, turn_on
from broadsheet.newsletters.models import Issue
from broadsheet.newsletters.tests.issues import block, make_issue, make_newsletter, story_block
from broadsheet.people.factories import make_contributor
from broadsheet.people.models import Contributor
from broadsheet.pictures.factories import make_picture
from broadsheet.release.actions.kill import kill
from broadsheet.sections.factories import home, make_plain_page, make_section
from broadsheet.sections.menus import Menu
from broadsheet.stories.actions.correct import correct
from broadsheet.stories.factories import make_story, make_topic, paragraphs
from broadsheet.stories.models import CorrectionKind, EvidenceKind, StoryEvidence, StoryPage
from broadsheet.updates import posting
from broadsheet.updates.models import Update


def rich() -> None:
    """Fill an empty paper of the tests' languages."""
    now = clock.now()
    for language in ("en", "de"):
        home(language)
    plant()
    harbour, hafen = make_section("Harbour"), make_section("Hafen", language="de")
    who = make_contributor("Ada Voss", biography="Covers the harbour.")
    aloud()
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
    mended()
    letters(who, story, now)
    as_it_happens(story, User.objects.create_superuser("chief"))


def mended() -> None:
    """A story whose readers may see what changed."""
    made = make_story("The gate has four wings", body=paragraphs("It has three wings."))
    made.body = paragraphs("It has four wings.")
    made.save_revision().publish()
    show(Version.objects.latest("pk"), None)


def as_it_happens(story: StoryPage, chief: User) -> None:
    """A story that is told live, and the banner that leads to it."""
    posting.begin(story, chief)
    posting.say(story, "The gates are shut.", chief)
    update = posting.post(story, "The gates are shut", "The last one at noon.", chief, uuid4())
    Update.objects.filter(pk=update.pk).update(grown=make_story("Who shut the gates"))
    raise_banner("The gates are shut.", "en", timedelta(hours=1), chief, story)


def aloud() -> None:
    """A story that is read aloud. It is the first, so that nothing else waits to be."""
    turn_on()
    make_story("Ferry at noon", body=paragraphs("The ferry leaves at noon."))
    with Studio(setting_up.setup()) as studio:
        Narrating(studio).work()


def letters(host: Contributor, story: StoryPage, now: datetime) -> None:
    """Two newsletters, one of them with a host, a picture and an issue, the other with its form in the footer."""
    tide = make_newsletter(host=host, picture=make_picture("The tide"))
    make_newsletter(name="Court Notes", slug="court", order=1, in_footer=True)
    issue = make_issue(tide, [block("text", "<p>Good morning.</p>"), story_block(story.pk)])
    Issue.objects.filter(pk=issue.pk).update(live=True, slug="dredging", begun_at=now)
