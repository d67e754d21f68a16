"""The work behind the desk: pressing and queued tasks, in threads of this process."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from functools import partial

import structlog
from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker as TaskWorker
from django_tasks_db.models import DBTaskResult

from broadsheet.press.folder import Folder
from broadsheet.press.worker import Worker, every_tick, this_python
from broadsheet.sections.schedule import Schedule

LOOK_FOR_TASKS = 0.5  # seconds
PAUSE = 0.5  # seconds until work that broke off begins again
PATIENCE = 30.0  # seconds that the threads have to end

log = structlog.get_logger(__name__)


def folder() -> Folder:
    return Folder(settings.PRESS_ROOT)


class Crew:
    """The presser and the runner of Wagtail's queued tasks (its search index), until `stop`."""

    def __init__(self, switched: Callable[[], None] = lambda: None) -> None:
        self._stopping = threading.Event()
        every_tick("schedule", Schedule().run)
        self._press = Worker(
            folder(),
            stop=self._stopping,
            switched=switched,
            bulk_command=this_python("press", "--site", str(settings.SITE)),
            processes=settings.CONFIG.press_processes,
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


def work_until_stopped() -> None:
    """What `broadsheet worker` does, until SIGTERM or SIGINT."""
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    crew = Crew()
    crew.start()
    log.info("working", site=str(settings.SITE))
    stopped.wait()
    crew.stop()
