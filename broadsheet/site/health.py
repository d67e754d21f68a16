"""What stands in the way of taking and publishing work, in plain words, each with what to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from broadsheet.press.folder import Folder
from broadsheet.press.health import PressHealth, press_health
from broadsheet.sections import schedule


@dataclass(frozen=True, slots=True)
class Trouble:
    """`severe`: work cannot be taken or published now, so /healthz answers 503."""

    what: str
    remedy: str
    severe: bool = True

    def __str__(self) -> str:
        return f"{self.what}: {self.remedy}."


def troubles() -> list[Trouble]:
    """All that is wrong now, the worst first; empty when all is well."""
    try:
        return [*_of_the_press(press_health(Folder(settings.PRESS_ROOT))), *_of_the_schedule()]
    except DatabaseError:
        return [Trouble("The database does not answer", "see that it runs, and that database_url is right")]


def database_error() -> str:
    """What the database says itself; for the operator's eyes, since it may name hosts."""
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        return " ".join(str(error).split())
    return ""


def missing_migrations() -> int:
    """How many the code has and the database has not. Takes a moment: not for /healthz."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _of_the_schedule() -> Iterator[Trouble]:
    late = schedule.overdue()
    if late:
        what = "One scheduled thing is not out yet" if late == 1 else f"{late} scheduled things are not out yet"
        yield Trouble(what, "look at the desk's home, which says what is missing", severe=False)


def _of_the_press(health: PressHealth) -> Iterator[Trouble]:
    if health.silent:
        yield Trouble("No worker is alive", "start the server, or `broadsheet worker` where they are separate")
    if health.nearly_full:
        yield Trouble("The disk is nearly full", "make room, so that pages can be pressed")
    if health.overdue:
        what = (
            "One thing should have gone out or in by now"
            if health.overdue == 1
            else (f"{health.overdue} things should have gone out or in by now")
        )
        yield Trouble(what, "see in the log why the worker is late")
    if health.clock_alarm:
        yield Trouble(health.clock_alarm, "let NTP keep the clock", severe=False)
    for plate in health.failing:
        yield Trouble(f"{plate.url} cannot be pressed ({plate.cause})", "mend that, it is tried again", severe=False)
