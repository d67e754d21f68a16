"""A small paper with every kind of answer: pages, rails, redirects, 404, 410. It runs inside a site."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from wagtail.contrib.redirects.models import Redirect

from broadsheet.briefs.factories import brief
from broadsheet.briefs.models import Brief
from broadsheet.fronts.factories import make_rail
from broadsheet.kit import clock
from broadsheet.newsletters.models import Delivery, Issue, Outcome, Sending
from broadsheet.pictures.factories import make_picture
from broadsheet.press import consequences, hosts
from broadsheet.press.folder import Folder
from broadsheet.press.fullpress import press_into
from broadsheet.press.worker import settled
from broadsheet.release.actions.kill import kill
from broadsheet.sections.factories import make_section
from broadsheet.stories.factories import make_story, make_topic
from broadsheet.stories.models import StoryPage
from tests.sending.paper import make_issue, make_newsletter, subscribe
from tests.sites import until

STORIES = 4
MORE = 40
KILLED = "Mayor owns the tide gate"


def build() -> dict[str, Any]:
    """Returns {"stories": [keys], "slugs": […]}: stories at /harbour/<slug>/, which stand in the picks."""
    harbour = make_section("Harbour")
    topics = [make_topic("Tides")]
    stories = [make_story(f"Ferry {n}", section=harbour, topics=topics) for n in range(STORIES)]
    killed = make_story(KILLED, slug="mayor", section=harbour)
    kill(killed, None, "It was his brother.")
    brief("Fog on the bay.")
    make_rail(stories)
    Redirect.objects.create(old_path="/old/ferry", redirect_page=stories[0])
    return {"stories": [story.pk for story in stories], "slugs": [story.slug for story in stories]}


def build_with_picture() -> dict[str, Any]:
    """The same, with more stories, and the first one shows a picture."""
    things = build()
    harbour = StoryPage.objects.get(pk=things["stories"][0]).get_parent().specific
    for n in range(MORE):
        make_story(f"Tide table {n}", section=harbour)
    story = StoryPage.objects.get(pk=things["stories"][0])
    story.hero = make_picture("Ferry")
    story.save_revision().publish()
    return things


def address_letters(readers: int) -> None:
    """An issue that the next worker begins to send, not before it is whole."""
    with transaction.atomic():
        newsletter = make_newsletter()
        subscribe(newsletter, readers)
        make_issue(newsletter)


def undelivered() -> list[str]:
    """Readers of whom nobody knows that they got the issue, each with how it stands; empty while it is under way."""
    if not Issue.objects.filter(sending=Sending.DONE).exists():
        return []
    rows = Delivery.objects.exclude(state=Outcome.SENT)
    return [f"{state} {address}" for state, address in rows.values_list("state", "subscription__subscriber__address")]


def sending() -> str:
    return str(Issue.objects.get().sending)


def name_section(name: str) -> None:
    """Rename the section of all stories: each of its pages is pressed anew."""
    section = StoryPage.objects.order_by("pk")[0].get_parent().specific
    section.title = name
    section.save_revision().publish()


def under_embargo(title: str, seconds: float) -> tuple[str, float]:
    """A published story that nobody may see for so long; its slug, and the second of the epoch since then."""
    now = clock.now()
    section = StoryPage.objects.order_by("pk")[0].get_parent().specific
    story = make_story(title, section=section, embargoed_until=now + timedelta(seconds=seconds))
    return story.slug, now.timestamp()


def pressed() -> list[list[str]]:
    """Tables that say what is not well with several hosts: who lacks something, and why the bucket refuses."""
    found = hosts.standing()
    return [list(found.behind), [name for name, _ in found.away], [found.cause] if found.cause else []]


def settled_now() -> bool:
    return settled()


def hold_the_lock() -> None:
    """The press's, until somebody ends us."""
    with transaction.atomic():
        consequences.the_desk()
        print("held", flush=True)
        time.sleep(600)


def take_the_lock(seconds: int) -> bool:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{seconds}s'")
        return consequences.the_desk() is not None


def press_whole(folder: str) -> None:
    """When the site's own worker has pressed everything: the full press into another folder, from the database
    alone, as of the same instant."""
    until(settled, 60)
    with clock.as_of(clock.now()):
        press_into(Folder(Path(folder)))


def titles(keys: list[int]) -> list[str]:
    return [StoryPage.objects.get(pk=key).title for key in keys]


def headlines() -> list[str]:
    return list(Brief.objects.order_by("pk").values_list("headline", flat=True))


def count() -> list[int]:
    """Of stories and briefs."""
    return [StoryPage.objects.count(), Brief.objects.count()]
