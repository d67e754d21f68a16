"""Finding subscribers among a million: by the beginning of the address, or the newest first, a page at a time.

A page begins after the last row of the one before it, never at a count: the hundredth costs what the first does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Prefetch, QuerySet

from broadsheet.newsletters import addresses
from broadsheet.newsletters.models import Subscriber, Subscription

PAGE = 50


@dataclass(frozen=True, slots=True)
class Found:
    """`after` asks for the next page; "" on the last one."""

    people: list[Subscriber]
    after: str


def by_address(typed: str, after: str = "") -> Found:
    """Whose address is exactly this, else those that begin so, in the order of the alphabet."""
    start = _key(typed)
    exact = Subscriber.objects.filter(key=start).values_list("pk", flat=True)
    if "@" in start and not after and (found := list(exact)):
        return Found(_rows(found), "")
    keys = _beginning(start, after)
    page = dict(Subscriber.objects.filter(key__in=keys[:PAGE]).values_list("key", "pk"))
    people = _rows([page[key] for key in keys[:PAGE] if key in page])
    return Found(people, keys[PAGE - 1] if len(keys) > PAGE else "")


def newest(newsletter: int | None = None, state: str = "", before: int | None = None) -> Found:
    """All of them, or those with a newsletter and a state; who came last stands first."""
    rows: QuerySet[Any, tuple[int, int]]
    if newsletter is None:
        rows = Subscriber.objects.order_by("-pk").values_list("pk", "pk")
    else:
        held = Subscription.objects.filter(newsletter=newsletter, state=state)
        rows = held.order_by("-pk").values_list("pk", "subscriber")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    people = _rows([person for _pk, person in found[:PAGE]])
    return Found(people, str(found[PAGE - 1][0]) if len(found) > PAGE else "")


def _key(typed: str) -> str:
    """As keys are written: a whole address in its one form, a beginning in lower case."""
    try:
        return addresses.normalise(typed).key
    except addresses.Bad:
        return typed.strip().lower()


def _beginning(start: str, after: str) -> list[str]:
    """Keys that begin so, in the order of their code points, which is that of an index."""
    table = Subscriber._meta.db_table
    least, most = (">", "<") if connection.vendor != "postgresql" else ("~>~", "~<~")
    from_it = f"{least}=" if connection.vendor != "postgresql" else "~>=~"
    order = "key" if connection.vendor != "postgresql" else "key USING ~<~"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT key FROM {table} WHERE key {least if after else from_it} %s AND key {most} %s "  # noqa: S608  (operators)
            f"ORDER BY {order} LIMIT {PAGE + 1}",
            [after or start, start + "\U0010ffff"],
        )
        return [key for (key,) in cursor.fetchall()]


def _rows(keys: list[int]) -> list[Subscriber]:
    """In this order, with what they are subscribed to."""
    held = Prefetch("subscriptions", Subscription.objects.select_related("newsletter").order_by("newsletter__order"))
    found = Subscriber.objects.prefetch_related(held).in_bulk(keys)
    return [found[key] for key in keys if key in found]
