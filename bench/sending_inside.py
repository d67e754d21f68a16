"""What bench.sending measures, inside a site: each runs in a process of its own."""

from __future__ import annotations

import asyncio
import os
import re
import threading
import time
import timeit
from pathlib import Path
from typing import Any

import uvloop
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection, transaction

from bench.nobody import Nobody
from broadsheet.kit import clock
from broadsheet.newsletters import tokens
from broadsheet.newsletters.composing.slots import PREFERENCES, UNSUBSCRIBE
from broadsheet.newsletters.couriers.lanes import Lane
from broadsheet.newsletters.couriers.loads import Builder, Load, Said
from broadsheet.newsletters.models import Delivery, Issue, Newsletter, Sending
from broadsheet.newsletters.senders.smtp import Relay
from broadsheet.newsletters.sending import freezing, jobs, states, verbs
from broadsheet.newsletters.sending.office import Office
from broadsheet.newsletters.sending.pace import Pace
from tests.sending.paper import html_of, make_issue, make_newsletter, subscribe

SIZE = 45_000  # bytes of HTML: about 57 KB on the wire
FIRST = 50_000  # messages of the big send
LONGEST = 300  # seconds
TRIES = 5000
FEW = 100


def newsletter_of(count: int) -> Newsletter:
    """One with exactly so many readers, made the first time."""
    found = Newsletter.objects.filter(slug=f"tide-{count}").first()
    if found is None:
        found = make_newsletter(f"tide-{count}")
        subscribe(found, count, domain=f"n{count}.mirna.example")
    return found


def ready(count: int) -> Issue:
    """An issue with a row for each reader."""
    issue = make_issue(newsletter_of(count), size=SIZE)
    while not freezing.address_more(issue.pk, clock.wall()):
        pass
    return issue


def all_jobs(issue: Issue) -> list[jobs.Job]:
    now, found = clock.wall(), []
    while fences := states.claim(Delivery, "raw", now=now, until=now, limit=500, issue=issue.pk):
        found += jobs.Jobs({}).of_deliveries(fences, now)[0]
    return found


def builder_of(issue: Issue) -> Builder:
    builder, press = Builder(), jobs.Press(issue.pk)
    builder.learn(press.key, press.parts.origin, press.parts.domain, press.parts.pieces)
    return builder


def raw(port: int, connections: int, count: int) -> float:
    """Messages a second of the lanes alone: nothing is asked and nothing is kept."""
    issue = ready(count)
    mine, builder = all_jobs(issue), builder_of(issue)
    Issue.objects.update(sending=Sending.CANCELLED)
    relay = Relay("127.0.0.1", port, connections=connections, messages=10_000)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return count / runner.run(_carried(relay, mine, builder))


async def _carried(relay: Relay, mine: list[jobs.Job], builder: Builder) -> float:
    """Seconds."""
    waiting: asyncio.Queue[Load | None] = asyncio.Queue()
    over, left, loop = asyncio.Event(), len(mine), asyncio.get_running_loop()

    def hear(_: Said) -> None:
        nonlocal left
        left -= 1
        if not left:
            over.set()

    def ask(_: int) -> asyncio.Future[float | None]:
        answer: asyncio.Future[float | None] = loop.create_future()
        answer.set_result(time.monotonic() + 3600)
        return answer

    lanes = [Lane(relay, Pace(), waiting, builder.build, hear, ask) for _ in range(relay.connections)]
    began = time.monotonic()
    for job in mine:
        waiting.put_nowait(job.load)
    tasks = [asyncio.create_task(lane.run()) for lane in lanes]
    await over.wait()
    took = time.monotonic() - began
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return took


def durable(port: int, connections: int, count: int) -> float:
    """Messages a second of an office with its ledger, from the word to go on to the issue's end. It has sent a few
    before, so that its couriers are there."""
    issue = ready(count)
    Issue.objects.filter(pk=issue.pk).update(sending=Sending.PAUSED, frozen_up_to=verbs.ADDRESSED)
    few = ready(FEW)
    stopping = threading.Event()
    office = Office(stopping, Relay("127.0.0.1", port, connections=connections, messages=10_000), rate=0.0)
    thread = threading.Thread(target=office.run)
    thread.start()
    _wait_for(few)
    began = time.monotonic()
    Issue.objects.filter(pk=issue.pk).update(sending=Sending.SENDING)
    _wait_for(issue)
    took = time.monotonic() - began
    stopping.set()
    thread.join()
    assert Delivery.objects.filter(issue=issue, state="sent").count() == count
    return count / took


def _wait_for(issue: Issue) -> None:
    while Issue.objects.values_list("sending", flat=True).get(pk=issue.pk) != Sending.DONE:
        time.sleep(0.02)


def django(port: int, count: int) -> float:
    """Messages a second of Django's own backend with the same words, one connection, as its documentation has it."""
    html = html_of(SIZE)
    backend = "django.core.mail.backends.smtp.EmailBackend"
    began = time.monotonic()
    with get_connection(backend, host="127.0.0.1", port=port, use_tls=False, use_ssl=False, timeout=20) as link:
        for n in range(count):
            message = EmailMultiAlternatives("The ferry", "Text.", "tide@ledger.example", [f"r{n}@mirna.example"])
            message.connection = link
            message.attach_alternative(f"{html}<p>{n}</p>", "text/html")
            message.send()
    return count / (time.monotonic() - began)


def building() -> dict[str, float]:
    """Microseconds for one message: splicing alone, and with its signed link."""
    issue = make_issue(newsletter_of(100), size=SIZE)
    press, builder = jobs.Press(issue.pk), builder_of(issue)
    splicer, now = builder._splicers[press.key], clock.wall()
    links = {
        UNSUBSCRIBE: f"https://ledger.example/newsletters/unsubscribe/{tokens.unsubscribe(1, 0)}/",
        PREFERENCES: "https://ledger.example/newsletters/preferences/",
    }
    row = jobs.Row(1, 1, 0, "", None, issue.pk, 1, "confirmed", None, 0, *["ada@mirna.example"] * 2, False)
    size = len(builder.build(press.job(row).load))
    Issue.objects.filter(pk=issue.pk).update(sending=Sending.CANCELLED)
    return {
        f"one message of {size:,} bytes, spliced": _each(lambda: splicer.build("ada@mirna.example", links, 7, now)),
        "with its signed link": _each(lambda: builder.build(press.job(row).load)),
    }


def _each(build: Any) -> float:
    return min(timeit.repeat(build, number=TRIES, repeat=5)) / TRIES * 1e6


def freeze(count: int) -> dict[str, float]:
    """Seconds until each of `count` readers has a row; then memory in MB, as memory_of has it."""
    issue = make_issue(many(count), size=SIZE)
    began = time.monotonic()
    while not freezing.address_more(issue.pk, clock.wall()):
        pass
    seconds = time.monotonic() - began
    assert Delivery.objects.filter(issue=issue).count() == count
    return {"seconds": seconds, **memory_of(issue)}


def memory_of(issue: Issue) -> dict[str, float]:
    """MB that this process has before it sends anything ("before"); and at most, of its own ("office") and of the one
    that carries ("couriers"), when the first messages went to nobody: a session that only takes stands for the
    relay."""
    before = _megabytes(os.getpid(), "VmRSS")
    stopping = threading.Event()
    office = Office(stopping, Nobody(), rate=0.0)
    thread = threading.Thread(target=office.run)
    thread.start()
    end = time.monotonic() + LONGEST
    while Delivery.objects.filter(issue=issue, state="sent").count() < FIRST:
        if time.monotonic() > end or not thread.is_alive():
            raise RuntimeError(f"the first {FIRST} messages are not out after {LONGEST} s")
        time.sleep(0.5)
    assert office.carried_by is not None
    office_at_most, couriers = (_megabytes(pid, "VmHWM") for pid in (os.getpid(), office.carried_by))
    stopping.set()
    thread.join()
    Issue.objects.filter(pk=issue.pk).update(sending=Sending.CANCELLED)
    return {"before": before, "office": office_at_most, "couriers": couriers}


def _megabytes(pid: int, what: str) -> float:
    """Not by getrusage: what it says of a child counts its parent's pages from before it became another program."""
    found = re.search(rf"{what}:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1]) / 1024


@transaction.atomic
def many(count: int) -> Newsletter:
    """So many readers, by SQL alone: through the models they would take minutes."""
    made = make_newsletter("many")
    now = connection.ops.adapt_datetimefield_value(clock.wall())
    if connection.vendor == "sqlite":
        numbers = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) SELECT"
        source = "FROM n"
    else:
        numbers, source = "SELECT", f"FROM generate_series(1, {count}) AS n(i)"
    columns = "address, key, needs_smtputf8, language, created, preferences_epoch"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO newsletters_subscriber ({columns}) "
            f"{numbers} 'm' || i || '@many.example', 'm' || i || '@many.example', false, 'en', %s, 0 {source}",
            [now],
        )
        cursor.execute(
            "INSERT INTO newsletters_subscription "
            "(newsletter_id, subscriber_id, state, token_epoch, created, changed) "
            "SELECT %s, id, 'confirmed', 0, %s, %s FROM newsletters_subscriber WHERE key LIKE '%%@many.example'",
            [made.pk, now, now],
        )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE newsletters_subscription")
    return made
