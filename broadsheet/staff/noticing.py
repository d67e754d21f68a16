"""What happens at the sign-in and to accounts is written into the log, and ends sessions that it must end."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import user_logged_in
from allauth.core import context
from allauth.mfa import signals as factors
from axes.signals import user_locked_out
from django.contrib.auth.models import Group, User
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.db.models.signals import m2m_changed, post_save, pre_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.log_actions import get_active_log_context

from broadsheet.staff import log, requiring, sessions
from broadsheet.staff.models import SignedIn

METHODS = "account_authentication_methods"
"""Where allauth keeps in a session how somebody signed in."""


def _where(request: HttpRequest) -> dict[str, str]:
    device, address = sessions.named(request.headers.get("User-Agent", "")), sessions.kept_address(request)
    return {"device": device, **({"address": address} if address else {})}


# -- signing in and out


@receiver(user_logged_in)
def signed_in(request: HttpRequest, user: User, **kwargs: Any) -> None:
    sessions.begin(request)
    shown = [one for one in request.session.get(METHODS, []) if one.get("method") == "mfa"]
    factor = {"factor": shown[-1]["type"]} if shown else {}
    log.write(user, "sign_in", user, **factor, **_where(request))


@receiver(user_logged_out)
def signed_out(request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    key = request.session.session_key
    if user is not None and key and SignedIn.objects.filter(key=key).delete()[0]:
        log.write(user, "sign_out", user)


@receiver(user_login_failed)
def failed(credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any) -> None:
    """A door that is locked already is not worth an entry each time that somebody shakes it."""
    if request is None or getattr(request, "axes_locked_out", False):
        return
    _write_of(credentials, "sign_in_failed", request)


@receiver(user_locked_out)
def locked_out(request: HttpRequest, **kwargs: Any) -> None:
    if getattr(request, "axes_failures_since_start", None) is not None:  # this attempt was the one that locked it
        _write_of(request.axes_credentials or {}, "locked_out", request)  # type: ignore[attr-defined]


def _write_of(credentials: dict[str, Any], action: str, request: HttpRequest) -> None:
    data = {**_where(request), **({"second_factor": True} if credentials.get("second_factor") else {})}
    user = User.objects.filter(username=credentials.get("username") or "").first()
    if user is None:
        log.write_of_nobody(action, **data)
    else:
        log.write(user, action, None, **data)


# -- second factors


@receiver(factors.authenticator_added)
def factor_added(request: HttpRequest, user: User, authenticator: Any, **kwargs: Any) -> None:
    requiring.note(request)
    if authenticator.type == "recovery_codes":
        log.write(user, "codes_made", user)
    else:
        log.write(user, "factor_set", user, factor=authenticator.type)


@receiver(factors.authenticator_used)
def factor_used(request: HttpRequest, **kwargs: Any) -> None:
    requiring.note(request)


@receiver(factors.authenticator_removed)
def factor_removed(request: HttpRequest, user: User, authenticator: Any, **kwargs: Any) -> None:
    """Who has none left has shown none."""
    if not requiring.has_one(user):
        request.session.pop(requiring.PASSED, None)
    log.write(user, "factor_removed", user, factor=authenticator.type)


@receiver(factors.authenticator_reset)
def codes_made(user: User, **kwargs: Any) -> None:
    log.write(user, "codes_made", user)


# -- accounts


def _key_of(user: User) -> str | None:
    """The session that asks for this, when it is this person's own: it goes on."""
    request = context.request
    if request is None or not getattr(request, "user", None) or request.user.pk != user.pk:
        return None
    return request.session.session_key


def _by() -> Any:
    return get_active_log_context().user


@receiver(post_save, sender=User)
def password_changed(instance: User, created: bool, **kwargs: Any) -> None:
    """Django notes the new password until it is saved; a hash that is only made stronger is none."""
    if created and instance.is_superuser and _by() is not None:
        log.write(instance, "role_given", _by(), roles=[_("Administrator")])
    if created or instance._password is None:  # type: ignore[attr-defined]
        return
    sessions.end_all(instance, but=_key_of(instance))
    log.write(instance, "password", _by())


@receiver(pre_save, sender=User)
def administrator_changed(instance: User, update_fields: Any = None, **kwargs: Any) -> None:
    if instance.pk is None or (update_fields is not None and "is_superuser" not in update_fields):
        return
    was = User.objects.filter(pk=instance.pk).values_list("is_superuser", flat=True).first()
    if was is not None and was != instance.is_superuser:
        _role_changed(instance, "role_given" if instance.is_superuser else "role_taken", [_("Administrator")])


@receiver(m2m_changed, sender=User.groups.through)
def groups_changed(instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **kwargs: Any) -> None:
    """From either side: a person's roles, or a role's people."""
    told = {"post_add": "role_given", "post_remove": "role_taken", "pre_clear": "role_taken"}.get(action)
    if told is None:
        return
    if reverse:
        people = instance.user_set.all() if pk_set is None else User.objects.filter(pk__in=pk_set)
        for user in people:
            _role_changed(user, told, [instance.name])
        return
    roles = instance.groups.all() if pk_set is None else Group.objects.filter(pk__in=pk_set)
    if names := sorted(roles.values_list("name", flat=True)):
        _role_changed(instance, told, names)


def _role_changed(user: User, action: str, roles: list[str]) -> None:
    """Rights are looked up at each request; what is open in a browser was made with the old ones."""
    sessions.end_all(user, but=_key_of(user))
    if (by := _by()) is not None:
        log.write(user, action, by, roles=roles)
