"""Snapshots: a copy of a rail inside a page, for readers without JavaScript.

The one part of a plate that may be older than the database: it is renewed at most hourly, marked by a pair of
comments so that the proof can leave it out, and re-pressed at once only when something in it was withdrawn.
Spec: press.md, point 8.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from broadsheet.press import recording, rows
from broadsheet.press.recording import Recording
from broadsheet.press.selectors import digest_of
from broadsheet.release import gate

REGION = re.compile(rb"<!--snapshot:([\w./-]+)-->.*?<!--/snapshot-->", re.S)


def snapshot(name: str, make: Callable[[], str], *, until: datetime | None = None) -> str:
    """`make()`'s HTML as a snapshot called `name` (the URL of the rail's plate). After `until` the page shall
    not carry it any more."""
    made = recording.current()
    html, inner = rows.remember_long(("snapshot", name), lambda: _record(name, make), lambda found: found[1].tags)
    if made is not None:
        for tag in inner.tags:
            if "(" not in tag:  # rows alone: what they show can be withdrawn, that a list grew can wait
                made.tags.setdefault(tag, "")
        made.shown |= inner.shown
        made.snapshots[name] = digest_of(html)
        if until is not None:
            made.snapshot_until = min(until, made.snapshot_until or until)
    return f"<!--snapshot:{name}-->{html}<!--/snapshot-->"


def _record(name: str, make: Callable[[], str]) -> tuple[str, Recording]:
    with recording.recording() as inner, gate.witnessed() as asked, recording.set_aside():
        html = make()
    recording.refuse_unasked(inner, asked, name)
    return html, inner


def masked(body: bytes) -> bytes:
    """The bytes without what stands in snapshots."""
    return REGION.sub(b"<!--snapshot-->", body)


def signature(made: Recording) -> str:
    """What snapshots a plate carries, as one line."""
    return " ".join(f"{name}={digest}" for name, digest in sorted(made.snapshots.items()))
