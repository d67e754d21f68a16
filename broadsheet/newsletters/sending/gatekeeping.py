"""Whether a message may still be ended. Asked for each issue in the transaction that writes its rows as inflight, so
that nothing goes out once a kill, a hold or a pause is committed, however much was taken before.

Much is asked in a second, so the question is one statement, made once for each message of an issue: the gate in SQL
(`release.models.public_q`) over the issue and all that it carries. Only where that does not say yes, the gate itself
is asked, and pauses the issue with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from broadsheet.briefs.models import Brief
from broadsheet.newsletters.models import Compiled, Issue, Sending
from broadsheet.newsletters.sending import verbs
from broadsheet.release.models import public_q
from broadsheet.stories.models import StoryPage

_NOW = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands in a question for the instant at which it is asked."""


@dataclass(frozen=True, slots=True)
class Question:
    """`expected`: how many rows each of its counts finds while everything may go out."""

    sql: str
    params: tuple[Any, ...]
    expected: tuple[int, ...]

    def holds(self, now: datetime) -> bool:
        marked, instant = _adapted(_NOW), _adapted(now)
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [instant if each == marked else each for each in self.params])
            return cursor.fetchone() == self.expected


class Gatekeeper:
    def __init__(self) -> None:
        self._questions: dict[int, Question] = {}

    def shut(self, issues: Iterable[int], now: datetime) -> set[int]:
        """Those of `issues` of which nothing may be ended any more; what is not paused yet is paused."""
        return {issue for issue in issues if not self._open(issue, now)}

    def forget(self, sending: Iterable[int]) -> None:
        """Keep what is known of these issues alone."""
        self._questions = {issue: self._questions[issue] for issue in sending if issue in self._questions}

    def _open(self, issue: int, now: datetime) -> bool:
        question = self._questions.get(issue) or _question(issue)
        if question is not None and question.holds(now):
            self._questions[issue] = question
            return True
        self._questions.pop(issue, None)
        return verbs.may_be_taken(issue, now)


def _question(issue: int) -> Question | None:
    made = Compiled.objects.filter(issue=issue).first()
    if made is None:
        return None
    stories, briefs = made.carries.get("stories", []), made.carries.get("briefs", [])
    # a message that was made again since is another row: this question does not hold for it
    asked: list[tuple[QuerySet[Any], int]] = [
        (Issue.objects.filter(public_q(_NOW), pk=issue, sending=Sending.SENDING, compiled=made.pk), 1)
    ]
    if stories:
        asked.append((StoryPage.objects.filter(public_q(_NOW), pk__in=stories), len(set(stories))))
    if briefs:
        asked.append((Brief.objects.filter(public_q(_NOW), pk__in=briefs), len(set(briefs))))
    parts = [rows.order_by().values("pk").query.sql_with_params() for rows, _ in asked]
    counts = ", ".join(f"(SELECT COUNT(*) FROM ({sql}) AS found)" for sql, _ in parts)  # noqa: S608 - Django's own
    params = tuple(each for _, given in parts for each in given)
    return Question(f"SELECT {counts}", params, tuple(number for _, number in asked))


def _adapted(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)
