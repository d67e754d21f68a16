"""What a publishable thing carries so that the gate can judge it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from broadsheet.release import gate
from broadsheet.release.gate import Reason, Verdict


class Access(models.TextChoices):
    PUBLIC = "public", _("Everyone")
    MEMBERS = "members", _("Members")
    PAID = "paid", _("Paying readers")


class Notice(models.TextChoices):
    """What readers are told at the address of what was killed."""

    WITHDRAWN = "withdrawn", _("It was withdrawn by the paper")
    LEGAL = "legal", _("It was removed for legal reasons")
    PRIVACY = "privacy", _("It was removed to protect somebody")


STANDING = (
    *("embargoed_until", "hold", "hold_reason", "access"),
    *("killed_at", "killed_by", "kill_reason", "kill_notice", "legal_removal"),
)
"""Fields that belong to the thing as it stands, never to one of its revisions: publishing an older draft
must not lift an embargo, a hold or a kill that came after it."""


class Releasable(models.Model):
    """A thing with the states of the gate. Goes together with Wagtail's Page or DraftStateMixin, which bring
    `live`, `go_live_at` and `expire_at`."""

    embargoed_until = models.DateTimeField(_("embargoed until"), null=True, blank=True)
    hold = models.BooleanField(_("on hold"), default=False)
    hold_reason = models.CharField(_("why it is on hold"), max_length=500, blank=True)
    killed_at = models.DateTimeField(_("killed at"), null=True, blank=True, editable=False)
    killed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    kill_reason = models.CharField(_("why it was killed"), max_length=500, blank=True, editable=False)
    kill_notice = models.CharField(
        _("what its address says"), max_length=10, choices=Notice, default=Notice.WITHDRAWN, editable=False
    )
    legal_removal = models.BooleanField(
        _("a legal removal"),
        default=False,
        editable=False,
        help_text="earlier states are kept from readers, exports and mirrors too",
    )
    access = models.CharField(_("who may read it"), max_length=10, choices=Access, default=Access.PUBLIC)

    url: Any
    revisions: Any
    live: Any
    go_live_at: Any
    expire_at: Any

    class Meta:
        abstract = True

    def own_verdict(self, at: datetime) -> Verdict:
        if self.killed_at is not None:
            return gate.never(Reason.KILLED)
        if self.access != Access.PUBLIC:
            return gate.never(Reason.MEMBERS if self.access == Access.MEMBERS else Reason.PAID)
        if self.hold:
            return gate.not_yet(Reason.HOLD)
        if self.expire_at is not None and self.expire_at <= at:
            return gate.never(Reason.EXPIRED)
        if not self.live:
            if self.go_live_at is not None and self.go_live_at > at:
                return gate.not_yet(Reason.SCHEDULED, self.go_live_at)
            return gate.not_yet(Reason.DRAFT)
        if self.embargoed_until is not None and self.embargoed_until > at:
            return gate.not_yet(Reason.EMBARGO, self.embargoed_until)
        return gate.PUBLIC

    def left_out(self) -> str:
        """One sentence for its screen when something that belongs to it is judged by itself, and so stays public when
        this is taken in; "" when nothing does."""
        return ""

    def restand(self) -> Iterable[str]:
        """Set what follows from a changed standing that is about to be written; the names of those fields."""
        return ()

    def _do_update(self, base_qs: Any, using: Any, pk_val: Any, values: Any, update_fields: Any, *rest: Any) -> Any:
        """Django: saving a whole row leaves its standing alone, so that an older copy that somebody holds cannot
        undo a kill. The verbs write it (release/actions), or a save that names the field."""
        if update_fields is None:
            values = [value for value in values if value[0].name not in STANDING]
        return super()._do_update(base_qs, using, pk_val, values, update_fields, *rest)

    def with_content_json(self, content: dict[str, Any]) -> Any:
        """Wagtail: the object as one of its revisions has it. The standing stays the row's."""
        revised = super().with_content_json(content)  # type: ignore[misc]
        for field in self._meta.concrete_fields:
            if field.name in STANDING:
                setattr(revised, field.attname, getattr(self, field.attname))
        return revised


def standing_indexes(room: str, key: str) -> list[models.Index]:
    """For the few among very many that are kept in: under embargo, in its order, on hold, and killed. `key` is the
    primary key."""
    return [
        models.Index(
            fields=["embargoed_until"], name=f"{room}_embargoed", condition=Q(embargoed_until__isnull=False)
        ),
        models.Index(fields=[key], name=f"{room}_held", condition=Q(hold=True)),
        models.Index(fields=[key], name=f"{room}_killed", condition=Q(killed_at__isnull=False)),
    ]


def public_q(at: datetime, of: str = "") -> Q:
    """The gate in SQL, for lists: selects exactly those rows whose own verdict at `at` is public. `of` is the
    lookup of the thing from the listed row, such as "story__"."""
    return (
        Q((f"{of}live", True), (f"{of}hold", False), (f"{of}killed_at", None), (f"{of}access", Access.PUBLIC))
        & (Q((f"{of}embargoed_until", None)) | Q((f"{of}embargoed_until__lte", at)))
        & (Q((f"{of}expire_at", None)) | Q((f"{of}expire_at__gt", at)))
    )
