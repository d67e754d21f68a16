"""The work behind the desk: pressing and queued tasks, in threads of this process."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import structlog
from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker as TaskWorker
from django_tasks_db.models import DBTaskResult

from broadsheet.press import fullpress
from broadsheet.press.ageing import Ageing
from broadsheet.press.folder import Folder
from broadsheet.press.worker import Worker, every_tick, this_python
from broadsheet.sections.schedule import Schedule
from broadsheet.site import edition, overrides, renewing

LOOK_FOR_TASKS = 0.5  # seconds
PAUSE = 0.5  # seconds until work that broke off begins again
PATIENCE = 30.0  # seconds that the threads have to end
LEFT_ALONE = 2 * overrides.LOOK_EVERY  # seconds

log = structlog.get_logger(__name__)


def folder() -> Folder:
    return Folder(settings.PRESS_ROOT)


class Overrides:
    """Presses the whole paper anew when templates of the site's folder were changed; `run` is called several times a
    second. It waits until they are left alone for a while: every process must have seen them, and whoever copies a
    folder of them should not have it pressed file by file."""

    def __init__(self, place: Path) -> None:
        self._place, self._pressed = place, overrides.signature(place)
        self._seen, self._since, self._next = self._pressed, 0.0, 0.0

    def run(self) -> None:
        if time.monotonic() < self._next:
            return
        now, self._next = overrides.signature(self._place), time.monotonic() + overrides.LOOK_EVERY
        if now != self._seen:
            self._seen, self._since = now, time.monotonic()
        elif now != self._pressed and time.monotonic() - self._since > LEFT_ALONE:
            self._pressed = now
            log.info("templates were changed: the whole paper is pressed anew", files=len(now))
            fullpress.soil_everything()
            edition.keep(folder(), edition.current())


class Crew:
    """The presser and the runner of Wagtail's queued tasks (its search index), until `stop`."""

    def __init__(self, switched: Callable[[], None] = lambda: None) -> None:
        self._stopping = threading.Event()
        every_tick("schedule", Schedule().run)
        every_tick("templates", Overrides(settings.SITE / overrides.FOLDER).run)
        every_tick("ageing", Ageing().run)
        self._press = Worker(
            folder(),
            stop=self._stopping,
            switched=switched,
            bulk_command=this_python("press", "--site", str(settings.SITE)),
            processes=settings.CONFIG.press_processes,
            prepare=partial(renewing.renew, folder()),
        )
        tasks = partial(run_tasks, self._stopping)
        self._threads = [
            threading.Thread(target=keep_at, args=[self._run_press, self._stopping], name="press"),
            threading.Thread(target=keep_at, args=[tasks, self._stopping], name="tasks"),
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def _run_press(self) -> None:
        self._press.pending = True  # what came while it was broken off was told to nobody
        self._press.run()

    def stop(self) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join(PATIENCE)


def keep_at(work: Callable[[], None], stopping: threading.Event) -> None:
    """Do `work` until `stopping`: one broken thing must not end all pressing until the next start."""
    while not stopping.is_set():
        try:
            work()
        except Exception:
            log.exception("the work broke off and begins again")
            connection.close()
            stopping.wait(PAUSE)


def run_tasks(stopping: threading.Event) -> None:
    """Run queued tasks as they come. Nothing may depend on a task having run: they are wake-ups."""
    while not stopping.wait(LOOK_FOR_TASKS):
        try:
            close_old_connections()
            if DBTaskResult.objects.ready().exists():
                _run_waiting()
        except DatabaseError as error:
            log.warning("the tasks wait", cause=str(error))
            connection.close()
            stopping.wait(5)
    connection.close()


def _run_waiting() -> None:
    TaskWorker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    ).run()


def work_until_stopped(begun: Callable[[], None]) -> None:
    """What `broadsheet worker` does, until SIGTERM or SIGINT; `begun` is called when it has started."""
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    crew = Crew()
    crew.start()
    begun()
    stopped.wait()
    crew.stop()
