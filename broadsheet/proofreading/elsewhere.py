"""What is known of addresses outside the paper. Nothing here speaks to the network, and nobody waits for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256
from urllib.parse import urldefrag, urlsplit

from django.conf import settings

from broadsheet.kit import clock
from broadsheet.proofreading.models import Elsewhere

LASTS = {True: timedelta(days=1), False: timedelta(hours=1)}
"""After how long an address is looked at again, when a text with it is open: one that was there, any other."""
LONGEST = 2000  # letters
RESERVED = (".example", ".test", ".invalid", ".localhost", "example.com", "example.org", "example.net")
"""Names that belong to nobody (RFC 2606): made-up texts lead there."""


def looked_for(url: str) -> bool:
    """Whether it is an address of the web that can be looked at."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    host = (parts.hostname or "").rstrip(".")
    return parts.scheme in ("http", "https") and bool(host) and len(url) <= LONGEST and not host.endswith(RESERVED)


def known(urls: Iterable[str]) -> dict[str, Elsewhere]:
    """What was found at those of these addresses that somebody has noticed."""
    digests = {url: _digest(url) for url in urls if looked_for(url)}
    found = Elsewhere.objects.filter(digest__in=set(digests.values())) if digests else ()
    rows = {row.digest: row for row in found}
    return {url: rows[digest] for url, digest in digests.items() if digest in rows}


def notice(urls: Iterable[str]) -> bool:
    """Have these addresses looked at, in the background: those that are new, and those last seen too long ago. True
    when one of them is still to be looked at."""
    if not settings.PAPER_LOOKS_AT_LINKS:
        return False
    wanted = list(dict.fromkeys(_plain(url) for url in urls if looked_for(url)))
    rows, now = known(wanted), clock.wall()
    new = [url for url in wanted if url not in rows]
    Elsewhere.objects.bulk_create(
        [Elsewhere(digest=_digest(url), url=url, due=now, noticed_at=now) for url in new],
        ignore_conflicts=True,
    )
    stale = [row.pk for row in rows.values() if row.due is None and _is_old(row)]
    if stale:
        Elsewhere.objects.filter(pk__in=stale).update(due=now, noticed_at=now, tries=0)
    return bool(new or stale or any(row.state == Elsewhere.State.NEW for row in rows.values()))


def _is_old(row: Elsewhere) -> bool:
    lasts = LASTS[row.state == Elsewhere.State.THERE]
    return row.looked_at is None or row.looked_at < clock.wall() - lasts


def _plain(url: str) -> str:
    """Without its fragment, which no server is told."""
    return urldefrag(url).url


def _digest(url: str) -> str:
    return sha256(_plain(url).encode()).hexdigest()
