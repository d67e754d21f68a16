"""Who is signed in where, and ending that."""

from __future__ import annotations

import re
import time
from collections import OrderedDict
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib import import_module
from ipaddress import IPv4Address, ip_address, ip_network

import structlog
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, User
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from broadsheet.kit import clock
from broadsheet.staff.models import SignedIn

EVERY = 60.0  # seconds between two writings of when a session was seen
BEGAN = "broadsheet_signed_in"
"""In the session: the second at which somebody signed in."""
MOST = 1000

log = structlog.get_logger(__name__)

_noted: OrderedDict[str, float] = OrderedDict()
"""When this process last wrote of a session, on the machine's own clock; another one may write a little sooner."""

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def note(request: HttpRequest) -> None:
    """Keep that this session is used: once a minute, so that reading at the desk writes next to nothing."""
    key, now = request.session.session_key, time.monotonic()
    if key is None or now - _noted.get(key, -EVERY) < EVERY:
        return
    _noted[key] = now
    _noted.move_to_end(key)
    while len(_noted) > MOST:
        _noted.popitem(last=False)
    seen, where = clock.wall(), kept_address(request)
    rows = SignedIn.objects.filter(key=key, user=_who(request))
    try:
        if not rows.update(seen=seen, address=where):
            _begin(request, key, seen, where)
    except OperationalError:  # a full disk keeps nobody from reading
        log.warning("session not noted")


def _who(request: HttpRequest) -> User:
    """A session that is noted is somebody's."""
    assert isinstance(request.user, User)
    return request.user


def begin(request: HttpRequest) -> None:
    """Somebody has signed in just now."""
    Session.objects.filter(expire_date__lt=clock.wall()).delete()  # nothing else puts them away
    request.session[BEGAN] = clock.wall().timestamp()
    if request.session.session_key:
        _begin(request, request.session.session_key, clock.wall(), kept_address(request))


def _begin(request: HttpRequest, key: str, seen: datetime, where: str) -> None:
    """Its key may be a new one of an old session: a changed password gives it one."""
    began = datetime.fromtimestamp(request.session.get(BEGAN) or seen.timestamp(), UTC)
    device = named(request.headers.get("User-Agent", ""))
    row = SignedIn(user=_who(request), key=key, device=device, address=where, began=began, seen=seen)
    columns = ["user", "device", "address", "began", "seen"]
    SignedIn.objects.bulk_create([row], update_conflicts=True, unique_fields=["key"], update_fields=columns)


def kept_address(request: HttpRequest) -> str:
    """As much of the client's address as `log_addresses` allows."""
    found = str(request.META.get("REMOTE_ADDR") or "")
    if settings.KEPT_ADDRESSES == "none" or not found:
        return ""
    if settings.KEPT_ADDRESSES == "full":
        return found
    try:
        address = ip_address(found)
    except ValueError:
        return ""
    return str(ip_network((address, 24 if isinstance(address, IPv4Address) else 48), strict=False))


def named(agent: str) -> str:
    """A browser by its own words: “Firefox, Windows”."""
    browser = next((name for mark, name in BROWSERS if re.search(rf"{mark}\w*/", agent)), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return ", ".join(filter(None, (browser, system))) or _("unknown")


def alive() -> QuerySet[SignedIn]:
    """Those that Django still knows; what it does not know any more is put away."""
    known = Session.objects.filter(expire_date__gt=clock.wall()).values("session_key")
    SignedIn.objects.exclude(key__in=known).delete()
    return SignedIn.objects.select_related("user")


def end(keys: Iterable[str]) -> int:
    """Sign out wherever these sessions are; how many there were."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    keys = list(keys)
    for key in keys:
        store(key).delete()
        _noted.pop(key, None)
    return SignedIn.objects.filter(key__in=keys).delete()[0]


def end_all(user: AbstractBaseUser, *, but: str | None = None) -> int:
    """Sign this person out everywhere, except in the session with the key `but`."""
    rows = SignedIn.objects.filter(user_id=user.pk)
    return end(rows.exclude(key=but or "").values_list("key", flat=True))
