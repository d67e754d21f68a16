"""What Wagtail's log does not know by itself: signing in, second factors, sessions, roles.

An entry is about a person; `by` is who did it. Nothing here is ever changed or deleted at the desk. The name that was
typed at a failed sign-in is kept where somebody has it; otherwise it may be a password in the wrong field.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogFormatter, log
from wagtail.models import ModelLogEntry

from broadsheet.kit import clock

FACTORS = {"totp": _("authenticator app"), "webauthn": _("passkey"), "recovery_codes": _("recovery code")}


def write(about: User, action: str, by: Any = None, **data: Any) -> None:
    log(instance=about, action=f"staff.{action}", user=by, data=data)


def write_of_nobody(action: str, **data: Any) -> None:
    """About a name that nobody has."""
    ModelLogEntry.objects.create(
        content_type=ContentType.objects.get_for_model(User),
        object_id="0",
        label=pgettext("a user", "nobody of this name"),
        action=f"staff.{action}",
        timestamp=clock.wall(),
        data=data,
    )


class SignedIn(LogFormatter):
    label = _("Sign in")

    def format_message(self, entry: Any) -> str:
        how = FACTORS.get(entry.data.get("factor", ""))
        said = gettext("Signed in with: %(how)s") % {"how": how} if how else gettext("Signed in with a password")
        return _from(said, entry)


class Failed(LogFormatter):
    label = _("Failed sign-in")

    def format_message(self, entry: Any) -> str:
        said = (
            gettext("A wrong code at the sign-in") if entry.data.get("second_factor") else gettext("A wrong password")
        )
        return _from(said, entry)


class LockedOut(LogFormatter):
    label = _("Sign-in throttled")

    def format_message(self, entry: Any) -> str:
        return _from(gettext("Too many sign-ins went wrong; more are refused for a while"), entry)


class OfFactor(LogFormatter):
    """`message` with %(how)s."""

    def format_message(self, entry: Any) -> str:
        how = FACTORS.get(entry.data.get("factor", ""), entry.data.get("factor", ""))
        return str(self.message) % {"how": how}


class FactorSet(OfFactor):
    label, message = _("Set up a second factor"), _("Second factor set up: %(how)s")


class FactorRemoved(OfFactor):
    label, message = _("Remove a second factor"), _("Second factor removed: %(how)s")


class OfRole(LogFormatter):
    """`message` with %(roles)s."""

    def format_message(self, entry: Any) -> str:
        return str(self.message) % {"roles": ", ".join(entry.data.get("roles", []))}


class RoleGiven(OfRole):
    label, message = _("Give a role"), _("Role given: %(roles)s")


class RoleTaken(OfRole):
    label, message = _("Take a role"), _("Role taken: %(roles)s")


class Exported(LogFormatter):
    label = _("Export the log")

    def format_message(self, entry: Any) -> str:
        return gettext("Exported the log of who did what: %(count)d entries") % {"count": entry.data.get("count", 0)}


class ListExported(LogFormatter):
    label = _("Export a list")

    def format_message(self, entry: Any) -> str:
        return gettext("Exported a list: %(what)s") % {"what": entry.data.get("what", "")}


class Ended(LogFormatter):
    label = _("End sessions")

    def format_message(self, entry: Any) -> str:
        return gettext("Sessions ended: %(count)d") % {"count": entry.data.get("count", 1)}


def _from(said: str, entry: Any) -> str:
    where = [entry.data.get(name, "") for name in ("device", "address")]
    told = ", ".join(filter(None, where))
    return gettext("%(what)s (%(where)s)") % {"what": said, "where": told} if told else said


@hooks.register("register_log_actions")
def register(actions: Any) -> None:
    for name, formatter in (
        ("sign_in", SignedIn),
        ("sign_in_failed", Failed),
        ("locked_out", LockedOut),
        ("factor_set", FactorSet),
        ("factor_removed", FactorRemoved),
        ("role_given", RoleGiven),
        ("role_taken", RoleTaken),
        ("log_exported", Exported),
        ("exported", ListExported),
        ("session_ended", Ended),
    ):
        actions.register_action(f"staff.{name}")(formatter)
    for name, label, message in (
        ("sign_out", _("Sign out"), _("Signed out")),
        ("codes_made", _("Make recovery codes"), _("New recovery codes")),
        (
            "factor_reset",
            _("Reset second factors"),
            _("Second factors reset: a new one is set up at the next sign-in"),
        ),
        ("password", _("Change a password"), _("Password changed")),
        ("password_asked", _("Ask for a new password"), _("A new password was asked for by mail")),
    ):
        actions.register_action(f"staff.{name}", label, message)
