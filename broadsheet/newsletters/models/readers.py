"""Who gets what, how they came to it, and what they may not be sent."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import StrIndex, Substr
from django.utils.translation import gettext_lazy as _

from broadsheet.newsletters.models.letters import Newsletter


class Subscriber(models.Model):
    """A mail address, once, whatever it takes part in."""

    address = models.CharField(_("address"), max_length=320, help_text="as it was typed, without the spaces around")
    key = models.CharField(max_length=320, unique=True, help_text="lower case, domain in A-labels (RFC 5890)")
    needs_smtputf8 = models.BooleanField(default=False, help_text="its local part is not ASCII (RFC 6531)")
    language = models.CharField(_("language"), max_length=12)
    created = models.DateTimeField()
    preferences_epoch = models.PositiveIntegerField(default=0, help_text="raised: its old preference links are void")

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        indexes = [models.Index(Substr("key", StrIndex("key", Value("@")) + 1), "id", name="newsletters_of_domain")]

    def __str__(self) -> str:
        return self.address


class SubscriptionState(models.TextChoices):
    PENDING = "pending", _("waits for confirmation")
    CONFIRMED = "confirmed", _("gets it")
    UNSUBSCRIBED = "unsubscribed", _("left")
    BOUNCED = "bounced", _("address does not work")
    COMPLAINED = "complained", _("complained")


class Subscription(models.Model):
    """A newsletter of a subscriber. Pending ones are purged after 14 days."""

    newsletter = models.ForeignKey(Newsletter, on_delete=models.CASCADE, related_name="subscriptions", db_index=False)
    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="subscriptions")
    state = models.CharField(max_length=12, choices=SubscriptionState)
    token_epoch = models.PositiveIntegerField(default=0, help_text="raised: its old unsubscribe links are void")
    created = models.DateTimeField()
    changed = models.DateTimeField(help_text="when it came into its state")
    paused_until = models.DateTimeField(null=True, blank=True, help_text="confirmed, but gets nothing until then")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["newsletter", "subscriber"], name="newsletters_one_each")]
        indexes = [
            models.Index(fields=["newsletter", "state", "id"], name="newsletters_of_state"),
            models.Index(fields=["created"], condition=Q(state="pending"), name="newsletters_pending"),
        ]

    def __str__(self) -> str:
        return f"{self.subscriber_id} for {self.newsletter_id}: {self.state}"


class Merged(models.Model):
    """A subscription that went into another one, since its reader came to have one address: links to leave it, in
    mails that were sent, lead there for ever."""

    old = models.BigIntegerField(unique=True, help_text="key of the subscription that is gone")
    epoch = models.PositiveIntegerField(help_text="its token_epoch")
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="merged")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.old} into {self.subscription_id}"


class Wish(models.TextChoices):
    LETTERS = "letters", _("wants newsletters")
    LINK = "link", _("wants the link to the preferences")
    MOVE = "move", _("wants another address")


class SignUp(models.Model):
    """One sending of a form. The request writes it and nothing else, whatever is known of the address, so that nobody
    can tell from outside who is subscribed; the worker attends to it (signup/attending.py). The confirmation link and
    the 6-digit code stand for it."""

    wish = models.CharField(max_length=8, choices=Wish, default=Wish.LETTERS)
    address = models.CharField(max_length=320)
    key = models.CharField(max_length=320, help_text="as a subscriber's")
    needs_smtputf8 = models.BooleanField(default=False)
    language = models.CharField(max_length=12)
    newsletters = models.ManyToManyField(Newsletter, related_name="+")
    created = models.DateTimeField(db_index=True)
    attended = models.DateTimeField(null=True, help_text="when the worker had seen to it; null: it has not yet")
    subscriber = models.ForeignKey(
        Subscriber, null=True, on_delete=models.CASCADE, related_name="sign_ups", help_text="null until then"
    )
    code_hash = models.CharField(
        max_length=64, blank=True, help_text="keyed hash of the 6-digit code, hex; may be empty"
    )
    wrong_codes = models.PositiveSmallIntegerField(default=0)
    confirmed = models.DateTimeField(null=True)
    form_url = models.CharField(max_length=1800, blank=True)
    network = models.CharField(max_length=50, blank=True, help_text="/24 or /48 that it came from; may be empty")
    wording = models.ForeignKey("Wording", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["key", "-created"], name="newsletters_sign_ups_of"),
            models.Index(fields=["id"], condition=Q(attended=None), name="newsletters_to_attend"),
        ]


class Wording(models.Model):
    """The exact words that somebody agreed to, kept once."""

    text = models.TextField()
    hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the text in UTF-8, hex")

    def __str__(self) -> str:
        return self.text


class Event(models.TextChoices):
    ASKED = "asked", _("asked for it")
    CONFIRMED = "confirmed", _("confirmed")
    UNSUBSCRIBED = "unsubscribed", _("left")
    CAME_BACK = "came_back", _("took leaving back")
    PAUSED = "paused", _("paused")
    RESUMED = "resumed", _("resumed")
    MOVED = "moved", _("changed the address")
    IMPORTED = "imported", _("imported")
    ADDED = "added", _("added at the desk")
    REMOVED = "removed", _("removed at the desk")
    BOUNCED = "bounced", _("address did not work")
    COMPLAINED = "complained", _("complained")
    EXPORTED = "exported", _("had their data sent")
    ERASED = "erased", _("had their data erased")


class ConsentRecord(models.Model):
    """Proof, append-only. After an erasure the keyed hash alone tells whose it was."""

    subscriber = models.ForeignKey(Subscriber, null=True, on_delete=models.SET_NULL, related_name="consents")
    address_hash = models.CharField(max_length=64, db_index=True, help_text="keyed hash of the subscriber's key, hex")
    newsletter = models.ForeignKey(Newsletter, null=True, on_delete=models.SET_NULL, related_name="+")
    event = models.CharField(max_length=12, choices=Event)
    at = models.DateTimeField()
    by = models.CharField(
        max_length=150, blank=True, help_text="link, code, one-click, form, import, or who at the desk"
    )
    wording = models.ForeignKey(Wording, null=True, on_delete=models.PROTECT, related_name="+")
    form_url = models.CharField(max_length=1800, blank=True)
    network = models.CharField(max_length=50, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["newsletter", "at"], name="newsletters_growth"),
            models.Index(fields=["newsletter", "at"], condition=Q(event="confirmed"), name="newsletters_joined"),
            models.Index(fields=["address_hash"], condition=Q(event="erased"), name="newsletters_erased"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            self._refuse()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise TypeError("a consent record is never changed: write another one")


class SuppressionReason(models.TextChoices):
    BOUNCED = "bounced", _("address does not work")
    COMPLAINED = "complained", _("complained")
    ASKED = "asked", _("asked never to be written to")
    DESK = "desk", _("blocked at the desk")


class Suppression(models.Model):
    """Nobody writes to this address any more; it is known by its hash alone, so it survives an erasure."""

    address_hash = models.CharField(max_length=64, unique=True, help_text="keyed hash of the subscriber's key, hex")
    reason = models.CharField(max_length=12, choices=SuppressionReason)
    at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)


class Tally(models.Model):
    """Counts of a newsletter, kept with each change, so that no screen counts a million rows. One row a day."""

    newsletter = models.ForeignKey(Newsletter, on_delete=models.CASCADE, related_name="tallies", db_index=False)
    day = models.DateField()
    confirmed = models.IntegerField(default=0, help_text="came that day")
    left = models.IntegerField(default=0, help_text="left, bounced or complained that day")
    total = models.IntegerField(default=0, help_text="confirmed ones at the end of the day, or now")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["newsletter", "day"], name="newsletters_one_tally_a_day")]


class Attempt(models.Model):
    """How often something was tried from one place in one stretch of time: the limits of the sign-up form."""

    scope = models.CharField(max_length=30, help_text="what is limited, such as `signup.network`")
    key = models.CharField(max_length=64, help_text="keyed hash of the address or network, hex")
    window = models.DateTimeField(db_index=True, help_text="when the stretch began")
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key", "window"], name="newsletters_one_count")]
