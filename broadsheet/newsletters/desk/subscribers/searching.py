"""Finding subscribers among a million: by the beginning of the address, by what follows its @, or the newest first, a
page at a time.

A page begins after the last row of the one before it, never at a count: the hundredth costs what the first does.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from django.db import connection
from django.db.models import Prefetch

from broadsheet.newsletters import addresses
from broadsheet.newsletters.models import Newsletter, Subscriber, Subscription, SubscriptionState

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


def at_domain(typed: str, after: str = "") -> Found:
    """All whose address is at this domain, who came first stands first. `typed` may begin with the @."""
    domain = typed.strip().removeprefix("@").rstrip(".").lower()
    try:
        domain = addresses.domain_in_ascii(domain)
    except addresses.Bad:
        return Found([], "")
    # by hand: with the @ as a parameter, SQLite would not know the index again
    part = "SUBSTR(key, INSTR(key, '@') + 1)"
    if connection.vendor == "postgresql":
        part = "SUBSTRING(key, STRPOS(key, '@') + 1)"
    start = int(after) if after.isascii() and after.isdigit() else 0
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM {Subscriber._meta.db_table} WHERE {part} = %s AND id > %s ORDER BY id LIMIT {PAGE + 1}",  # noqa: S608  (ours)
            [domain, start],
        )
        keys = [key for (key,) in cursor.fetchall()]
    return Found(_rows(keys[:PAGE]), str(keys[PAGE - 1]) if len(keys) > PAGE else "")


def newest(newsletter: int | None = None, state: str = "", before: int | None = None) -> Found:
    """All of them, or those with this newsletter, this state, or both; who came last stands first."""
    if newsletter is None and not state:
        rows = Subscriber.objects.all() if before is None else Subscriber.objects.filter(pk__lt=before)
        found = [(key, key) for key in rows.order_by("-pk").values_list("pk", flat=True)[: PAGE + 1]]
    else:
        found = _held(newsletter, state, before)
    people = _rows(list(dict.fromkeys(person for _pk, person in found[:PAGE])))
    return Found(people, str(found[PAGE - 1][0]) if len(found) > PAGE else "")


def _held(newsletter: int | None, state: str, before: int | None) -> list[tuple[int, int]]:
    """(subscription, person), the newest first, one more than a page: asked for each newsletter and state by itself,
    since that is how the index knows them."""
    newsletters = list(Newsletter.objects.values_list("pk", flat=True)) if newsletter is None else [newsletter]
    found: list[tuple[int, int]] = []
    for letter, standing in product(newsletters, [state] if state else SubscriptionState.values):
        rows = Subscription.objects.filter(newsletter=letter, state=standing)
        rows = rows if before is None else rows.filter(pk__lt=before)
        found += rows.order_by("-pk").values_list("pk", "subscriber")[: PAGE + 1]
    return sorted(found, reverse=True)[: PAGE + 1]


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
