"""A database that came out of a copy is gone on from once, whichever host comes first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session

from broadsheet.kit import clock
from broadsheet.newsletters.models import Issue, Sending
from broadsheet.newsletters.tests.issues import make_issue
from broadsheet.press.models import History, Resumed
from broadsheet.running import quieting, resuming

pytestmark = pytest.mark.django_db
MADE = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)


@pytest.fixture
def host(settings: Any, tmp_path: Path) -> Any:
    """Makes this process one of a host of that name."""

    def be(name: str) -> Path:
        settings.SITE = tmp_path / name
        settings.SITE.mkdir(exist_ok=True)
        return tmp_path / name

    return be


def sign_in(key: str) -> None:
    Session.objects.create(session_key=key, session_data="", expire_date=clock.wall() + timedelta(days=1))


def under_way() -> Issue:
    issue = make_issue()
    Issue.objects.filter(pk=issue.pk).update(sending=Sending.SENDING)
    return issue


def states() -> list[str]:
    return list(Issue.objects.values_list("sending", flat=True))


def test_a_worker_of_another_host_sends_nothing_that_was_under_way(host: Any) -> None:
    under_way()
    host("other")
    History.objects.create(pk=1, name="a", made=MADE, state=Resumed.BACK)
    quieting.quieten()
    assert states() == [Sending.PAUSED]
    Issue.objects.update(sending=Sending.SENDING)  # an editor's word
    host("first")
    quieting.quieten()
    assert states() == [Sending.SENDING]


def test_servers_end_sessions_once_though_no_worker_comes(host: Any) -> None:
    sign_in("of then")
    History.objects.create(pk=1, name="a", made=MADE, state=Resumed.BACK)
    host("first")
    quieting.lock_out()
    assert Session.objects.count() == 0
    sign_in("since")
    for name in ("other", "first"):
        host(name)
        quieting.lock_out()
    under_way()
    quieting.quieten()
    assert (states(), Session.objects.count()) == ([Sending.PAUSED], 1)


def test_what_a_folder_says_is_said_by_the_database_from_then_on(host: Any) -> None:
    """A copy of a version whose database could not say it."""
    sign_in("of then")
    site = host("first")
    resuming.note(site, MADE)
    quieting.take_up()
    assert not (site / resuming.MARK).exists()
    assert (History.objects.get().made, History.objects.get().state) == (MADE, Resumed.BACK)
    host("other")
    quieting.lock_out()
    assert Session.objects.count() == 0


@pytest.mark.parametrize("words", ["2026-11-30T08:00:00+00:00\n", "", "gibberish"])
def test_a_mark_is_a_mark_whatever_became_of_its_words(host: Any, words: str) -> None:
    (host("first") / resuming.MARK).write_text(words)
    quieting.take_up()
    assert History.objects.get().state == Resumed.BACK
