"""The states of a mail on its way, and every move between them. Nothing else writes these columns.

    pending ── claim ──▶ claimed ── embark ──▶ inflight ── settle ──▶ sent
       ▲                    │                     │
       ├── reap (lease) ────┤                     ├── reap (lease), or the connection broke ──▶ uncertain
       ├── settle: given ───┘                     │                                              │
       │   back                                   ├── settle ──▶ failed (5xx)                    │
       ├── ripen ◀── deferred ◀── settle (4xx) ───┘                                              │
       ├── resend ◀── the editor's word ─────────────────────────────────────────────────────────┘
       └── try_again ◀── the editor's word ◀── failed

`claimed`: a worker builds and offers it; the relay has not had the end of the message, so it cannot have accepted it,
and after a crash it goes again. `inflight`: this was committed, durably, before the end was sent; if nobody can say
what became of it, it is `uncertain` and never goes again by itself. Whoever comes back late is fenced: `embark` and
`settle` move a row only for the claim and the attempt that took it. A late word of who holds both is still the truth,
so it ends an `uncertain` row too, unless an editor has decided about it.

A lease is a promise to be heard of: it is renewed by the worker as long as it lives.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from broadsheet.newsletters.models import Delivery, Handover, Note, Outcome
from broadsheet.newsletters.models.ledger import HELD

PENDING, CLAIMED, INFLIGHT, SENT = Outcome.PENDING, Outcome.CLAIMED, Outcome.INFLIGHT, Outcome.SENT
FAILED, DEFERRED, UNCERTAIN, SKIPPED = Outcome.FAILED, Outcome.DEFERRED, Outcome.UNCERTAIN, Outcome.SKIPPED

Book = type[Handover]
"""Delivery or Note: both go the same way."""

SETTLES_FROM: dict[str, tuple[str, ...]] = {
    SENT: (INFLIGHT, UNCERTAIN),
    FAILED: (CLAIMED, INFLIGHT, UNCERTAIN),
    DEFERRED: (CLAIMED, INFLIGHT, UNCERTAIN),
    # given back by one who knows that it never sent the end of the message
    PENDING: (CLAIMED, INFLIGHT, UNCERTAIN),
    SKIPPED: (CLAIMED,),
    UNCERTAIN: (INFLIGHT,),
}


@dataclass(frozen=True, slots=True)
class Fence:
    """Our right to move a row: the row, and which of its attempts is ours."""

    pk: int
    attempt: int


@dataclass(frozen=True, slots=True)
class Ending:
    """What became of an attempt. `deferrals` and `retry_at` matter where it goes again."""

    fence: Fence
    state: str
    code: str = ""
    reply: str = ""
    deferrals: int = 0
    retry_at: datetime | None = None


def claim(book: Book, token: str, *, now: datetime, until: datetime, limit: int, issue: int = 0) -> list[Fence]:
    """Take up to `limit` pending rows (of `issue`, for deliveries), the oldest first. pending → claimed."""
    table = book._meta.db_table
    of_issue = f"AND issue_id = {issue:d}" if issue else ""
    chosen = f"SELECT id FROM {table} WHERE state = 'pending' {of_issue} ORDER BY id LIMIT {limit:d}"  # noqa: S608 - as below
    if connection.features.has_select_for_update_skip_locked:
        # What another worker is taking is left alone, and nobody waits. As an array it is chosen once: of "IN"
        # PostgreSQL may ask anew for each row, and skips what it has taken itself, until it has taken everything.
        chosen = f"= ANY(ARRAY({chosen} FOR UPDATE SKIP LOCKED))"
    else:
        chosen = f"IN ({chosen})"
    # nobody makes another message while rows are taken: this is the one that these readers get
    with_message = f", made_at = {_MADE_AT}" if book is Delivery else ""
    sql = f"""
        UPDATE {table} SET state = 'claimed', claim = %s, lease_until = %s, changed = %s,
            attempt = attempt + 1{with_message}
        WHERE id {chosen} AND state = 'pending'
        RETURNING id, attempt"""  # noqa: S608 - the table is ours, the numbers are integers
    with connection.cursor() as cursor:
        cursor.execute(sql, [token, _instant(until), _instant(now)])
        return sorted((Fence(pk, attempt) for pk, attempt in cursor.fetchall()), key=lambda fence: fence.pk)


_MADE_AT = "(SELECT made_at FROM newsletters_compiled m WHERE m.issue_id = newsletters_delivery.issue_id)"


def embark(book: Book, token: str, fences: Sequence[Fence], *, now: datetime, until: datetime) -> set[int]:
    """claimed → inflight, for those rows that are still ours; their keys. It may be said twice (a commit whose answer
    was lost), and must be committed before the end of a message is sent."""
    if not fences:
        return set()
    table = book._meta.db_table
    sql = f"""
        UPDATE {table} SET state = 'inflight', lease_until = %s, changed = %s
        FROM {_given("pk bigint", "attempt integer")}
        WHERE {table}.id = ours.pk AND {table}.attempt = ours.attempt AND {table}.claim = %s
            AND {table}.state IN ('claimed', 'inflight')
        RETURNING {table}.id"""  # noqa: S608 - the table is ours
    ours = json.dumps([{"pk": fence.pk, "attempt": fence.attempt} for fence in fences])
    with connection.cursor() as cursor:
        cursor.execute(sql, [_instant(until), _instant(now), ours, token])
        return {pk for (pk,) in cursor.fetchall()}


def settle(book: Book, token: str, endings: Iterable[Ending], *, now: datetime) -> int:
    """Write what became of our attempts; how many of them were still ours. It may be said twice."""
    sent: list[Ending] = []
    others: list[Ending] = []
    for ending in endings:
        (sent if ending.state == SENT else others).append(ending)
    return _settle_sent(book, token, sent, now) + sum([_settle_one(book, token, each, now) for each in others])


def _settle_sent(book: Book, token: str, endings: list[Ending], now: datetime) -> int:
    """Together, in one statement: this is what nearly all of them become."""
    if not endings:
        return 0
    table = book._meta.db_table
    sql = f"""
        UPDATE {table} SET state = 'sent', code = ours.code, reply = ours.reply, changed = %s,
            claim = '', lease_until = NULL, retry_at = NULL
        FROM {_given("pk bigint", "attempt integer", "code text", "reply text")}
        WHERE {table}.id = ours.pk AND {table}.attempt = ours.attempt AND {table}.claim = %s
            AND {table}.state IN ('inflight', 'uncertain')"""  # noqa: S608 - the same
    rows = [(each.fence, each.code[:12], kept(each.reply)) for each in endings]
    ours = json.dumps(
        [{"pk": fence.pk, "attempt": fence.attempt, "code": code, "reply": reply} for fence, code, reply in rows]
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [_instant(now), ours, token])
        moved = cursor.rowcount
    _forget(book, [each.fence.pk for each in endings])
    return moved


_ADDRESS = re.compile(r"[^\s<>\"'(),;:=]+@[^\s<>\"'(),;:]+")


def kept(words: str) -> str:
    """What is kept of a relay's words: they often name the reader, whom a ledger outlives."""
    return (_ADDRESS.sub("…", words) if "@" in words else words)[:300]


def _given(*columns: str) -> str:
    """Rows of a JSON parameter as the table `ours`: the statement stays the same, however many there are."""
    if connection.vendor == "postgresql":
        return f"json_to_recordset(%s) AS ours({', '.join(columns)})"
    named = [column.partition(" ")[0] for column in columns]
    taken = ", ".join(f"json_extract(value, '$.{name}') AS {name}" for name in named)
    return f"(SELECT {taken} FROM json_each(%s)) AS ours"  # noqa: S608 - names of ours


def _settle_one(book: Book, token: str, ending: Ending, now: datetime) -> int:
    fence = ending.fence
    ours = book._default_manager.filter(
        pk=fence.pk, claim=token, attempt=fence.attempt, state__in=SETTLES_FROM[ending.state]
    )
    # who holds the claim of an uncertain row may still come to know what became of it
    free: dict[str, Any] = {"lease_until": None} if ending.state == UNCERTAIN else {"lease_until": None, "claim": ""}
    told = {"code": ending.code[:12], "reply": kept(ending.reply), "deferrals": ending.deferrals}
    moved = ours.update(state=ending.state, changed=now, retry_at=ending.retry_at, **free, **told)
    if ending.state in {FAILED, SKIPPED}:
        _forget(book, [fence.pk])
    return moved


def renew(book: Book, token: str, fences: Iterable[Fence], *, until: datetime) -> int:
    """Say that we live: these stay ours until then. What a lost commit gave us without our knowing is not renewed."""
    ours = book._default_manager.filter(pk__in=[fence.pk for fence in fences], claim=token)
    return ours.filter(state__in=[CLAIMED, INFLIGHT]).update(lease_until=until)


def reap(book: Book, *, now: datetime) -> tuple[int, int]:
    """Rows whose worker was not heard of in time: claimed → pending, inflight → uncertain; how many of each. A note
    goes again in both cases: a second confirmation does no harm, one that never comes does."""
    silent = book._default_manager.filter(HELD, lease_until__lt=now)
    if not silent.exists():
        return 0, 0
    again: dict[str, Any] = {"state": PENDING, "claim": "", "lease_until": None, "changed": now}
    # an uncertain row keeps its claim: whoever holds it may still come to know what became of it
    unknown = again if book is Note else {"state": UNCERTAIN, "lease_until": None, "changed": now}
    return silent.filter(state=CLAIMED).update(**again), silent.filter(state=INFLIGHT).update(**unknown)


def ripen(book: Book, *, now: datetime, limit: int = 5000) -> int:
    """deferred → pending, for those whose time has come."""
    due = book._default_manager.filter(state=DEFERRED, retry_at__lte=now)
    keys = list(due.order_by("retry_at").values_list("pk", flat=True)[:limit])
    return book._default_manager.filter(pk__in=keys, state=DEFERRED).update(state=PENDING, changed=now) if keys else 0


def resend(uncertain: QuerySet[Any], *, now: datetime) -> int:
    """uncertain → pending: an editor would rather have some twice than some not at all. What they may have already
    is remembered."""
    may_have = Coalesce("may_have", "made_at")
    return uncertain.filter(state=UNCERTAIN).update(state=PENDING, claim="", changed=now, may_have=may_have)


def try_again(refused: QuerySet[Any], *, now: datetime) -> int:
    """failed → pending, as if it had never been tried: the relay said no, so nobody has it."""
    fresh = {"claim": "", "code": "", "reply": "", "deferrals": 0, "retry_at": None}
    return refused.filter(state=FAILED).update(state=PENDING, changed=now, **fresh)


def leave(uncertain: QuerySet[Any], words: str) -> int:
    """They stay uncertain, and nobody is asked about them again."""
    return uncertain.filter(state=UNCERTAIN).update(claim="", code=LEFT, reply=words[:300])


LEFT = "left"
"""The code of an uncertain row about which an editor has decided."""


def _forget(book: Book, keys: list[int]) -> None:
    """The words of a mail to one person are not kept once it is on its way, nor when it never will be."""
    if book is Note:
        done = Note.objects.filter(pk__in=keys, state__in=[SENT, FAILED, SKIPPED])
        done.update(text="", html="", headers={}, subject="")


def _instant(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)
