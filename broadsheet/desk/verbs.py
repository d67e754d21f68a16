"""What can be done about a thing's release at the desk: each verb with its words, its form and its action."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext_lazy as _

from broadsheet.desk.release_forms import AccessForm, EmbargoForm, KillForm, NothingForm, ReasonForm, RemovalForm
from broadsheet.kit import clock
from broadsheet.release import gate
from broadsheet.release.actions.access import set_access
from broadsheet.release.actions.embargo import embargo, lift_embargo
from broadsheet.release.actions.hold import hold, lift_hold
from broadsheet.release.actions.kill import kill
from broadsheet.release.models import Notice, Releasable

Given = dict[str, Any]  # a form's cleaned data


@dataclass(frozen=True, slots=True)
class Verb:
    """`fits` says whether it makes sense for the thing as it is."""

    name: str
    label: Any
    explanation: Any
    done: Any
    form: type[forms.Form]
    fits: Callable[[Releasable], bool]
    do: Callable[[Releasable, AbstractBaseUser, Given], None]
    grave: bool = False


def _under_embargo(thing: Releasable) -> bool:
    return thing.embargoed_until is not None and thing.embargoed_until > clock.now()


VERBS = (
    Verb(
        "embargo",
        _("Set embargo"),
        _("Nothing of it goes out before this time. If it is published by then, everything goes out together."),
        _("The embargo is set."),
        EmbargoForm,
        lambda thing: not gate.verdict(thing, clock.now()).public,
        lambda thing, user, given: embargo(thing, user, given["until"]),
    ),
    Verb(
        "lift_embargo",
        _("Lift embargo"),
        _("If it is published, readers have it at once."),
        _("The embargo is lifted."),
        NothingForm,
        _under_embargo,
        lambda thing, user, given: lift_embargo(thing, user),
    ),
    Verb(
        "hold",
        _("Hold"),
        _("It is kept in, or taken in again, until the hold is lifted."),
        _("It is on hold."),
        ReasonForm,
        lambda thing: not thing.hold,
        lambda thing, user, given: hold(thing, user, given["reason"]),
    ),
    Verb(
        "lift_hold",
        _("Lift hold"),
        _("Whatever else keeps it in stays as it is."),
        _("The hold is lifted."),
        NothingForm,
        lambda thing: thing.hold,
        lambda thing, user, given: lift_hold(thing, user),
    ),
    Verb(
        "access",
        _("Set access"),
        _("Only what everyone may read goes out."),
        _("The access is set."),
        AccessForm,
        lambda thing: True,
        lambda thing, user, given: set_access(thing, user, given["access"]),
    ),
    Verb(
        "kill",
        _("Kill"),
        _("It is gone from everything that we control, and its address says so. There is no way back."),
        _("It is killed."),
        KillForm,
        lambda thing: thing.killed_at is None,
        lambda thing, user, given: kill(thing, user, given["reason"], notice=given["notice"] or Notice.WITHDRAWN),
        grave=True,
    ),
    Verb(
        "remove",
        _("Legal removal"),
        _("It is killed, and earlier states of it are kept from readers too."),
        _("It is removed."),
        RemovalForm,
        lambda thing: not thing.legal_removal,
        lambda thing, user, given: kill(thing, user, given["reason"], notice=given["notice"], legal=True),
        grave=True,
    ),
)


def fitting(thing: Releasable) -> list[Verb]:
    """The verbs that make sense for `thing`; what was killed can only be removed legally as well."""
    killed = thing.killed_at is not None
    return [verb for verb in VERBS if verb.fits(thing) and (verb.grave or not killed)]
