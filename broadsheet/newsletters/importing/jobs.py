"""Lists that were given at the desk: looked at first, then brought in beside everything else.

The row is the truth and a task only a wake-up: whoever runs a job holds a lease, writes how far it has come together
with each batch, and stops when the lease is another's.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import structlog
from django.conf import settings
from django.db import DatabaseError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django_tasks import task

from broadsheet.kit import clock
from broadsheet.kit.buckets import NotReached
from broadsheet.kit.shelf import Shelf
from broadsheet.newsletters import consent
from broadsheet.newsletters.importing import columns, reading, work
from broadsheet.newsletters.importing.batches import Bringing
from broadsheet.newsletters.importing.columns import Field
from broadsheet.newsletters.importing.reading import Form, Unreadable
from broadsheet.newsletters.importing.work import Place, Report
from broadsheet.newsletters.models import Import, ImportState, Newsletter

LARGEST = 500_000_000  # bytes
LEASE = timedelta(seconds=60)
LOOK_EVERY = 10.0  # seconds between two looks for jobs that were left
KEPT_FOR = timedelta(days=7)
"""A file that nobody began, or that stopped and nobody had go on, is removed after this."""
REMOVE_EVERY = 3600.0  # seconds between two looks at lists that were left in the bucket
LEFT_FOR = timedelta(hours=1)

log = structlog.get_logger(__name__)


class Fenced(Exception):
    """Another worker has the job now, or it was stopped."""


def folder() -> Path:
    return Path(settings.SITE) / "imports"


def _shelf() -> Shelf:
    """Lists, for the worker's host too."""
    return Shelf(folder(), "imports")


def path_of(job: Import) -> Path:
    """Where its list lies here, fetched from another host's if need be. Raises NotReached."""
    return _shelf().find(job.file) or folder() / job.file


def keep(chunks: Iterable[bytes], name: str, newsletter: Newsletter, by: str) -> Import:
    """Put a list aside, once it is known to be one. Raises Unreadable, and nothing of it is kept."""
    folder().mkdir(mode=0o700, exist_ok=True)
    path = folder() / f"{secrets.token_hex(12)}.csv"
    try:
        size = _write(path, chunks)
        form = reading.form(path)
        rows = work.count(path, form)
        _shelf().share(path.name)
        guessed = columns.guess(form)
        _shelf().forget(path.name)
        return Import.objects.create(
            newsletter=newsletter,
            file=path.name,
            name=name[-255:],
            size=size,
            rows=rows,
            by=by,
            columns={str(number): str(field.value) for number, field in guessed.items()},
            created=clock.now(),
        )
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _write(path: Path, chunks: Iterable[bytes]) -> int:
    size = 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > LARGEST:
                raise Unreadable(_("It is larger than 500 MB: divide it, please."))
            file.write(chunk)
    return size


def meaning(job: Import) -> dict[int, Field]:
    """What each column was said to mean."""
    return {int(number): Field(field) for number, field in job.columns.items()}


def looked_at(job: Import) -> Form:
    """Raises Unreadable when its file is gone, NotReached when it cannot be fetched now."""
    try:
        return reading.form(path_of(job))
    finally:
        _shelf().forget(job.file)  # addresses shall not lie about on hosts that have no work with them


def begin(job: Import, words: str) -> bool:
    """False when it was begun, or discarded, meanwhile."""
    waiting = Import.objects.filter(pk=job.pk, state=ImportState.SHOWN)
    if not waiting.update(state=ImportState.RUNNING, consent=words, columns=job.columns):
        return False
    attend.enqueue()
    return True


def go_on(job: Import) -> bool:
    stopped = Import.objects.filter(pk=job.pk, state=ImportState.STOPPED)
    if not stopped.update(state=ImportState.RUNNING, cause="", claim="", lease_until=None):
        return False
    attend.enqueue()
    return True


def stop(job: Import, words: str) -> bool:
    """What is brought in stays; whoever brings it stops with the batch that is under way. False when it is done."""
    running = Import.objects.filter(pk=job.pk, state=ImportState.RUNNING)
    return bool(running.update(state=ImportState.STOPPED, cause=words, claim="", lease_until=None))


def share(job: Import) -> int:
    """How much of it is done, in percent."""
    twice = work.tells_who_left(meaning(job))
    done = (job.stage * job.rows if twice else 0) + job.line
    return min(99, 100 * done // (job.rows * (1 + twice) or 1))


def discard(job: Import) -> bool:
    """Its file goes; what was brought in stays."""
    if not Import.objects.filter(pk=job.pk, state__in=(ImportState.SHOWN, ImportState.STOPPED)).delete()[0]:
        return False
    _forget(job.file)
    return True


@task()
def attend() -> None:
    """Do every job that nobody does."""
    for job in _left():
        claim = secrets.token_hex(16)
        free = _left().filter(pk=job.pk)
        if free.update(claim=claim, lease_until=clock.wall() + LEASE):
            _do(Import.objects.select_related("newsletter").get(pk=job.pk), claim)


def _left() -> QuerySet[Import]:
    running = Import.objects.filter(state=ImportState.RUNNING)
    return running.filter(Q(lease_until=None) | Q(lease_until__lt=clock.wall()))


def _do(job: Import, claim: str) -> None:
    report = Report.of_json(job.report)

    def done(place: Place) -> None:
        _held(
            job, claim, stage=place.stage, line=place.done, report=report.to_json(), lease_until=clock.wall() + LEASE
        )

    to = Bringing(job.newsletter, job.newsletter.language, consent.wording(job.consent), clock.wall())
    try:
        start, path = Place(job.stage, job.line), path_of(job)
        work.run(path, reading.form(path), meaning(job), to, report, start=start, done=done)
        _held(job, claim, state=ImportState.DONE, ended=clock.wall(), report=report.to_json(), lease_until=None)
    except Fenced:
        log.info("an import went to another worker", job=job.pk)
    except (Unreadable, OSError) as error:
        _held(job, claim, state=ImportState.STOPPED, cause=str(error)[:500], lease_until=None)
    except (DatabaseError, NotReached) as error:
        log.warning("an import waits", job=job.pk, cause=str(error))
    else:
        _forget(job.file)


def _forget(file: str) -> None:
    try:
        _shelf().remove(file)
    except NotReached as error:
        log.warning("a list is removed later", file=file, cause=str(error))


def _remove_left() -> None:
    """Lists in the bucket that no job needs any more: a crash, or a bucket that was away, left them."""
    wanted = set(Import.objects.exclude(state=ImportState.DONE).values_list("file", flat=True))
    try:
        for file, written in _shelf().shared().items():
            if file not in wanted and written < clock.wall() - LEFT_FOR:
                _shelf().remove(file)
    except NotReached as error:
        log.warning("lists that were left are removed later", cause=str(error))


def _held(job: Import, claim: str, **values: object) -> None:
    """Raises Fenced when the job is no longer ours."""
    if not Import.objects.filter(pk=job.pk, claim=claim, state=ImportState.RUNNING).update(**values):
        raise Fenced


class Sweep:
    """Wakes for jobs that a crash left, removes files that nobody wants; `run` is called several times a second."""

    def __init__(self) -> None:
        self._next = self._next_removal = 0.0

    def run(self) -> None:
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + LOOK_EVERY
        if _left().exists():
            attend.enqueue()
        waiting = Import.objects.filter(state__in=(ImportState.SHOWN, ImportState.STOPPED))
        for job in waiting.filter(created__lt=clock.wall() - KEPT_FOR)[:10]:
            discard(job)
        if time.monotonic() >= self._next_removal:
            self._next_removal = time.monotonic() + REMOVE_EVERY
            _remove_left()
