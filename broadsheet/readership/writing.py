"""From sums to rows: one short transaction a minute, by upserts that add."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction

from broadsheet.kit import clock
from broadsheet.press.folder import PathRefused, canonical
from broadsheet.readership import sketch
from broadsheet.readership.models import ELSEWHERE, Audience, Place, Reading
from broadsheet.readership.sums import Sums
from broadsheet.sections.addresses import within
from broadsheet.sections.selectors import pages_at, trees
from broadsheet.stories import plain_stories
from broadsheet.stories.models import StoryPage

STALE = timedelta(minutes=10)
"""A process that has said nothing for so long has ended."""
AT_ONCE = 300  # addresses in one query

_VIEWS = """
    INSERT INTO readership_views (story, at, hours, views) VALUES (%s, %s, 1, %s)
    ON CONFLICT (story, at, hours) DO UPDATE SET views = readership_views.views + excluded.views
"""
_SHARES = """
    INSERT INTO readership_share (story, day, kind, name, views) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (story, day, kind, name) DO UPDATE SET views = readership_share.views + excluded.views
"""


def write(sums: Sums, run: str, process: str, reading: Counter[bytes], place: Place | None = None) -> None:
    """All of it or nothing; `place` is how far a log was read for it. Raises DatabaseError: then `sums` are as they
    were. `run` "": readers of a day are not told apart."""
    with transaction.atomic():
        stories = story_of({*sums.paths(), *reading})
        _add(_VIEWS, _views(sums, stories))
        _add(_SHARES, _shares(sums, stories))
        for day, registers in sums.sketches.items() if run else ():
            _audience(day, run, registers)
        now: Counter[str] = Counter()
        for path, count in reading.items():
            now[str(stories.get(path, ELSEWHERE))] += count
        Reading.objects.update_or_create(process=process, defaults={"at": clock.wall(), "stories": now})
        Reading.objects.filter(at__lt=clock.wall() - STALE).delete()
        if place is not None:
            place.save()
    sums.written()


def story_of(paths: Iterable[bytes]) -> dict[bytes, int]:
    """Keys of the stories at these paths, as readers asked for them; what is no story is left out."""
    homes, wanted = trees.select()["homes"], {}
    for path in paths:
        try:
            url = canonical(path) if path else ""
        except PathRefused:
            continue
        if not url:
            continue
        language, below = within(plain_stories.full(url) if url.endswith(f"/{plain_stories.BELOW}") else url)
        if language in homes:
            wanted[path] = homes[language] + below
    found: dict[str, tuple[int, str]] = {}
    places = sorted(set(wanted.values()))
    for start in range(0, len(places), AT_ONCE):
        found |= pages_at(places[start : start + AT_ONCE])
    kind = StoryPage._meta.label_lower
    return {path: found[place][0] for path, place in wanted.items() if found.get(place, (0, ""))[1] == kind}


def _views(sums: Sums, stories: dict[bytes, int]) -> Sequence[tuple[Any, ...]]:
    rows: Counter[tuple[Any, ...]] = Counter()
    for (hour, path), count in sums.views.items():
        rows[stories.get(path, ELSEWHERE), hour] += count
    return [(*key, count) for key, count in sorted(rows.items())]


def _shares(sums: Sums, stories: dict[bytes, int]) -> Sequence[tuple[Any, ...]]:
    rows: Counter[tuple[Any, ...]] = Counter()
    for (day, path, kind, name), count in sums.shares.items():
        rows[stories.get(path, ELSEWHERE), day, str(kind), name] += count
    return [(*key, count) for key, count in sorted(rows.items())]


def _add(statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """In order, so that two writers never wait for each other."""
    if not rows:
        return
    adapt = connection.ops.adapt_datetimefield_value
    made = [tuple(adapt(value) if hasattr(value, "hour") else value for value in row) for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(statement, made)


def _audience(day: date, run: str, registers: bytearray) -> None:
    row, _ = Audience.objects.select_for_update().get_or_create(day=day, run=run, defaults={"sketch": b""})
    merged = bytearray(registers)
    sketch.merge(merged, bytes(row.sketch))
    row.sketch, row.readers = bytes(merged), sketch.estimate(merged)
    row.save(update_fields=["sketch", "readers"])
