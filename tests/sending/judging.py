"""The ledger held against what the relay wrote down."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import Any

from django.db import connection

from broadsheet.newsletters.models import OPEN, Delivery, Issue, Outcome, Sending
from tests.sending.sink import Running

MOVES = {
    *(("pending", "claimed"), ("claimed", "inflight"), ("inflight", "sent"), ("inflight", "uncertain")),
    *(("claimed", "pending"), ("claimed", "deferred"), ("claimed", "failed"), ("claimed", "skipped")),
    *(("inflight", "deferred"), ("inflight", "failed"), ("inflight", "pending"), ("deferred", "pending")),
    # a word that came late, of the worker that still holds the claim
    *(("uncertain", "sent"), ("uncertain", "pending"), ("uncertain", "deferred"), ("uncertain", "failed")),
}
"""Every move that there is (sending/states.py)."""
UNKNOWN = ("silent", "drop_before", "drop_ended")
"""Ways of the relay to hang up when the client had sent the end of a message."""
REFUSED = frozenset({"rcpt5", "end5", "policy", "refused"})
PUT_OFF = frozenset({"rcpt4", "data4", "end4", "unsaid", "drop_envelope", "drop_body"})
"""What stands in the relay's log of a reader for whom it ended so."""


def watch_moves() -> None:
    """Have the database write down every move of a row, in the transaction that makes it."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE proof_moves (was varchar(10), became varchar(10))")
        if connection.vendor == "sqlite":
            cursor.execute("""
                CREATE TRIGGER proof_moves AFTER UPDATE OF state ON newsletters_delivery WHEN OLD.state <> NEW.state
                BEGIN INSERT INTO proof_moves VALUES (OLD.state, NEW.state); END""")
            return
        cursor.execute("""
            CREATE FUNCTION proof_move() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN INSERT INTO proof_moves VALUES (OLD.state, NEW.state); RETURN NULL; END $$""")
        cursor.execute("""
            CREATE TRIGGER proof_moves AFTER UPDATE OF state ON newsletters_delivery FOR EACH ROW
            WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION proof_move()""")


def moves() -> dict[tuple[str, str], int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT was, became, count(*) FROM proof_moves GROUP BY was, became ORDER BY was, became")
        return {(was, became): count for was, became, count in cursor.fetchall()}


def judge(relay: Running, recipients: int, bound: int, waits: int, ledger: Path) -> dict[str, Any]:
    """What was found, and under "wrong" a sentence for each law that was broken. `bound`: connections times kills;
    `waits`: how often a reader is put off before they have failed."""
    columns = ("subscription__subscriber__key", "state", "attempt", "deferrals", "code", "reply")
    rows = list(Delivery.objects.order_by("pk").values_list(*columns))
    with ledger.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([columns, *rows])
    accepted, happened, states = relay.accepted(), relay.happened(), Counter(row[1] for row in rows)
    by_state = {state: {row[0] for row in rows if row[1] == state} for state in Outcome.values}
    doubled = [who for who, times in accepted.items() if times > 1]
    known = by_state[Outcome.FAILED] | by_state[Outcome.UNCERTAIN] | by_state[Outcome.SKIPPED]
    lost = {row[0] for row in rows} - set(accepted) - known
    dropped = sum(happened[what] for what in UNKNOWN)
    unreasoned = by_state[Outcome.FAILED] - _with_a_reason(relay, waits)
    laws = {
        "somebody has no row": len(rows) != recipients,
        f"{len(doubled)} got it twice": bool(doubled),
        f"{len(lost)} were lost": bool(lost),
        "somebody is sent who was not accepted": not by_state[Outcome.SENT] <= set(accepted),
        "somebody has failed who was accepted": bool(by_state[Outcome.FAILED] & set(accepted)),
        f"{len(unreasoned)} have failed whom the relay did not refuse": bool(unreasoned),
        "somebody was left out who wants it": bool(by_state[Outcome.SKIPPED]),
        "more are unknown than can be": states[Outcome.UNCERTAIN] > bound + dropped,
        "rows are still open": any(states[state] for state in OPEN),
        "the issue is not done": Issue.objects.get().sending != Sending.DONE,
        "a row moved as none may": not set(moves()) <= MOVES,
    }
    return {
        "accepted": accepted.total(),
        "doubled": len(doubled),
        "lost": len(lost),
        "uncertain": states[Outcome.UNCERTAIN],
        "uncertain at most": bound + dropped,
        "states": dict(states),
        "moves": {f"{was} > {became}": count for (was, became), count in moves().items()},
        "relay": dict(happened),
        "wrong": [sentence for sentence, broken in laws.items() if broken],
    }


def _with_a_reason(relay: Running, waits: int) -> set[str]:
    """Whom it refused for good, or put off so often that they may have failed."""
    put_off = Counter(who for what, who in relay.lines() if what in PUT_OFF)
    refused = {who for what, who in relay.lines() if what in REFUSED}
    return refused | {who for who, times in put_off.items() if times > waits}
