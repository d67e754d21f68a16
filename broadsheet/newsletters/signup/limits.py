"""How often one may send the form from one place. The edge says where from: it believes trusted proxies alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from broadsheet.kit import clock
from broadsheet.newsletters import hashes
from broadsheet.newsletters.models import Attempt

WINDOW = timedelta(hours=1)
KEPT = timedelta(days=2)
MAILS_TO_ONE_ADDRESS = 3
"""In an hour, whoever asks for them and from wherever."""
FREE = {"signup.host": 10, "signup.network": 40}
"""So many sign-ups an hour go without a puzzle; half as many where the form does not say when it was shown."""
MOST = {"signup.host": 60, "signup.network": 240}
CODES = 20
"""Codes typed from one host, or for one address, in an hour."""


class Answer(Enum):
    FREE = "free"
    PUZZLE = "puzzle"
    STOP = "stop"


def _address(request: HttpRequest) -> IPv4Address | IPv6Address | None:
    """None where the request came by a socket."""
    try:
        found = ip_address(str(request.META.get("REMOTE_ADDR", "")).partition("%")[0])
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _block(request: HttpRequest, bits_of_4: int, bits_of_6: int) -> str:
    found = _address(request)
    if found is None:
        return ""
    return str(ip_network(f"{found}/{bits_of_4 if found.version == 4 else bits_of_6}", strict=False))


def network(request: HttpRequest) -> str:
    """/24 or /48: what is kept of where somebody was; "" where it is not known."""
    return _block(request, 24, 48)


def host(request: HttpRequest) -> str:
    """One reader's line: of IPv6 the /64, which a home has whole."""
    return _block(request, 32, 64)


def look(request: HttpRequest, *, timed: bool) -> Answer:
    """Count this one, and say what it must do."""
    answer = Answer.FREE
    for scope, place in (("signup.host", host(request)), ("signup.network", network(request))):
        number = count(scope, place)
        if number > MOST[scope]:
            return Answer.STOP
        if number > FREE[scope] // (1 if timed else 2):
            answer = Answer.PUZZLE
    return answer


def code_is_one_too_many(request: HttpRequest, key: str) -> bool:
    """Both are counted, whether there is such an address or not."""
    numbers = [count("code.host", host(request)), count("code.address", key)]
    return max(numbers) > CODES


@transaction.atomic
def count(scope: str, place: str, at: datetime | None = None) -> int:
    """One more from this place in this hour; how many that makes."""
    now = at or clock.wall()
    hour = now.replace(minute=0, second=0, microsecond=0)
    row: dict[str, Any] = {"scope": scope, "key": hashes.of_place(place), "window": hour}
    Attempt.objects.get_or_create(**row)
    Attempt.objects.filter(**row).update(count=F("count") + 1)
    return Attempt.objects.values_list("count", flat=True).get(**row)


def once(scope: str, what: str) -> bool:
    """Whether this is seen for the first time."""
    return count(scope, what) == 1


def forget(now: datetime) -> int:
    """Rows of places are kept for two days."""
    return Attempt.objects.filter(window__lt=now - KEPT).delete()[0]
