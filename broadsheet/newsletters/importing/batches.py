"""A batch of judged rows written at once, by statements over sets: a million rows one by one would take half an hour.

The rows go into a table of the connection's own and from there to where they belong. The rules are those of `lists`:
nobody is brought back who left, nobody is written down who is blocked or had their data erased, and each change has
its consent record and its count in the same transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from django.db import connection, transaction

from broadsheet.newsletters import consent
from broadsheet.newsletters.importing.judging import CONFIRMED, PENDING, UNSUBSCRIBED, Row
from broadsheet.newsletters.models import (
    ConsentRecord,
    Event,
    Newsletter,
    Subscriber,
    Subscription,
    Suppression,
    Wording,
)

PEOPLE, LISTS = Subscriber._meta.db_table, Subscription._meta.db_table
RECORDS, BLOCKED = ConsentRecord._meta.db_table, Suppression._meta.db_table
BATCH, SEEN = "import_batch", "import_seen"
# Subqueries for one value: of tables that grow this fast the planner knows too little to join them well, and these
# are always looked up by an index.
PERSON = f"(SELECT p.id FROM {PEOPLE} p WHERE p.key = {BATCH}.key)"
STANDING = f"(SELECT l.state FROM {LISTS} l WHERE l.newsletter_id = %s AND l.subscriber_id = {BATCH}.person)"
BARRED = f"(SELECT s.id FROM {BLOCKED} s WHERE s.address_hash = {BATCH}.hash) IS NOT NULL"
# Whose last record says so: since then came nothing but forms, which anybody can send. Only of the few who were ever
# erased, whom an index knows, the records are looked at one by one.
ERASED = (
    f"hash IN (SELECT e.address_hash FROM {RECORDS} e WHERE e.event = '{Event.ERASED.value}') AND "
    f"(SELECT r.event FROM {RECORDS} r WHERE r.address_hash = {BATCH}.hash AND r.event <> '{Event.ASKED.value}' "
    f"ORDER BY r.id DESC LIMIT 1) = '{Event.ERASED.value}'"
)
SAID = f"(SELECT s.state FROM {SEEN} s WHERE s.key = {BATCH}.key)"
COLUMNS = "line, address, key, utf8, hash, state, created, changed"
AT_ONCE = 900  # rows of one INSERT of SQLite: it takes 32,766 values
FEW = 1_000  # rows; for as many any plan will do
UNTOUCHED, FRESH, WAITED = 0, 1, 2


@dataclass(slots=True)
class Counts:
    """What became of rows. `blocked` ones may not be written to and stay out."""

    confirmed: int = 0
    unsubscribed: int = 0
    suppressed: int = 0
    unchanged: int = 0
    blocked: int = 0
    bad: int = 0

    def add(self, other: Counts) -> None:
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(frozen=True, slots=True)
class Bringing:
    """Where rows are brought, and what is noted with each. A dry one writes nothing that lasts."""

    newsletter: Newsletter
    language: str
    wording: Wording | None
    at: datetime
    by: str = "import"
    dry: bool = False


def prepare() -> None:
    """The connection's own tables, once for a run. Rows of an earlier run are gone."""
    stamp = "timestamp with time zone" if connection.vendor == "postgresql" else "datetime"
    with connection.cursor() as cursor:
        for table in (BATCH, SEEN):
            cursor.execute(f"DROP TABLE IF EXISTS {table}")
        cursor.execute(
            f"CREATE TEMPORARY TABLE {BATCH} (line bigint, address text, key text, utf8 boolean, hash text, "
            f"state text, created {stamp}, changed {stamp}, person bigint, fate integer)"
        )
        cursor.execute(f"CREATE TEMPORARY TABLE {SEEN} (key text PRIMARY KEY, state text)")


def bring(rows: Sequence[Row], bringing: Bringing) -> tuple[Counts, list[int], list[int]]:
    """Write rows with different keys. Returns the counts, the lines of those who get it here and left there, and
    those of erased ones, who stay out (they are counted as blocked).

    A row whose address bounced or complained is kept as a keyed hash alone.
    """
    if not rows:
        return Counts(), [], []
    with transaction.atomic(), connection.cursor() as cursor:
        _fill(cursor, rows)
        counts = Counts()
        if any(row.state not in (CONFIRMED, UNSUBSCRIBED) for row in rows):
            counts.suppressed = _suppress(cursor, bringing)
        blocked = _leave_out_blocked(cursor, bringing)
        erased = _leave_out_erased(cursor)
        counts.blocked = blocked[CONFIRMED] + len(erased)
        if bringing.dry:
            _try(cursor, bringing, counts)
        else:
            _write(cursor, bringing, counts)
        written = counts.confirmed + counts.unsubscribed + counts.suppressed
        counts.unchanged = len(rows) - counts.blocked - written
        kept = _kept_here(cursor, bringing) if any(row.state == UNSUBSCRIBED for row in rows) else []
        return counts, kept, erased


def _fill(cursor: Any, rows: Sequence[Row]) -> None:
    if connection.vendor == "postgresql":
        cursor.execute(f"TRUNCATE {BATCH}")
        with cursor.copy(f"COPY {BATCH} ({COLUMNS}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        if len(rows) > FEW:
            cursor.execute(f"ANALYZE {BATCH}")
        return
    cursor.execute(f"DELETE FROM {BATCH}")
    for start in range(0, len(rows), AT_ONCE):
        part = [(*row[:6], _stamp(row.created), _stamp(row.changed)) for row in rows[start : start + AT_ONCE]]
        places = ", ".join(["(%s, %s, %s, %s, %s, %s, %s, %s)"] * len(part))
        cursor.execute(f"INSERT INTO {BATCH} ({COLUMNS}) VALUES {places}", list(chain.from_iterable(part)))


def _stamp(instant: datetime) -> Any:
    """As this database keeps it: SQLite as text, in UTC."""
    return connection.ops.adapt_datetimefield_value(instant)


def _suppress(cursor: Any, bringing: Bringing) -> int:
    """Bounced and complained ones: nobody writes to them any more, from whatever newsletter."""
    left = f"state NOT IN ('{CONFIRMED}', '{UNSUBSCRIBED}')"
    if bringing.dry:
        cursor.execute(
            f"INSERT INTO {SEEN} (key, state) SELECT key, state FROM {BATCH} WHERE {left} AND NOT ({BARRED}) "
            "ON CONFLICT DO NOTHING"
        )
    else:
        cursor.execute(
            f'INSERT INTO {BLOCKED} (address_hash, reason, "at", note) '
            f"SELECT hash, state, changed, %s FROM {BATCH} WHERE {left} ORDER BY hash "
            "ON CONFLICT (address_hash) DO NOTHING",
            [bringing.by[:500]],
        )
    done = int(cursor.rowcount)
    cursor.execute(f"DELETE FROM {BATCH} WHERE {left}")
    return done


def _leave_out_blocked(cursor: Any, bringing: Bringing) -> dict[str, int]:
    """How many confirmed and unsubscribed ones may not be written to; they leave the batch."""
    held = BARRED
    if bringing.dry:
        held = f"({BARRED} OR {SAID} NOT IN ('{CONFIRMED}', '{UNSUBSCRIBED}'))"
    found = {}
    for state in (CONFIRMED, UNSUBSCRIBED):
        cursor.execute(f"DELETE FROM {BATCH} WHERE state = %s AND {held}", [state])
        found[state] = int(cursor.rowcount)
    return found


def _leave_out_erased(cursor: Any) -> list[int]:
    """Lines of confirmed ones who had their data erased here. An old list brings nobody back, nor their address."""
    cursor.execute(f"DELETE FROM {BATCH} WHERE {ERASED} RETURNING line, state")
    return sorted(int(line) for line, state in cursor.fetchall() if state == CONFIRMED)


def _try(cursor: Any, bringing: Bringing, counts: Counts) -> None:
    """What would be written, counted; what was counted is remembered for rows that say the same again."""
    cursor.execute(f"UPDATE {BATCH} SET person = {PERSON}, fate = {UNTOUCHED}")
    cursor.execute(
        f"UPDATE {BATCH} SET fate = {FRESH} WHERE {SAID} IS NULL AND (person IS NULL OR {STANDING} IS NULL "
        f"OR ({STANDING} = '{PENDING}' AND state = '{CONFIRMED}'))",
        [bringing.newsletter.pk] * 2,
    )
    cursor.execute(f"SELECT state, count(*) FROM {BATCH} WHERE fate <> {UNTOUCHED} GROUP BY state")
    found = dict(cursor.fetchall())
    counts.confirmed, counts.unsubscribed = found.get(CONFIRMED, 0), found.get(UNSUBSCRIBED, 0)
    cursor.execute(
        f"INSERT INTO {SEEN} (key, state) SELECT key, state FROM {BATCH} WHERE true ON CONFLICT DO NOTHING"
    )


def _write(cursor: Any, bringing: Bringing, counts: Counts) -> None:
    """Rows go in in one order everywhere: two imports that wait for each other's rows would end in a deadlock."""
    cursor.execute(
        f"INSERT INTO {PEOPLE} (address, key, needs_smtputf8, language, created, preferences_epoch) "
        f"SELECT address, key, utf8, %s, created, 0 FROM {BATCH} WHERE true ORDER BY key "
        "ON CONFLICT (key) DO NOTHING",
        [bringing.language],
    )
    cursor.execute(f"UPDATE {BATCH} SET person = {PERSON}, fate = {UNTOUCHED}")
    _subscribe(cursor, bringing)
    cursor.execute(
        f"UPDATE {LISTS} SET state = '{CONFIRMED}', changed = %s WHERE newsletter_id = %s AND state = '{PENDING}' "
        f"AND subscriber_id IN (SELECT person FROM {BATCH} WHERE fate = {WAITED})",
        [_stamp(bringing.at), bringing.newsletter.pk],
    )
    _record(cursor, bringing)
    cursor.execute(f"SELECT state, count(*) FROM {BATCH} WHERE fate <> {UNTOUCHED} GROUP BY state")
    found = dict(cursor.fetchall())
    counts.confirmed, counts.unsubscribed = found.get(CONFIRMED, 0), found.get(UNSUBSCRIBED, 0)
    consent.count(bringing.newsletter.pk, bringing.at, came=counts.confirmed)


def _subscribe(cursor: Any, bringing: Bringing) -> None:
    """New subscriptions; `fate` tells of each row whether it made one, or one that waits is confirmed by it."""
    key = [bringing.newsletter.pk]
    waiting = f"UPDATE {BATCH} SET fate = {WAITED} WHERE state = '{CONFIRMED}' AND {STANDING} = '{PENDING}'"
    if Subscription.objects.filter(newsletter=bringing.newsletter, state=PENDING).exists():
        cursor.execute(waiting, key)
    insert = (
        f"INSERT INTO {LISTS} (newsletter_id, subscriber_id, state, token_epoch, created, changed) "
        f"SELECT %s, person, state, 0, created, changed FROM {BATCH} WHERE true "
        "ORDER BY person ON CONFLICT (newsletter_id, subscriber_id) DO NOTHING"
    )
    if connection.vendor == "postgresql":
        cursor.execute(
            f"WITH made AS ({insert} RETURNING subscriber_id) "
            f"UPDATE {BATCH} SET fate = {FRESH} FROM made WHERE person = made.subscriber_id",
            key,
        )
        return
    cursor.execute(  # nobody else writes meanwhile: a transaction of SQLite takes the lock when it begins
        f"UPDATE {BATCH} SET fate = {FRESH} WHERE {STANDING} IS NULL",
        key,
    )
    cursor.execute(insert, key)


def _record(cursor: Any, bringing: Bringing) -> None:
    """Who agreed has the words with it; who had left, only that it is known."""
    words = bringing.wording.pk if bringing.wording else None
    cursor.execute(
        f'INSERT INTO {RECORDS} (subscriber_id, address_hash, newsletter_id, event, "at", "by", wording_id, '
        f"form_url, network) SELECT person, hash, %s, CASE WHEN state = '{CONFIRMED}' THEN %s ELSE %s END, %s, %s, "
        f"CASE WHEN state = '{CONFIRMED}' THEN CAST(%s AS bigint) END, '', '' "
        f"FROM {BATCH} WHERE fate <> {UNTOUCHED}",
        [
            bringing.newsletter.pk,
            Event.IMPORTED.value,
            Event.UNSUBSCRIBED.value,
            _stamp(bringing.at),
            bringing.by[:150],
            words,
        ],
    )


def _kept_here(cursor: Any, bringing: Bringing) -> list[int]:
    """Lines of those who left there and get it here: a file takes nobody off."""
    cursor.execute(
        f"SELECT line FROM {BATCH} WHERE state = '{UNSUBSCRIBED}' AND {STANDING} = '{CONFIRMED}' ORDER BY line",
        [bringing.newsletter.pk],
    )
    return [int(line) for (line,) in cursor.fetchall()]
