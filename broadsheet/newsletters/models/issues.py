"""Issues: one sending of a newsletter, and its page in the archive."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.locks import BaseLock
from wagtail.models import DraftStateMixin, LockableMixin, Revision, RevisionMixin
from wagtail.search import index

from broadsheet.newsletters import places
from broadsheet.newsletters.composing.blocks import IssueBody
from broadsheet.newsletters.composing.previewing import AsMail, SendingLock
from broadsheet.newsletters.models.letters import Newsletter
from broadsheet.release.models import Releasable


class Sending(models.TextChoices):
    DRAFT = "draft", _("being written")
    SCHEDULED = "scheduled", _("scheduled")
    FREEZING = "freezing", _("being addressed")
    SENDING = "sending", _("being sent")
    PAUSED = "paused", _("paused")
    DONE = "done", _("sent")
    CANCELLED = "cancelled", _("cancelled")


class Issue(Releasable, AsMail, DraftStateMixin, LockableMixin, RevisionMixin, index.Indexed, models.Model):
    """Written at the desk, compiled when its sending begins; live (its page is public) from then on."""

    newsletter = models.ForeignKey(
        Newsletter, verbose_name=_("newsletter"), on_delete=models.PROTECT, related_name="issues"
    )
    subject = models.CharField(_("subject"), max_length=200)
    preheader = models.CharField(_("preheader"), max_length=200, blank=True)
    body: Any = IssueBody(verbose_name=_("what it brings"), blank=True)
    slug = models.CharField(max_length=120, blank=True, editable=False, help_text="fixed when its sending begins")
    sending = models.CharField(max_length=10, choices=Sending, default=Sending.DRAFT, editable=False)
    send_at = models.DateTimeField(_("send at"), null=True, blank=True, editable=False)
    begun_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="when it was frozen")
    done_at = models.DateTimeField(null=True, blank=True, editable=False)
    cause = models.CharField(max_length=500, blank=True, editable=False, help_text="why it is paused or cannot go on")
    alerted = models.CharField(
        max_length=500, blank=True, editable=False, help_text="the cause that was mailed to those who may send"
    )
    override_size = models.BooleanField(
        default=False, editable=False, help_text="sent although a reader would cut it"
    )
    follows = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="followed_by",
        help_text="a correction goes to those who got this one",
    )
    amends = models.ForeignKey(
        "stories.StoryPage",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="the story that a correction puts right",
    )
    amends_brief = models.ForeignKey(
        "briefs.Brief",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="the brief that a correction puts right",
    )
    put_right_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="when that was put right, as it was known when the correction began",
    )
    frozen_up_to = models.BigIntegerField(default=0, editable=False, help_text="last subscription that was addressed")

    search_fields = [
        index.SearchField("subject", boost=2),
        index.AutocompleteField("subject"),
        index.FilterField("newsletter"),
        index.FilterField("sending"),
        index.FilterField("live"),
    ]

    class Meta:
        verbose_name = _("issue")
        verbose_name_plural = _("issues")
        ordering = ["-begun_at", "-pk"]
        permissions = [("send_issue", "Can send issue")]
        constraints = [
            models.UniqueConstraint(
                fields=["newsletter", "slug"], condition=~models.Q(slug=""), name="newsletters_one_issue_an_address"
            )
        ]
        indexes = [models.Index(fields=["sending", "send_at"], name="newsletters_at_work")]

    def __str__(self) -> str:
        return self.subject

    @property
    def corrects(self) -> Any:
        """The story or the brief that it puts right; None: the words of what it follows."""
        return self.amends or self.amends_brief

    @property
    def url(self) -> str | None:
        """Where its page in the archive stands; None before its sending began."""
        return places.issue(self.newsletter.language, self.newsletter.slug, self.slug) if self.slug else None

    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        """What was written last is what is sent: the row follows its draft until its sending is asked for."""
        revision: Revision = super().save_revision(*args, **kwargs)
        draft = Issue.objects.filter(pk=self.pk, sending=Sending.DRAFT)
        draft.update(newsletter=self.newsletter_id, subject=self.subject, preheader=self.preheader, body=self.body)
        return revision

    def get_lock(self) -> BaseLock | None:
        return super().get_lock() if self.sending == Sending.DRAFT else SendingLock(self)

    def with_content_json(self, content: dict[str, Any]) -> Issue:
        """Its sending belongs to the row, never to a revision."""
        revised: Issue = super().with_content_json(content)
        for name in (
            "sending",
            "send_at",
            "begun_at",
            "done_at",
            "cause",
            "alerted",
            "slug",
            "follows_id",
            "amends_id",
            "amends_brief_id",
            "put_right_at",
            "frozen_up_to",
        ):
            setattr(revised, name, getattr(self, name))
        return revised


class Compiled(models.Model):
    """The parts of an issue's message, made when it is frozen: what is spliced for each reader. No body is stored for
    each recipient; its page in the archive is made anew, as the gate judges then. A row is never changed: a message
    that is made again (sending/remaking.py) is another row, by whose key workers know it."""

    issue = models.OneToOneField(Issue, on_delete=models.CASCADE, related_name="compiled")
    parts = models.JSONField(help_text="the splicer's parts (composing/splicing.py)")
    carries = models.JSONField(
        default=dict,
        help_text='keys of all that it tells of: {"stories": […], "briefs": […]}, for the gate',
    )
    html_size = models.PositiveIntegerField(help_text="bytes of the HTML as a mail program measures it")
    made_at = models.DateTimeField(
        null=True,
        help_text="when it came to say what it says, its subject aside; null: before that was kept, as it began",
    )


class Carries(models.Model):
    """A story (by itself, or among the Editors' Picks) or a brief that stood in a message of an issue when that was
    made."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="carries", db_index=False)
    story = models.ForeignKey("stories.StoryPage", null=True, on_delete=models.CASCADE, related_name="+")
    brief = models.ForeignKey("briefs.Brief", null=True, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(
        null=True, help_text="of the message (Compiled.made_at); null: not known, any of the issue's"
    )

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["issue", "made_at", "story"], name="newsletters_carried_once"),
            models.UniqueConstraint(fields=["issue", "made_at", "brief"], name="newsletters_brief_carried_once"),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id}: {self.story_id or self.brief_id}"
