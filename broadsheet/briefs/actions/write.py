from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from broadsheet.briefs.models import Brief
from broadsheet.briefs.quick import parted
from broadsheet.release.actions.standing import REASON_LENGTH, Refused, may

FROM_THE_DESK = "desk:"
UNDONE_WITHIN = timedelta(seconds=15)  # ten on the screen, and a slow line
_OFFERS = TimestampSigner(salt="briefs.undo")


def write(typed: str, language: str, by: AbstractBaseUser, sending: UUID) -> Brief:
    """A new draft of what was typed. Sent a second time under the same `sending`, it is the same brief.

    Raises PermissionDenied, and ValidationError when it makes no brief.
    """
    if not by.has_perm("briefs.add_brief"):  # type: ignore[attr-defined]  # every user has it
        raise PermissionDenied
    headline, text = parted(typed)
    with transaction.atomic():
        same = Brief.objects.filter(foreign_id=f"{FROM_THE_DESK}{sending}").first()
        if same is not None:
            return same
        brief = Brief(headline=headline, text=text, language=language, live=False)
        brief.foreign_id = f"{FROM_THE_DESK}{sending}"
        brief.full_clean()
        brief.save()
        revision = brief.save_revision(user=by, clean=False)
        log(instance=brief, action="wagtail.create", user=by, revision=revision, content_changed=True)
    return brief


def rewrite(brief: Brief, typed: str, by: AbstractBaseUser, note: str = "") -> Brief:
    """Save what was typed as the brief's latest version, and `note`, which tells readers what was corrected. Raises
    PermissionDenied, Refused while somebody else has
    locked it, and ValidationError."""
    if not by.has_perm("briefs.change_brief"):  # type: ignore[attr-defined]  # every user has it
        raise PermissionDenied
    lock = brief.get_lock()
    if lock is not None and lock.for_user(by):
        raise Refused(_("Somebody has locked it, or an editor is reading it: it cannot be changed now."))
    draft = brief.get_latest_revision_as_object()
    draft.headline, draft.text = parted(typed)
    draft.note = " ".join(note.split())
    draft.full_clean()
    draft.save_revision(user=by, log_action=True, clean=False)
    return brief


def demand_ready(typed: str, language: str, brief: Brief | None = None, note: str = "") -> None:
    """Raises ValidationError with what would keep in what was typed, as a new brief or as another version of one:
    before it is saved, so that it can be mended where it was typed."""
    headline, text = parted(typed)
    key = brief.pk if brief else None
    problems = list(Brief(pk=key, language=language, headline=headline, text=text, note=note).unready())
    if problems:
        raise ValidationError(problems)


def publish(brief: Brief, by: AbstractBaseUser) -> str:
    """The latest version. Whether readers have it then, the gate says. Raises PermissionDenied, Refused, and
    ValidationError with what keeps it in.

    What `undo` takes this publishing back by; "" for a correction of what was published before, which would take off
    the whole brief, and for one that its schedule still keeps in.
    """
    if not may(by, brief):
        raise PermissionDenied
    fresh = Brief.objects.get(pk=brief.pk)
    revision = fresh.get_latest_revision()
    if fresh.killed_at is not None or revision is None:
        raise Refused(_("It was killed: nothing brings it back."))
    revision.publish(user=by)
    out = Brief.objects.filter(pk=brief.pk, live=True, live_revision=revision).exists()
    return _OFFERS.sign(f"{brief.pk}-{revision.pk}") if out and not fresh.live else ""


def submit(brief: Brief, by: AbstractBaseUser) -> None:
    """Hand it to an editor. Raises Refused when no editor's approval is set up for briefs."""
    workflow = brief.get_workflow()
    if workflow is None:
        raise Refused(_("Nobody approves briefs: an administrator must give them a workflow."))
    if not brief.workflow_in_progress:
        workflow.start(brief, by)


def withdraw(brief: Brief, by: AbstractBaseUser, why: str = "") -> None:
    """Take it in again: its page answers as if it had never been. `why` is kept in the log. Raises PermissionDenied
    and Refused."""
    if not may(by, brief):
        raise PermissionDenied
    if not brief.live:
        raise Refused(_("It is not published."))
    with transaction.atomic():
        brief.unpublish(user=by)
        if why.strip():
            log(
                instance=brief,
                action="release.withdraw",
                user=by,
                data={"reason": " ".join(why.split())[:REASON_LENGTH]},
            )


def undo(brief: Brief, by: AbstractBaseUser, offer: str) -> None:
    """Take back the publishing that made this `offer`, so that it can be written anew. Raises PermissionDenied and
    Refused: when it was too long ago, and when another version was published since."""
    try:
        taken_back = _OFFERS.unsign(offer, max_age=UNDONE_WITHIN)
    except BadSignature:
        raise Refused(_("It has been out for too long to be undone: withdraw it, or correct it.")) from None
    with transaction.atomic():
        row = Brief.objects.select_for_update().get(pk=brief.pk)
        if taken_back != f"{row.pk}-{row.live_revision_id}":
            raise Refused(_("It was corrected or withdrawn since: that cannot be undone."))
        withdraw(row, by)
