"""The course of one proof, inside its paper: workers are forked, killed and stopped, until the issue is done."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sys
import threading
import time
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import Error, connection, connections, transaction

from broadsheet.newsletters.models import Delivery, Issue, Sending
from broadsheet.newsletters.senders.smtp import Relay
from broadsheet.newsletters.sending import verbs
from broadsheet.newsletters.sending.office import Office
from broadsheet.newsletters.sending.pace import Pace
from tests.postgres import Cluster
from tests.sending import broken, judging, paper, sink
from tests.sending.sink import Faults, Running

WORKERS, CONNECTIONS = 3, 4
HASTE = 0.97  # of what is to be sent, by which all blows have fallen
PER_RECIPIENT = 0.03  # seconds that it may take at most, besides MARGIN and what the blows cost
PER_BLOW, MARGIN = 3.0, 60.0
LEASE = 1.2  # seconds
WAITS = tuple(timedelta(seconds=seconds) for seconds in (0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 1.6, 1.6))
COURIERS = 0.3  # of the kills hit the process that holds a worker's connections, and not the one with the ledger


def faults(seed: int) -> Faults:
    """Every way of misbehaving, each seldom enough that most is sent."""
    return Faults(
        seed=seed,
        **dict.fromkeys(("mail4", "rcpt4", "data4", "end4"), 0.01),
        **dict.fromkeys(("rcpt5", "end5"), 0.002),
        **dict.fromkeys(("drop_envelope", "drop_body", "closing"), 0.002),
        **dict.fromkeys(("drop_before", "drop_after", "garbage"), 0.001),
        **{"policy": 0.0005, "busy": 0.02, "slow": 0.01, "delay": 0.05},
    )


class Proof:
    def __init__(self, recipients: int, kills: int, seed: int) -> None:
        self.recipients, self.blows = recipients, kills
        self.dice = random.Random(seed)
        self.workers: list[int] = []
        self.stopped: dict[int, float] = {}
        self.kills = self.couriers = self.stops = self.resumed = self.database_kills = 0
        self.deadline = time.monotonic() + MARGIN + recipients * PER_RECIPIENT + kills * PER_BLOW

    # -- the workers

    def hire(self, port: int) -> None:
        """Another worker, forked: what it is made of is loaded already."""
        connections.close_all()
        worker = os.fork()
        if not worker:
            code = 1
            try:
                work(port)
            finally:
                os._exit(code)
        self.workers.append(worker)

    def kill(self, port: int) -> None:
        # not one that stands still: it is to come back, as long as there is another
        victim = self.dice.choice([each for each in self.workers if each not in self.stopped] or self.workers)
        self.kills += 1
        if self.dice.random() < COURIERS and (couriers := _couriers(victim)):
            os.kill(couriers, signal.SIGKILL)
            self.couriers += 1
            return
        os.kill(victim, signal.SIGKILL)
        os.waitpid(victim, 0)
        self.workers.remove(victim)
        self.stopped.pop(victim, None)
        self.hire(port)

    def stop(self) -> None:
        """Have a worker stand still until others have taken what it held: then it comes back, a zombie. One that
        holds something, if one is found in time."""
        end = time.monotonic() + LEASE
        while True:
            victim = self.dice.choice([each for each in self.workers if each not in self.stopped] or self.workers)
            os.kill(victim, signal.SIGSTOP)
            if time.monotonic() > end or _holds(victim):
                break
            os.kill(victim, signal.SIGCONT)
            time.sleep(0.01)
        self.stopped[victim] = time.monotonic() + LEASE * 2
        self.stops += 1

    def wake(self, *, all_of_them: bool = False) -> None:
        for worker, until in list(self.stopped.items()):
            if all_of_them or time.monotonic() > until:
                os.kill(worker, signal.SIGCONT)
                del self.stopped[worker]

    def dismiss(self) -> None:
        for worker in self.workers:
            os.kill(worker, signal.SIGKILL)
            os.waitpid(worker, 0)
        self.workers.clear()

    # -- the course of it

    def run(self, relay: Running, database: Cluster | None) -> None:
        expected = self.recipients * HASTE
        stops = max(2, self.blows // 10)
        blows = sorted((self.dice.uniform(0, expected), n < stops) for n in range(self.blows + stops))
        outage = self.dice.uniform(0.2, 0.6) * expected if database else None
        for _ in range(WORKERS):
            self.hire(relay.port)
        looked = 0.0
        while time.monotonic() < self.deadline:
            done = accepted(relay.log)
            self.wake()
            if blows and done >= blows[0][0]:
                time.sleep(self.dice.uniform(0, 0.01))
                _, stop = blows.pop(0)
                self.stop() if stop else self.kill(relay.port)
            elif database and outage is not None and done >= outage:
                outage = None
                self.outage(database)
            elif time.monotonic() - looked > 0.25:
                looked = time.monotonic()
                if self.over():
                    self.wake(all_of_them=True)
                    time.sleep(LEASE)  # what a zombie does after the end counts as well
                    return
            else:
                time.sleep(0.002)
        raise TimeoutError("the issue does not end")

    def outage(self, database: Cluster) -> None:
        self.database_kills += 1
        database.stop()
        time.sleep(1)
        database.start()

    def over(self) -> bool:
        """Whether the issue is done. In between, be the editor who has it go on when a policy stopped it."""
        try:
            issue = Issue.objects.get()
            if issue.sending == Sending.PAUSED:
                self.resumed += 1
                _resume(issue)
        except (Error, verbs.Refused):
            connection.close()
            return False
        return issue.sending == Sending.DONE


def _resume(issue: Issue) -> None:
    """A worker that stands still may hold the issue's row, and we are who wakes it: the wait for it is short."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '2s'")
        verbs.resume(issue)


def _couriers(worker: int) -> int:
    """The process with its connections, or 0."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
            if int(parent) == worker and state != "Z":
                return int(stat.parent.name)
    return 0


def _holds(worker: int) -> bool:
    """Whether it has taken rows that it has not begun."""
    try:
        return Delivery.objects.filter(state="claimed", claim__startswith=f"{worker:08d}").count() > CONNECTIONS
    except Error:
        connection.close()
        return False


def work(port: int) -> None:
    """A worker's whole life."""
    pace = Pace(timedelta(seconds=LEASE), look=0.05, tick=0.1, batch=100, waits=WAITS, reconnect=(0.05, 0.5))
    relay = Relay("127.0.0.1", port, connections=CONNECTIONS, messages=50, hello="ledger.example")
    # so that we know whose rows they are
    office = Office(threading.Event(), relay, pace, token=f"{os.getpid():08d}{uuid.uuid4().hex}"[:32])
    while True:
        try:
            office.run()
        except Error as error:
            sys.stderr.write(f"a worker broke off: {error!r}\n")


def accepted(log: Path) -> float:
    """About how many messages the relay took, by the size of its log."""
    return log.stat().st_size / 30


def prove(
    folder: str, recipients: int, kills: int, seed: int, broken_by: str, cluster: dict[str, Any] | None
) -> dict[str, Any]:
    """The verdict; what is wrong stands under "wrong". `cluster`: the fields of a running tests.postgres.Cluster."""
    place = Path(folder)
    database = Cluster(Path(cluster["programs"]), Path(cluster["folder"]), int(cluster["port"])) if cluster else None
    call_command("migrate", verbosity=0)  # the packaged database may be behind what is being written
    newsletter = paper.make_newsletter()
    paper.subscribe(newsletter, recipients)
    paper.make_issue(newsletter)
    judging.watch_moves()
    broken.break_protocol(broken_by)
    proof, began, course = Proof(recipients, kills, seed), time.monotonic(), []
    with sink.running(place / "relay.log", faults(seed)) as relay:
        try:
            proof.run(relay, database)
        except TimeoutError as error:
            course.append(str(error))
        finally:
            proof.dismiss()
    told = {"seed": seed, "recipients": recipients, "seconds": round(time.monotonic() - began, 1)}
    told |= {"kills": proof.kills, "kills of the couriers alone": proof.couriers, "stops": proof.stops}
    told |= {"kills of the database": proof.database_kills, "resumed by the editor": proof.resumed}
    told |= {"broken": broken_by}
    verdict = told | judging.judge(relay, recipients, CONNECTIONS * proof.kills, len(WAITS), place / "ledger.csv")
    verdict["wrong"] += course
    return verdict
