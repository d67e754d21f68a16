"""Destroying a story by order of a court takes two people: one asks, another one who has the right confirms."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, User
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from broadsheet.amends.models import Erasure, Stage
from broadsheet.kit import clock
from broadsheet.release.actions.kill import kill
from broadsheet.release.actions.standing import Refused, may, reason_of, taken
from broadsheet.release.models import Notice
from broadsheet.stories.models import StoryPage

RIGHT = "amends.confirm_erasure"
LONGEST_ORDER = 200
OF_ONES_OWN_MAKING = timedelta(days=30)
"""So long before an erasure is asked for, and ever after, who asks for it must not have made the second person."""
MAKING = ("wagtail.create", "staff.role_given", "staff.password", "staff.factor_reset")


def may_confirm(user: Any, erasure: Erasure) -> bool:
    return bool(user.has_perm(RIGHT)) and erasure.asked_by_id != user.pk


def ask(story: StoryPage, by: AbstractBaseUser, order: str, reason: str) -> Erasure:
    """Ask that a story is destroyed: `order` is the reference of the court's order. Nothing happens until somebody
    else confirms it. Raises PermissionDenied and Refused."""
    why, reference = reason_of(reason), " ".join(order.split())[:LONGEST_ORDER]
    if not reference:
        raise Refused(_("The reference of the order is needed: it is all that will be kept."))
    who: Any = by
    with taken(story, by) as taken_row:
        row: Any = taken_row
        if Erasure.objects.filter(number=row.pk, stage__in=(Stage.ASKED, Stage.GOING, Stage.DONE)).exists():
            raise Refused(_("It has been asked for already."))
        try:
            with transaction.atomic():
                made = Erasure.objects.create(
                    story=row,
                    number=row.pk,
                    url=row.url or "",
                    order=reference,
                    reason=why,
                    asked_at=clock.now(),
                    asked_by=who,
                    asked_name=name_of(who),
                )
        except IntegrityError:
            raise Refused(_("It has been asked for already.")) from None
        log(instance=row, action="amends.ask_erasure", user=by, data={"order": reference, "reason": why})
        return made


def confirm(erasure: Erasure, by: AbstractBaseUser) -> None:
    """Let it begin: the story is removed for readers in this moment, and destroyed by the worker, which goes on after
    whatever breaks it off. Raises PermissionDenied and Refused."""
    who: Any = by
    if not who.has_perm(RIGHT):
        raise PermissionDenied
    if _made_by_who_asked(erasure, who):
        raise Refused(
            _(
                "Who asked for it has made your account lately, or given you your role or password: somebody else "
                "has to confirm it."
            )
        )
    with transaction.atomic():
        mine = _decided(erasure, who, Stage.GOING)
        story = mine.story
        if story is not None and not story.legal_removal:
            kill(story, who if may(who, story) else None, mine.reason, notice=Notice.LEGAL, legal=True)
        if story is not None:
            log(instance=story, action="amends.confirm_erasure", user=by, data={"order": mine.order})


def _made_by_who_asked(erasure: Erasure, by: User) -> bool:
    """Whoever may make accounts could be two people."""
    since = erasure.asked_at - OF_ONES_OWN_MAKING
    about = ModelLogEntry.objects.filter(content_type=ContentType.objects.get_for_model(User), object_id=str(by.pk))
    made = about.filter(action__in=MAKING, user=erasure.asked_by_id, timestamp__gte=since)
    return erasure.asked_by_id is not None and made.exists()


def decline(erasure: Erasure, by: AbstractBaseUser) -> None:
    """It is not done; who asked may take it back too. Raises PermissionDenied and Refused."""
    who: Any = by
    if not who.has_perm(RIGHT) and erasure.asked_by_id != who.pk:
        raise PermissionDenied
    with transaction.atomic():
        mine = _decided(erasure, who, Stage.DECLINED)
        if mine.story is not None:
            log(instance=mine.story, action="amends.decline_erasure", user=by, data={"order": mine.order})


def _decided(erasure: Erasure, by: Any, stage: Stage) -> Erasure:
    """Of two who decide at once, one is told that it has changed meanwhile."""
    mine = Erasure.objects.select_related("story").filter(pk=erasure.pk, stage=Stage.ASKED).first()
    if mine is None:
        raise Refused(_("It has changed meanwhile: please look again."))
    if stage is Stage.GOING and mine.asked_by_id == by.pk:
        raise Refused(_("You asked for it: somebody else has to confirm it."))
    values = {"stage": stage, "decided_at": clock.now(), "decided_by": by, "decided_name": name_of(by)}
    if not Erasure.objects.filter(pk=erasure.pk, stage=Stage.ASKED).update(**values):
        raise Refused(_("It has changed meanwhile: please look again."))
    return mine


def name_of(user: Any) -> str:
    return str(user.get_full_name() or user.get_username())[:200]
