"""From claimed rows to messages: who it goes to, whether they still want it, and what is their own in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import NamedTuple

import structlog
from django.conf import settings
from django.db import connection

from broadsheet.kit import languages
from broadsheet.newsletters import addresses, hashes, tokens
from broadsheet.newsletters.composing.slots import PREFERENCES, UNSUBSCRIBE
from broadsheet.newsletters.composing.splicing import Parts
from broadsheet.newsletters.couriers.loads import Builder, Load, encoded
from broadsheet.newsletters.models import (
    Compiled,
    Delivery,
    Note,
    Outcome,
    SubscriptionState,
)
from broadsheet.newsletters.sending import allowances, note_messages
from broadsheet.newsletters.sending.states import Book, Ending, Fence

log = structlog.get_logger("mail")

PACED = "paced"
"""The code of a row that waits for its domain's turn, which it has kept a place for."""
QUEUED = "queued"
"""The code of a row that has no place yet, and asks for one when it thinks that its turn is near."""
TURN = timedelta(minutes=1)
"""How long a kept place is good."""


@dataclass(frozen=True, slots=True)
class Job:
    """One message to be handed over."""

    book: Book
    fence: Fence
    issue: int
    load: Load
    deferrals: int = 0
    was: str = ""
    """The code of the attempt before."""


class Row(NamedTuple):
    """What is read of a claimed delivery; of what follows `issue`, all may be None when the reader was erased."""

    pk: int
    attempt: int
    deferrals: int
    code: str
    retry_at: datetime | None
    issue: int
    subscription: int | None
    state: str | None
    paused_until: datetime | None
    epoch: int
    address: str
    key: str
    needs_smtputf8: bool


_READ = """
    SELECT d.id, d.attempt, d.deferrals, d.code, d.retry_at, d.issue_id, d.subscription_id, n.state, n.paused_until,
        n.token_epoch, r.address, r.key, r.needs_smtputf8
    FROM newsletters_delivery d
    LEFT JOIN newsletters_subscription n ON n.id = d.subscription_id
    LEFT JOIN newsletters_subscriber r ON r.id = n.subscriber_id
    WHERE d.id IN ({keys}) ORDER BY d.id"""


def _read(fences: list[Fence]) -> list[Row]:
    """By hand: through the models, reading costs as much as sending."""
    ours = {(fence.pk, fence.attempt) for fence in fences}
    if not ours:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_READ.format(keys=", ".join(str(pk) for pk, _ in ours)))
        rows = map(Row._make, cursor.fetchall())
        return [_with_instants(row) for row in rows if (row.pk, row.attempt) in ours]


def _with_instants(row: Row) -> Row:
    """SQLite knows no time zones: what it keeps is UTC."""
    if row.paused_until is None and row.retry_at is None:
        return row
    return row._replace(paused_until=_instant(row.paused_until), retry_at=_instant(row.retry_at))


def _instant(kept: datetime | str | None) -> datetime | None:
    found = datetime.fromisoformat(kept) if isinstance(kept, str) else kept
    return found.replace(tzinfo=UTC) if found and found.tzinfo is None else found


class Press:
    """An issue that is being sent: its parts, which its couriers know by `key`, and where its readers' links lead."""

    def __init__(self, issue: int) -> None:
        kept = Compiled.objects.select_related("issue__newsletter").get(issue_id=issue)
        self.parts = Parts.from_json(kept.parts)
        prefix = languages.prefix(kept.issue.newsletter.language)
        self._home = f"{settings.PAPER_BASE_URL}{prefix}/newsletters"
        self.issue, self.key = issue, kept.pk

    def job(self, row: Row) -> Job:
        own = {
            UNSUBSCRIBE: f"{self._home}/unsubscribe/{tokens.unsubscribe(row.subscription or 0, row.epoch)}/",
            # where the link to the choices is asked for: whoever gets an issue forwarded can at most unsubscribe
            PREFERENCES: f"{self._home}/preferences/",
        }
        recipient = envelope(row.address, row.key)
        load = Load(next(_HANDLES), self.parts.sender, recipient, row.needs_smtputf8, self.key, row.pk, own)
        return Job(Delivery, Fence(row.pk, row.attempt), self.issue, load, row.deferrals, row.code)


_HANDLES = count(1)


def envelope(address: str, key: str) -> str:
    """The address on the wire: the local part as it was typed, the domain in A-labels, as `key` has it."""
    return f"{address.rpartition('@')[0]}@{key.rpartition('@')[2]}"


class Jobs:
    """Makes jobs of claimed rows, and endings of those that nobody is to get any more."""

    def __init__(self, domain_rates: dict[str, float]) -> None:
        self._presses: dict[int, Press] = {}
        self._domain_rates = domain_rates
        self._ends: dict[tuple[int, str], datetime] = {}
        """Of each issue and domain, when the last that has no place yet asks for one."""

    def forget(self, issues: Iterable[int]) -> None:
        """Keep the parts of these issues alone."""
        known = set(issues)
        self._presses = {issue: press for issue, press in self._presses.items() if issue in known}
        self._ends = {queue: end for queue, end in self._ends.items() if queue[0] in known}

    def of_deliveries(self, fences: list[Fence], now: datetime) -> tuple[list[Job], list[Ending]]:
        rows = _read(fences)
        self._renew({row.issue for row in rows})
        blocked = _suppressed([row.key for row in rows if row.key])
        wanted, endings = [], []
        for row in rows:
            if reason := _unwanted(row, now, blocked):
                endings.append(Ending(Fence(row.pk, row.attempt), Outcome.SKIPPED, *reason))
            else:
                wanted.append(row)
        going, later = self._paced(wanted, now)
        return [self._press(row.issue).job(row) for row in going], endings + later

    def of_notes(self, fences: list[Fence], now: datetime) -> tuple[list[Job], list[Ending]]:
        notes = {note.pk: note for note in Note.objects.filter(pk__in=[fence.pk for fence in fences])}
        jobs, endings = [], []
        papers, letters = note_messages.sender() if notes else "", note_messages.newsletters_of(notes.values())
        for fence in fences:
            note = notes[fence.pk]
            if note.expires is not None and note.expires <= now:
                endings.append(Ending(fence, Outcome.SKIPPED, "expired", "its time had passed"))
            else:
                letter = letters.get(note.pk)
                try:
                    sender = note_messages.sender(letter) if letter else papers
                    whole = encoded(note_messages.message(note, sender, letter))
                except Exception as error:
                    # of this note alone: the others go on
                    log.exception("a mail could not be made", cause=str(error))
                    endings.append(Ending(fence, Outcome.SKIPPED, "unsuited", f"{type(error).__name__}: {error}"))
                    continue
                recipient = addresses.on_the_wire(note.address)
                load = Load(next(_HANDLES), sender, recipient, not recipient.isascii(), 0, whole=whole)
                jobs.append(Job(Note, fence, 0, load, note.deferrals, note.code))
        return jobs, endings

    @property
    def keys(self) -> set[int]:
        """Of the parts that are being sent."""
        return {press.key for press in self._presses.values()}

    def parts(self, jobs: Iterable[Job]) -> dict[int, tuple[str, str, list[str]]]:
        """(origin, domain, pieces) by their keys, of jobs that were just made."""
        found = [self._press(issue) for issue in {job.issue for job in jobs if job.issue}]
        return {each.key: (each.parts.origin, each.parts.domain, each.parts.pieces) for each in found}

    def message(self, job: Job) -> bytes:
        """As the couriers build it. Raises building.Unwritable."""
        builder = Builder()
        for key, parts in self.parts([job]).items():
            builder.learn(key, *parts)
        return builder.build(job.load)

    def _renew(self, issues: set[int]) -> None:
        """A message may have been made again since. To be called in the transaction that took the rows: until it ends
        nobody makes another."""
        current = dict(Compiled.objects.filter(issue__in=issues).values_list("issue", "pk"))
        stale = {issue for issue in issues & set(self._presses) if current.get(issue) != self._presses[issue].key}
        for issue in stale:
            del self._presses[issue]

    def _press(self, issue: int) -> Press:
        if issue not in self._presses:
            self._presses[issue] = Press(issue)
        return self._presses[issue]

    def _paced(self, rows: list[Row], now: datetime) -> tuple[list[Row], list[Ending]]:
        """Those that may go now, and those that wait for the turn of their domain."""
        if not self._domain_rates:
            return rows, []
        going: list[Row] = []
        waiting: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            domain = row.key.rpartition("@")[2]
            has_turn = row.code == PACED and row.retry_at is not None and now - row.retry_at < TURN
            (going if has_turn or domain not in self._domain_rates else waiting[domain]).append(row)
        later: list[Ending] = []
        for domain, those in waiting.items():
            turns = allowances.reserve(f"domain:{domain}", self._domain_rates[domain], len(those), now)
            for row, turn in zip(those, turns, strict=False):
                if turn <= now:
                    going.append(row)
                else:
                    later.append(_later(row, PACED, turn))
            later += [_later(row, QUEUED, self._asks_at(row.issue, domain, now)) for row in those[len(turns) :]]
        return going, later

    def _asks_at(self, issue: int, domain: str, now: datetime) -> datetime:
        """When the next row without a place asks for one: one after another, at the domain's own pace, so that each
        is looked at a few times and not again and again."""
        last = max(self._ends.get((issue, domain), now), now + allowances.AHEAD / 2)
        self._ends[issue, domain] = last + timedelta(seconds=1 / self._domain_rates[domain])
        return self._ends[issue, domain]


def _later(row: Row, code: str, turn: datetime) -> Ending:
    return Ending(Fence(row.pk, row.attempt), Outcome.DEFERRED, code, "waits for its turn", row.deferrals, turn)


def _unwanted(row: Row, now: datetime, blocked: set[str]) -> tuple[str, str] | None:
    """(code, words) of why this row is left out."""
    if row.subscription is None:
        return "erased", "erased since"
    if row.state != SubscriptionState.CONFIRMED:
        return str(row.state), "does not get it any more"
    if row.paused_until is not None and row.paused_until > now:
        return "paused", "paused"
    if row.key in blocked:
        return "suppressed", "nobody may write to this address"
    return None


def _suppressed(keys: list[str]) -> set[str]:
    """Those of `keys` that nobody may write to."""
    hashed = {hashes.of(key): key for key in keys}
    if not hashed:
        return set()
    listed = ", ".join(f"'{each}'" for each in hashed)  # hexadecimal digits
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT address_hash FROM newsletters_suppression WHERE address_hash IN ({listed})"  # noqa: S608  (hashes of ours)
        )
        return {hashed[found] for (found,) in cursor.fetchall()}
