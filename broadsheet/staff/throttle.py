"""How often a sign-in may go wrong. Counted in the database by django-axes, so that all processes count as one.

A name from one address, an address with whatever names, a name from whatever addresses: each has its own limit within
the time that AXES_COOLOFF_TIME gives. Names are kept as digests (people type passwords into the wrong field),
addresses for that time only, of IPv6 the network of 64 bits that one household or server has.
"""

from __future__ import annotations

import hmac
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.http import HttpRequest
from django.utils.translation import gettext as _

LIMITS = (5, 30, 25)
"""Of name and address, address, name: in the order of AXES_LOCKOUT_PARAMETERS. The first is AXES_FAILURE_LIMIT."""

Credentials = dict[str, Any] | None


def address(request: HttpRequest) -> str:
    """What is counted as one client. The edge has put the client's own address there if a trusted proxy told it."""
    found = str(request.META.get("REMOTE_ADDR") or "::")
    try:
        parsed = ip_address(found)
    except ValueError:  # a socket of this machine has no address
        return "::"
    if isinstance(parsed, IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped or ip_network((parsed, 64), strict=False).network_address)
    return str(parsed)


def name(request: HttpRequest, credentials: Credentials) -> str:
    """A digest of the name that was typed."""
    typed = (credentials or {}).get("username") or request.POST.get("username", "")
    return hmac.digest(settings.SECRET_KEY.encode(), typed.strip().encode(), "sha256").hex()


class Handler(AxesDatabaseHandler):
    """With a limit for each way of counting, and without what was sent."""

    def get_failures(self, request: HttpRequest, credentials: Credentials = None) -> int:
        """As many as the nearest limit makes of AXES_FAILURE_LIMIT."""
        counts = [
            attempts.aggregate(all=Sum("failures_since_start"))["all"] or 0
            for attempts in self.get_user_attempts(request, credentials)
        ]
        return max(count * LIMITS[0] // limit for count, limit in zip(counts, LIMITS, strict=True))

    def user_login_failed(self, sender: Any, credentials: Any, request: Any = None, **kwargs: Any) -> None:
        super().user_login_failed(sender, credentials, request, **kwargs)
        if request is not None:
            AccessAttempt.objects.filter(username=name(request, credentials)).update(get_data="", post_data="")

    def reset_user_attempts(self, request: HttpRequest, credentials: Credentials = None) -> int:
        """Who signs in clears what they did wrong themselves, not what others of the same address did."""
        own = self.filter_user_attempts(request, credentials)[0]
        return int(own.delete()[0])


def locked(request: HttpRequest) -> ValidationError:
    wait = get_cool_off(request)
    minutes = int(wait.total_seconds() // 60) if wait else 0
    sentence = _("Too many sign-ins went wrong: wait %(minutes)d minutes, or sign in with a passkey if you have one.")
    return ValidationError(sentence % {"minutes": minutes}, code="locked")


def is_locked(request: HttpRequest) -> bool:
    """Whether the attempt of this request found the door locked, or locked it."""
    return bool(getattr(request, "axes_locked_out", False))


def demand(request: HttpRequest, user: AbstractBaseUser) -> None:
    """Raises ValidationError when this person, from this address, has been wrong too often."""
    if not AxesProxyHandler.is_allowed(request, {"username": user.get_username()}):
        request.axes_locked_out = True  # type: ignore[attr-defined]
        raise locked(request)


def wrong(request: HttpRequest, user: AbstractBaseUser) -> None:
    """Count a wrong second factor like a wrong password."""
    credentials = {"username": user.get_username(), "second_factor": True}
    user_login_failed.send(__name__, credentials=credentials, request=request)


def forget(user: AbstractBaseUser) -> None:
    """Let somebody try again at once."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), user.get_username().encode(), "sha256").hex()
    AccessAttempt.objects.filter(username=digest).delete()
