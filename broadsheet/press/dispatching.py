"""Several hosts: what a run pressed is written into the ledger of dispatches, in the transaction that settles it, and
nowhere else. Each host's folder follows (following.py). So a run that is broken off at any point has changed nothing
for anybody, and no two hosts can come to stand differently.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b

from django.conf import settings
from django.db import connection, transaction

from broadsheet.kit import clock
from broadsheet.press import consequences, plates
from broadsheet.press.models import Dispatch, Plate
from broadsheet.press.plates import Gone, Moved, Page
from broadsheet.press.sheets import Sheet

CHANNEL = "broadsheet_dispatch"
_CHUNK = 400  # parameters of one statement; SQLite's oldest limit is 999
_AT_ONCE = 50  # bodies of one statement


@dataclass(frozen=True, slots=True)
class Standing:
    """What shall stand at a URL: bytes with 200 or 410, a redirect, or nothing (0)."""

    url: str
    status: int
    to: str = ""
    body: bytes | None = None

    @property
    def facts(self) -> tuple[int, str, str]:
        """What tells it from what stood there before."""
        return self.status, self.to, "" if self.body is None else digest(self.body)


def digest(body: bytes) -> str:
    return blake2b(body, digest_size=16).hexdigest()


def is_out(url: str) -> bool:
    """Whether bytes stand there with 200, or will on every host that follows."""
    return Dispatch.objects.filter(url=url, status=200).exists()


def send(sheets: Iterable[Sheet]) -> None:
    """Write down what these sheets make of their URLs, files that pages show first and redirects last, and tell each
    sheet whether that is anything new. Called under the desk's lock, in the transaction that settles them."""
    every = sorted(sheets, key=lambda sheet: bool(sheet.moved_to))
    files = {url: Standing(url, 200, body=body) for sheet in every for url, body in sheet.files.items()}
    made = {sheet.url: _made(sheet) for sheet in every if not _retired(sheet)}
    new = write([*files.values(), *(one for url, one in made.items() if url not in files)])
    for sheet in every:
        sheet.changed = sheet.url in new


def write(standing: list[Standing]) -> set[str]:
    """Write down those that differ from what stands there; their URLs. Called under the desk's lock."""
    known = _known([each.url for each in standing])
    new = [each for each in standing if known.get(each.url, (0, "", "")) != each.facts]
    urls = [each.url for each in new]
    for start in range(0, len(urls), _CHUNK):
        Dispatch.objects.filter(url__in=urls[start : start + _CHUNK]).delete()
    now = clock.wall()
    rows = [
        Dispatch(url=each.url, status=each.status, to=each.to, digest=each.facts[2], body=each.body, at=now)
        for each in new
    ]
    Dispatch.objects.bulk_create(rows, batch_size=_AT_ONCE)
    if new and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
    return set(urls)


def _known(urls: list[str]) -> dict[str, tuple[int, str, str]]:
    found: dict[str, tuple[int, str, str]] = {}
    for start in range(0, len(urls), _CHUNK):
        rows = Dispatch.objects.filter(url__in=urls[start : start + _CHUNK])
        found |= {
            url: (status, to, sum_) for url, status, to, sum_ in rows.values_list("url", "status", "to", "digest")
        }
    return found


def _made(sheet: Sheet) -> Standing:
    match sheet.made.result if sheet.made else None:
        case Page(body):
            return Standing(sheet.url, 200, body=body)
        case Gone(body):
            return Standing(sheet.url, 410, body=body)
        case Moved(to=to, status=status):
            return Standing(sheet.url, status, to=to)
    return Standing(sheet.url, 0)


def _retired(sheet: Sheet) -> bool:
    """What pages that were pressed before may still ask for stays; `sweep_retired` takes it away in time."""
    if sheet.status or not plates.lasting(sheet.url):
        return False
    Dispatch.objects.filter(url=sheet.url, status=200).update(at=clock.wall())
    return True


def sweep_retired(older: timedelta) -> int:
    """Take away what was retired so long ago; how many files."""
    with transaction.atomic():
        consequences.the_desk()
        old = Dispatch.objects.filter(url__startswith=settings.STATIC_URL, status=200, at__lt=clock.wall() - older)
        standing = Plate.objects.filter(url__startswith=settings.STATIC_URL).values("url")
        return len(write([Standing(url, 0) for url in old.exclude(url__in=standing).values_list("url", flat=True)]))
