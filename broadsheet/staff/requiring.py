"""Who needs a second factor, and whether a session has shown one."""

from __future__ import annotations

import ipaddress
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from wagtail.models import GroupCollectionPermission, GroupPagePermission

PASSED = "broadsheet_second_factor"
"""In the session of who has shown one."""
PUBLISHING = ("publish_", "send_", "approve_")
"""What rights begin with that put something before readers, or stand for it."""
OTHERS = frozenset({"auth.change_user", "staff.end_sessions"})


def may_publish(user: Any) -> bool:
    """Whether this person can put something before readers: by any right, or by a right over those who can."""
    if user.is_superuser:
        return True
    rights = user.get_all_permissions()
    if any(right.partition(".")[2].startswith(PUBLISHING) for right in rights) or rights & OTHERS:
        return True
    pages = GroupPagePermission.objects.filter(group__user=user, permission__codename="publish_page")
    pictures = GroupCollectionPermission.objects.filter(group__user=user, permission__codename="change_image")
    return pages.exists() or pictures.exists()


def has_one(user: Any) -> bool:
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return Authenticator.objects.filter(user_id=user.pk, type__in=kinds).exists()


def note(request: HttpRequest) -> None:
    request.session[PASSED] = True


def owes(request: HttpRequest) -> bool:
    """Whether who asks may do nothing at the desk before a second factor is shown."""
    if settings.SECOND_FACTOR != "required" or request.session.get(PASSED):
        return False
    return may_publish(request.user)


def lacks(request: HttpRequest) -> bool:
    """Whether this session has shown no second factor where one is required, whatever its owner may: for what is out
    as soon as it is sent."""
    return settings.SECOND_FACTOR == "required" and not request.session.get(PASSED)


def withholds(request: HttpRequest) -> bool:
    """Whether this session is older than the second factor that its owner has: it may not set up another one."""
    return not request.session.get(PASSED) and has_one(request.user)


def passkeys_possible(request: HttpRequest) -> bool:
    """Browsers bind passkeys to a name, and want HTTPS: not at a bare address such as 127.0.0.1."""
    host = request.get_host().rpartition(":")[0] or request.get_host()
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return request.is_secure() or host == "localhost"
    return False
