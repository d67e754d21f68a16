"""On PostgreSQL, as everywhere, a worker takes no more letters than it asks for, so that others have some too."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from broadsheet.kit import clock
from broadsheet.newsletters.models import Delivery, Issue
from broadsheet.newsletters.sending import freezing, states
from tests.postgres import Cluster
from tests.sending.paper import make_issue, make_newsletter, subscribe
from tests.sending.prove import found_paper, inside

READERS, LIMIT = 1000, 200


def take() -> list[int]:
    """Inside a paper: of an issue that was just addressed, whose rows PostgreSQL has no statistics of yet, how many
    letters each of three workers gets."""
    newsletter, now = make_newsletter(), clock.wall()
    subscribe(newsletter, READERS)
    issue = make_issue(newsletter)
    while Issue.objects.filter(sending="freezing").exists():
        freezing.go_on(now)
    assert Delivery.objects.filter(issue=issue).count() == READERS
    until = now + timedelta(seconds=60)
    workers = ("a" * 32, "b" * 32, "c" * 32)
    return [len(states.claim(Delivery, who, now=now, until=until, limit=LIMIT, issue=issue.pk)) for who in workers]


@pytest.mark.slow
@pytest.mark.part("postgres")
def test_nobody_takes_more_than_they_ask_for(postgres: Cluster, tmp_path: Path) -> None:
    where = {"DATABASE_URL": postgres.create("taking")}
    found_paper(tmp_path, where)
    assert inside(tmp_path, "tests.sending.test_taking:take", {}, where) == [LIMIT] * 3
