"""The press's ledger: what exists, what it was made from, what changed and what will change by itself."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from broadsheet.press import history

LONGEST_TAG = 2000
"""Characters: a selector's arguments are paths, which may have 600 bytes each. What PostgreSQL's index takes."""


class Change(models.Model):
    """The outbox. Database triggers fill it in the transaction of the change itself (see triggers.py); the
    worker turns its rows into dirty plates and deletes them."""

    table = models.CharField(max_length=63)
    row = models.BigIntegerField(help_text="primary key of the changed row")
    before = models.TextField(null=True, help_text="JSON of the watched columns; null: insert")  # noqa: DJ001
    after = models.TextField(null=True, help_text="JSON of the watched columns; null: delete")  # noqa: DJ001
    urgent_done = models.BooleanField(
        db_default=False, help_text="its urgent consequences were drawn; those of patient selectors were not"
    )

    class Meta:
        verbose_name = "change"


class Instant(models.Model):
    """Time is a cause too: at `at` this row becomes public or ceases to be, with nobody at the desk."""

    at = models.DateTimeField(db_index=True)
    table = models.CharField(max_length=63)
    row = models.BigIntegerField()


class Plate(models.Model):
    """One stored output. Dirty while `made < wanted`; a change that comes while it is being rendered raises
    `wanted` again, so it stays dirty."""

    url = models.CharField(max_length=1800, unique=True, help_text="canonical path (folder.canonical)")
    kind = models.CharField(max_length=40)
    status = models.PositiveSmallIntegerField(
        default=0, help_text="200, 410, or a redirect's 301, 302, 307, 308; 0: not pressed yet"
    )
    digest = models.CharField(max_length=32, blank=True, help_text="BLAKE2b-128 of the plain bytes, hex")
    size = models.PositiveIntegerField(default=0, help_text="bytes of the plain file")
    wanted = models.PositiveIntegerField(default=1)
    made = models.PositiveIntegerField(default=0)
    bulk = models.BooleanField(default=False, help_text="one of very many: pressed in a child process")
    claim = models.CharField(max_length=32, blank=True)
    claimed_until = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=500, blank=True)
    retry_at = models.DateTimeField(null=True)
    pressed_at = models.DateTimeField(null=True, help_text="when its bytes last changed")
    snapshot = models.CharField(max_length=200, blank=True, help_text="digests of the rails that it carries")
    snapshot_at = models.DateTimeField(null=True)
    snapshot_until = models.DateTimeField(null=True, help_text="when it shall carry no rails any more")

    class Meta:
        indexes = [
            models.Index(fields=["bulk", "made", "id"], condition=Q(made__lt=F("wanted")), name="press_dirty"),
            models.Index(fields=["snapshot_at"], condition=Q(snapshot_at__isnull=False), name="press_snapshots"),
        ]

    def __str__(self) -> str:
        return self.url


class Dependency(models.Model):
    """What a plate was made from: `app.model:pk`, or `selector(args)` with the digest of what it returned.
    A tag that begins with `~` stood in a snapshot of a rail only."""

    plate = models.ForeignKey(Plate, on_delete=models.CASCADE, related_name="dependencies", db_index=False)
    tag = models.CharField(max_length=LONGEST_TAG)
    digest = models.CharField(max_length=16, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "plate"], name="press_one_tag_a_plate")]
        indexes = [models.Index(fields=["plate"], name="press_tags_of_plate")]


class Shown(models.Model):
    """A file (rendition, recording) that a plate shows: public for as long as a row here says so."""

    plate = models.ForeignKey(Plate, on_delete=models.CASCADE, related_name="shown", db_index=False)
    url = models.CharField(max_length=1800, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plate", "url"], name="press_shown_once")]


class Mark(models.Model):
    """The tags that were lately found changed, in order: a plate whose rendering began before a mark of one
    of its tags is not clean, even if its dependencies were not yet written when the mark was made."""

    tag = models.CharField(max_length=LONGEST_TAG)
    at = models.DateTimeField(db_index=True)


class Awaited(models.Model):
    """What may be news for open pages, once its plates are on disk (news.py)."""

    announcer = models.CharField(max_length=40)
    thing = models.BigIntegerField(help_text="primary key of what it is about")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["announcer", "thing"], name="press_awaited_once")]


class Desk(models.Model):
    """The press's one row of memory (pk 1)."""

    boot = models.CharField(max_length=40, blank=True, help_text="the machine's boot id at the last start")
    heartbeat = models.DateTimeField(null=True)
    clock_alarm = models.CharField(max_length=200, blank=True)
    snapshots_at = models.DateTimeField(null=True)
    clock_holder = models.CharField(max_length=32, blank=True)
    clock_until = models.DateTimeField(null=True)


class Dispatch(models.Model):
    """What stands at a URL, for hosts that each keep a press folder of their own: the newest row of each URL alone.
    The key rises with every change, and rows become visible in its order: whoever writes holds the desk's lock."""

    url = models.CharField(max_length=1800, unique=True)
    status = models.PositiveSmallIntegerField(help_text="200, 410, or a redirect's; 0: nothing any more")
    to = models.CharField(max_length=1800, blank=True, help_text="where a redirect leads to")
    digest = models.CharField(max_length=32, blank=True, help_text="BLAKE2b-128 of the bytes, hex")
    body = models.BinaryField(null=True, help_text="until the bucket has had them for a while")
    at = models.DateTimeField(help_text="when it changed; of what is retired, when that was")
    stored_at = models.DateTimeField(null=True, help_text="when the bucket had it")
    claimed_until = models.DateTimeField(null=True, help_text="somebody brings it there now")
    failures = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=500, blank=True)
    retry_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "dispatches"
        indexes = [
            models.Index(fields=["id"], condition=Q(stored_at=None), name="press_not_stored"),
            models.Index(fields=["stored_at"], condition=Q(body__isnull=False), name="press_bodies"),
        ]

    def __str__(self) -> str:
        return self.url


class Host(models.Model):
    """A host that serves from a press folder of its own, as it told of itself last."""

    name = models.CharField(max_length=300, unique=True)
    upto = models.BigIntegerField(help_text="the newest dispatch that its folder has")
    owed = models.PositiveIntegerField(default=0, help_text="dispatches before that whose bytes could not be had yet")
    trouble = models.CharField(max_length=300, blank=True)
    seen = models.DateTimeField()  # by the database's clock

    def __str__(self) -> str:
        return self.name


class Resumed(models.TextChoices):
    """How far a database that came out of a copy has been gone on from."""

    BACK = history.BACK
    """Nobody has."""
    LOCKED = "locked"
    """What opened the desk or a draft then opens nothing any more."""
    SETTLED = "settled"
    """And mail that may have gone out since waits for somebody's word."""


class History(models.Model):
    """The one row (pk 1) of a database that came out of a copy; none where it never did (history.py). By its name
    hosts know that the dispatches which they followed are not those of today."""

    name = models.CharField(max_length=32, help_text="random")
    made = models.DateTimeField(help_text="when the copy was")
    state = models.CharField(max_length=10, choices=Resumed)

    class Meta:
        verbose_name_plural = "histories"

    def __str__(self) -> str:
        return self.name

    @classmethod
    def of_today(cls) -> str:
        """Its name; "" in a database that came out of no copy."""
        return cls.objects.filter(pk=1).values_list("name", flat=True).first() or ""


class Purge(models.Model):
    """A path of which a cache in front is to be told that it changed."""

    url = models.CharField(max_length=1800, unique=True)
    after = models.BigIntegerField(default=0, help_text="the dispatch that every host must have first")
    due = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=500, blank=True)
    retry_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.url
