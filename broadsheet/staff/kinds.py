"""The log's entries by what a newsroom asks for: who published, who killed, who looked, who signed in."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

EXACTLY = {
    "publish": (
        "wagtail.publish",
        "wagtail.publish.schedule",
        "wagtail.schedule.cancel",
        "wagtail.unpublish",
        "wagtail.unpublish.scheduled",
        "wagtail.workflow.approve",
    ),
    "sign_in": ("staff.sign_in", "staff.sign_out"),
    "failed": ("staff.sign_in_failed", "staff.locked_out"),
    "factor": (
        "staff.factor_set",
        "staff.factor_removed",
        "staff.factor_reset",
        "staff.codes_made",
        "staff.password",
        "staff.password_asked",
    ),
    "session": ("staff.session_ended",),
    "role": ("staff.role_given", "staff.role_taken"),
    "export": ("staff.log_exported", "staff.exported", "newsletters.export"),
}
BEGINNING = {
    "kill": ("release.",),
    "erase": ("amends.",),
    "preview": ("previews.",),
    "correct": ("stories.correct", "stories.amend", "stories.take_back", "stories.retract"),
    "source": ("sourcing.",),
    "mail": ("newsletters.",),
    "narration": ("narration.",),
    "front": ("fronts.",),
}
"""Of actions that rooms name after themselves."""
ABOUT = {"role": ("user", "group"), "settings": ("menu", "appearance", "site", "mailcheck", "houserule")}
"""Models whose every entry is of a kind: accounts and roles, and what stands around every page."""
KINDS = (
    ("publish", _("Publishing")),
    ("kill", _("Hold, embargo, kill")),
    ("correct", _("Corrections")),
    ("erase", _("What carried it, what changed, erasures")),
    ("preview", _("Preview links")),
    ("source", _("Protected sources")),
    ("export", _("Exports")),
    ("role", _("Accounts and roles")),
    ("sign_in", _("Signing in and out")),
    ("failed", _("Failed sign-ins")),
    ("factor", _("Passwords and second factors")),
    ("session", _("Ended sessions")),
    ("settings", _("Settings")),
    ("mail", _("Newsletters")),
    ("narration", _("Reading aloud")),
    ("front", _("Fronts and rails")),
)


def matching(kind: str) -> Q:
    """The entries of a kind, for a query of a log."""
    found = Q(action__in=EXACTLY.get(kind, ()))
    for start in BEGINNING.get(kind, ()):
        found |= Q(action__startswith=start)
    if models := ABOUT.get(kind):
        found |= Q(content_type__model__in=models, action__startswith="wagtail.")
    return found


def of(entry: Any) -> str:
    """The name of the first kind that an entry is of."""
    for kind, name in KINDS:
        if entry.action in EXACTLY.get(kind, ()) or entry.action.startswith(BEGINNING.get(kind, ("\0",))):
            return str(name)
    model = entry.content_type.model if entry.content_type_id else ""
    kind = next((kind for kind, models in ABOUT.items() if model in models), "")
    return str(dict(KINDS).get(kind, _("Writing")))
