"""The work behind the desk: pressing, mail, recordings and queued tasks, in threads of this process."""

from __future__ import annotations

import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import structlog
from django.conf import settings
from django.db import DatabaseError, Error, close_old_connections, connection
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker as TaskWorker
from django_tasks_db.models import DBTaskResult

from broadsheet.edge import succession
from broadsheet.kit import sizes
from broadsheet.narration.recording.narrator import Narrator
from broadsheet.newsletters.checking.renewing import Renewing
from broadsheet.newsletters.importing.jobs import Sweep
from broadsheet.newsletters.sending.office import Office
from broadsheet.newsletters.signup.attending import Attending
from broadsheet.press import flood, hosts, purging, storing
from broadsheet.press.ageing import Ageing
from broadsheet.press.folder import Folder
from broadsheet.press.following import Follower
from broadsheet.press.reconciling import Reconciling
from broadsheet.press.worker import Worker, every_tick, this_python
from broadsheet.proofreading.looking import Looking
from broadsheet.readership.thinning import Thinning
from broadsheet.readership.weblog import Weblog
from broadsheet.running import presence, quieting, removals, runs, upgrading
from broadsheet.running.runs import Nightly
from broadsheet.running.watching import Watch
from broadsheet.sections.schedule import Schedule
from broadsheet.site import edition, overrides, renewing

LOOK_FOR_TASKS = 0.5  # seconds
PAUSE = 0.5  # seconds until work that broke off begins again
HEAD_START = 1.5  # seconds that the press has before all else
LOOK_AFTER = 10.0  # seconds between two looks at what comes seldom
PATIENCE = 30.0  # seconds that the threads have to end
HANGS_AFTER = 900.0  # seconds without a turn of the press
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
            flood.soil_everything()
            edition.keep(folder(), edition.current())


class Crew:
    """The presser, the post office, the narrator, who looks at links, and the runner of Wagtail's queued tasks (its
    search index), until `stop`."""

    def __init__(self, switched: Callable[[], None] = lambda: None) -> None:
        self._stopping = threading.Event()
        every_tick("schedule", Schedule().run)
        every_tick("templates", Overrides(settings.SITE / overrides.FOLDER).run)
        every_tick("ageing", Ageing().run)
        every_tick("sign-ups", Attending().run)
        every_tick("imports", Sweep().run)
        self._press = Worker(
            folder(),
            stop=self._stopping,
            switched=switched,
            bulk_command=this_python("press", "--site", str(settings.SITE)),
            beside_command=this_python("press", "--site", str(settings.SITE), "--beside"),
            processes=settings.CONFIG.press_processes,
            prepare=_prepare,
        )
        works: dict[str, Callable[[], None]] = {
            "mail": self._send,
            "narration": Narrator(self._stopping).run,
            "links": Looking(self._stopping).run,
            "tasks": partial(run_tasks, self._stopping),
            "upkeep": self._look_after,
            "health": partial(watch, self._stopping),
            "readership": partial(count, self._stopping),
        }
        if settings.PURGE_TO:
            works["purges"] = partial(purging.run, self._stopping)
        if hosts.several():
            works["bucket"] = partial(storing.run, self._stopping)
        press = threading.Thread(target=keep_at, args=[self._run_press, self._stopping], name="press")
        later = [
            threading.Thread(target=after_the_press, args=[work, self._stopping], name=name)
            for name, work in works.items()
        ]
        self._threads = [press, *later]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def turns(self) -> bool:
        """Whether the press goes on. Starting on a large paper may take it minutes."""
        return time.monotonic() - self._press.turned < HANGS_AFTER

    def _run_press(self) -> None:
        self._press.pending = True  # what came while it was broken off was told to nobody
        self._press.run()

    def _send(self) -> None:
        wait_for_upgrade(self._stopping)
        if self._stopping.is_set():
            return
        quieting.quieten()
        Office(self._stopping).run()

    def _look_after(self) -> None:
        """What comes seldom and may take long."""
        nightly, keeping = Nightly(partial(_alone, self._stopping)), removals.Keeping(runs.target)
        reconciling, telling = Reconciling(folder(), self._stopping.is_set), sizes.Telling()
        checks_of_mail = Renewing()
        wait_for_upgrade(self._stopping)
        while not self._stopping.wait(LOOK_AFTER):
            telling.run()
            keeping.run()
            nightly.run()
            reconciling.run()
            checks_of_mail.run()
            close_old_connections()
        connection.close()

    def stop(self) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join(PATIENCE)


def _prepare() -> None:
    """Before anything is pressed: what an older copy of the database brought back is taken out again."""
    removals.put_in_force()
    renewing.renew(folder())


class Guard:
    """Looks after the health of a site whose worker is elsewhere: it may be the worker that is missing."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        work = partial(watch, self._stopping)
        self._thread = threading.Thread(target=keep_at, args=[work, self._stopping], name="health")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(PATIENCE)


class Following:
    """Where there are several hosts: keeps this one's press folder in step with what is pressed anywhere."""

    def __init__(self, place: Folder, switched: Callable[[], None]) -> None:
        self._stopping = threading.Event()
        work = Follower(place, self._stopping, switched).run
        self._thread = threading.Thread(target=keep_at, args=[work, self._stopping], name="following")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(PATIENCE)


class Beside:
    """Two kinds of work that begin and end together."""

    def __init__(self, *works: Crew | Guard | Following) -> None:
        self._works = works

    def start(self) -> None:
        for work in self._works:
            work.start()

    def stop(self) -> None:
        for work in self._works:
            work.stop()


def wait_for_upgrade(stopping: threading.Event) -> None:
    """Return when the database is of this version, or at the end. Raises DatabaseError."""
    while (steps := upgrading.behind()) and not stopping.is_set():
        with _saying:
            if not _said_behind.is_set():
                _said_behind.set()
                log.error("the database is of another version: stop this and run `broadsheet upgrade`", behind=steps)
        connection.close()
        stopping.wait(LOOK_AFTER)


_saying, _said_behind = threading.Lock(), threading.Event()


def count(stopping: threading.Event) -> None:
    """Views: what the web server in front served, where it does; and old sums are made fewer."""
    wait_for_upgrade(stopping)
    thinning = Thinning()
    weblog = Weblog(settings.READERS_LOG) if settings.COUNT_READERS and settings.READERS_LOG else None
    while not stopping.wait(LOOK_AFTER):
        close_old_connections()
        if weblog is not None:
            weblog.run()
        thinning.run()
        connection.close()


def watch(stopping: threading.Event) -> None:
    health = Watch()
    while not stopping.wait(LOOK_AFTER):
        close_old_connections()
        health.run()
        connection.close()


def _alone(stopping: threading.Event, arguments: Sequence[str]) -> None:
    """Run a command of ours in a process of its own, after everything else that wants the machine."""
    command = ["nice", "-n", "10", *this_python(*arguments, "--site", str(settings.SITE))]
    connection.close()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603
        while True:
            try:
                _, said = process.communicate(timeout=1)
                break
            except subprocess.TimeoutExpired:
                if stopping.is_set():
                    process.terminate()
    if process.returncode and not stopping.is_set():
        log.error("what was due could not be done", command=" ".join(arguments), cause=said.strip()[-500:])


def after_the_press(work: Callable[[], None], stopping: threading.Event) -> None:
    """What is overdue at a start, an embargo's end perhaps, is pressed first: all else that begins there would share
    the interpreter with it."""
    if not stopping.wait(HEAD_START):
        keep_at(work, stopping)


def keep_at(work: Callable[[], None], stopping: threading.Event) -> None:
    """Do `work` until `stopping`: one broken thing must not end all pressing until the next start."""
    while not stopping.is_set():
        try:
            work()
        except (Error, OSError) as error:
            log.warning("the work waits", cause=str(error).strip())
        except Exception:
            log.exception("the work broke off and begins again")
        else:
            continue
        connection.close()
        stopping.wait(PAUSE)


def run_tasks(stopping: threading.Event) -> None:
    """Run queued tasks as they come. Nothing may depend on a task having run: they are wake-ups."""
    while not stopping.wait(LOOK_FOR_TASKS):
        try:
            close_old_connections()
            if DBTaskResult.objects.ready().exists():
                run_waiting()
        except DatabaseError as error:
            log.warning("the tasks wait", cause=str(error))
            connection.close()
            stopping.wait(5)
    connection.close()


def run_waiting() -> None:
    """Run the tasks that are queued now."""
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
    presence.announce(settings.SITE)
    crew = Crew()
    crew.start()
    begun()
    every = succession.watched()
    while not stopped.wait(min(every, LOOK_AFTER) if every else None):
        if crew.turns():
            succession.say_alive()
    crew.stop()
