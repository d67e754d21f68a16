"""What tests of this room have done inside a site, in a process of its own."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection, models

from broadsheet.kit import clock
from broadsheet.live import events
from broadsheet.newsletters.models import Issue, Sending
from broadsheet.newsletters.tests.issues import block, make_issue, make_newsletter
from broadsheet.pictures.factories import make_picture
from broadsheet.press.models import History
from broadsheet.press.worker import settled
from broadsheet.release.actions.kill import kill
from broadsheet.stories.factories import make_story
from broadsheet.stories.models import StoryPage
from tests.faults import ledger
from tests.sending.paper import subscribe
from tests.sites import until


def fill() -> None:
    """A paper with every kind of answer, with pictures."""
    ledger.build()
    for story in StoryPage.objects.exclude(title=ledger.KILLED):
        story.hero = make_picture(f"Ferry {story.pk}")
        story.save_revision().publish()


def save_until(stop: str) -> None:
    """Save stories, upload pictures and take them away again, as fast as it goes."""
    count = 0
    while not Path(stop).exists():
        count += 1
        picture = make_picture(f"Gull {count}")
        make_story(f"Gull {count}", hero=picture)
        if count % 3 == 0:
            make_picture(f"Passing {count}").delete()
        time.sleep(0.01)


def pressed() -> None:
    until(settled, 90)


def missing_files() -> list[str]:
    """Files that the database speaks of and that are not there."""
    missing = []
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField):
                for name in model._default_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True):
                    if name and not field.storage.exists(name):
                        missing.append(name)
    return missing


def issues_under_way() -> None:
    now, newsletter = clock.wall(), make_newsletter()
    for subject, fields in {
        "past": {"sending": Sending.SCHEDULED, "send_at": now - timedelta(hours=1)},
        "sending": {"sending": Sending.SENDING},
        "future": {"sending": Sending.SCHEDULED, "send_at": now + timedelta(days=1)},
        "draft": {},
    }.items():
        issue = make_issue(newsletter, subject=subject, slug=f"issue-{subject}")
        Issue.objects.filter(pk=issue.pk).update(**fields)


def issue_is_due() -> None:
    """For five readers, at a time that has passed."""
    newsletter = make_newsletter()
    subscribe(newsletter, 5)
    issue = make_issue(newsletter, [block("text", "<p>The ferry is back.</p>")], slug="due")
    past = clock.wall() - timedelta(minutes=1)
    Issue.objects.filter(pk=issue.pk).update(sending=Sending.SCHEDULED, send_at=past)


def signed_in() -> None:
    """Somebody has been, since before."""
    Session.objects.create(session_key="long-since", session_data="", expire_date=clock.wall() + timedelta(days=9))


def sessions() -> int:
    return Session.objects.count()


def resumed() -> list[str]:
    return list(History.objects.values_list("state", flat=True))


def issue_states() -> dict[str, str]:
    return dict(Issue.objects.values_list("subject", "sending"))


LATEST = ("readership", "0001_initial")
"""A step that the rest of the program can do without, so that a site can be made that lacks it."""


def older() -> None:
    """Make this a site of the version before that step."""
    call_command("migrate", LATEST[0], "zero", verbosity=0)


def publish(title: str) -> None:
    make_story(title)


def sum_of_everything() -> dict[str, int | str]:
    """How many rows each table has, and the words of all stories. (Whoever puts a copy back notes in two tables how
    far events are those of before, and that it was done.)"""
    with connection.cursor() as cursor:
        tables = sorted({*connection.introspection.table_names(cursor)} - {"live_pruned", "press_history"})
        counts = {}
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")
            counts[table] = cursor.fetchone()[0]
    return {**counts, "titles": " ".join(StoryPage.objects.order_by("pk").values_list("title", flat=True))}


def story_to_kill() -> dict[str, object]:
    story = make_story("The gate", slug="gate")
    return {"story": story.pk, "url": story.url}


def kill_it(story: int) -> None:
    kill(StoryPage.objects.get(pk=story), None, "It is not true.")


def told() -> int:
    """The number of an event that readers are told of."""
    return events.emit("brief", "brief-1", {})
