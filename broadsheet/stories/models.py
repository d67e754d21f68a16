"""Stories: what the paper publishes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable, Page
from wagtail.search import index
from wagtail.snippets.models import register_snippet

from broadsheet.kit import clock, languages
from broadsheet.people.former import Former, KeepsFormer
from broadsheet.people.models import Byline
from broadsheet.pictures.models import Picture
from broadsheet.release.models import standing_indexes
from broadsheet.sections.models import PaperPage
from broadsheet.sections.permissions import stays_once_published
from broadsheet.sections.slugs import LONGEST
from broadsheet.sourcing.models import Document, Source
from broadsheet.stories import panels
from broadsheet.stories.blocks import BodyField
from broadsheet.stories.forms import StoryForm
from broadsheet.stories.length import words_of
from broadsheet.stories.paragraphs import one_paragraph_a_block
from broadsheet.stories.shelves import month_of, shelve

WORKING = _("It still has a working headline: write the headline, and untick the mark.")


@register_snippet
class Topic(index.Indexed, KeepsFormer, ClusterableModel):
    """What stories of any section are about; one in every language of the paper, its words in the first one."""

    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("slug"), max_length=200, unique=True, allow_unicode=True)
    description = models.TextField(
        _("description"), max_length=1000, blank=True, help_text=_("A sentence or two at the head of its page.")
    )

    panels = panels.TOPIC
    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if len(self.slug.encode()) > LONGEST:
            raise ValidationError({"slug": _("The slug is too long: at most 200 bytes, please.")})


class FormerTopicSlug(Former):
    """A slug that a topic had."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="former_slugs")


class TopicWords(models.Model):
    """The same topic in another language of the paper; what is empty is taken from the topic."""

    topic = ParentalKey(Topic, on_delete=models.CASCADE, related_name="words")
    language = models.CharField(_("language"), max_length=20, choices=languages.further)
    name = models.CharField(_("name"), max_length=200, blank=True)
    description = models.TextField(_("description"), max_length=1000, blank=True)

    panels = [FieldPanel(name) for name in ("language", "name", "description")]

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["topic", "language"], name="stories_topic_once_a_language")]

    def __str__(self) -> str:
        return f"{self.topic} ({self.language})"


@stays_once_published
class StoryPage(PaperPage, Page):  # type: ignore[django-manager-missing]
    """A story. Its headline is the page's title; the moment it was first published stands in Wagtail's
    `first_published_at`; its language is that of its tree."""

    headline_is_working = models.BooleanField(
        _("working headline"), default=False, help_text=_("A story is not published under a working headline.")
    )
    kicker = models.CharField(_("kicker"), max_length=100, blank=True)
    standfirst = models.TextField(_("standfirst"), max_length=1000, blank=True)
    dateline = models.CharField(_("dateline"), max_length=200, blank=True)
    hero = models.ForeignKey(
        Picture, verbose_name=_("picture"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    hero_caption = models.TextField(_("caption, if not the picture's own"), max_length=2000, blank=True)
    body = BodyField(verbose_name=_("text"), blank=True)
    words = models.PositiveIntegerField(default=0, editable=False, help_text="of the text; kept by save()")
    how_we_know = models.TextField(
        _("in general"), max_length=1000, blank=True, help_text=_("A sentence or two above the list below.")
    )
    ednote = models.TextField(_("note to editors"), blank=True, help_text=_("Readers never see it."))
    foreign_id = models.CharField(
        max_length=200, null=True, blank=True, unique=True, editable=False, help_text="set by importers"
    )

    base_form_class = StoryForm
    content_panels = panels.CONTENT
    promote_panels = panels.PROMOTE
    settings_panels = panels.SETTINGS
    parent_page_types = ["sections.Section"]
    subpage_types: list[str] = []
    exclude_fields_in_copy = ["foreign_id"]
    search_fields = [
        *Page.search_fields,
        index.SearchField("standfirst"),
        index.SearchField("body"),
        index.FilterField("embargoed_until"),
    ]

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        indexes = standing_indexes("stories", "page_ptr")

    def __str__(self) -> str:
        return str(self.title)

    @property
    def published_at(self) -> datetime | None:
        """When it was first published."""
        found: datetime | None = self.first_published_at
        return found

    def save(self, *args: Any, **kwargs: Any) -> Any:
        if kwargs.get("update_fields") is not None:
            return super().save(*args, **kwargs)
        self.words = words_of(self.body.raw_data)
        if self.live:
            self._begin_to_live()
        with transaction.atomic():
            saved = super().save(*args, **kwargs)
            shelve([self.pk])
        return saved

    def _begin_to_live(self) -> None:
        if self.headline_is_working:
            raise ValidationError({"headline_is_working": WORKING})
        self.first_published_at = self.first_published_at or clock.now()

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self.body = one_paragraph_a_block(self.body)
        super().full_clean(*args, **kwargs)


class StoryByline(Orderable, Byline):
    """A name under a story, in order."""

    page = ParentalKey(StoryPage, on_delete=models.CASCADE, related_name="bylines")


class StoryTopic(Orderable):
    """A topic of a story, in order."""

    page = ParentalKey(StoryPage, on_delete=models.CASCADE, related_name="story_topics")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="+")

    panels = panels.STORY_TOPIC


class EvidenceKind(models.TextChoices):
    """What a story rests on; the label stands before the words."""

    DOCUMENT = "document", _("Document")
    RECORD = "record", _("On the record")
    UNNAMED = "unnamed", _("Not named")
    OTHERS = "others", _("Reported by others")


class StoryEvidence(Orderable):
    """A row of "How we know this", in order."""

    page = ParentalKey(StoryPage, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(_("kind"), max_length=20, choices=EvidenceKind, default=EvidenceKind.RECORD)
    text = models.TextField(_("what or who"), max_length=1000, blank=True, help_text=_("Readers see it."))
    source = models.ForeignKey(
        Source, verbose_name=_("source"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    document = models.ForeignKey(
        Document, verbose_name=_("file"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    link = models.URLField(_("or a link"), max_length=1000, blank=True)
    link_text = models.CharField(_("words of the link"), max_length=200, blank=True)

    panels = panels.EVIDENCE

    def clean(self) -> None:
        super().clean()
        if not (self.text.strip() or self.source_id or self.document_id):
            told = _("Say what or who it is, or choose a source or a file.")
            raise ValidationError({"text": ValidationError(told, code="required")})


class Grounds(models.TextChoices):
    """How the paper knows what it claims; the label stands before the words."""

    SAID = "said", _("Said to us")
    BRIEFING = "briefing", _("At a press briefing")
    REPORTED = "reported", _("Reported by others")
    DOCUMENT = "document", _("In a document")
    SOCIAL = "social", _("In a post on social media")
    UNNAMED = "unnamed", _("By somebody who is not named")
    SEEN = "seen", _("Seen by ourselves")
    NOTHING = "nothing", _("Nothing yet")


class StoryClaim(models.Model):
    """What a paragraph claims, and one thing that it rests on; a claim that rests on two has two rows of the same
    words. In the story's revisions, so that readers get it with the words that it is about. `block` is the id of the
    paragraph; `text_hash` that of its text (stories/ledger.py) when somebody last held the one against the other."""

    page = ParentalKey(StoryPage, on_delete=models.CASCADE, related_name="claims")
    block = models.CharField(max_length=36)
    text_hash = models.CharField(max_length=32, blank=True, help_text="empty: to be taken from the paragraph")
    words = models.TextField(_("what it claims"), max_length=1000, blank=True)
    how = models.CharField(_("how we know"), max_length=20, choices=Grounds, default=Grounds.NOTHING)
    speaker = models.CharField(
        _("who said it"), max_length=300, blank=True, help_text=_("Of who is not named: no name.")
    )
    source = models.ForeignKey(
        Source, verbose_name=_("source"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    date = models.DateField(_("when"), null=True, blank=True)
    link = models.URLField(_("link"), max_length=1000, blank=True)
    note = models.TextField(_("for the desk only"), max_length=1000, blank=True)
    shown = models.BooleanField(_("readers see it"), default=False)
    protected = models.UUIDField(null=True, blank=True, help_text="sourcing.ProtectedName.token")

    panels = panels.CLAIM

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        verbose_name = _("claim")
        verbose_name_plural = _("claims")

    def __str__(self) -> str:
        return self.words[:80]


class CorrectionKind(models.TextChoices):
    CORRECTION = "correction", _("Correction")
    CLARIFICATION = "clarification", _("Clarification")
    RETRACTION = "retraction", _("Retraction")


class Correction(models.Model):
    """What was wrong with a published story and what is right. A row of its own, not part of the story's
    revisions, so that going back to an older version loses none. Written by stories/actions/correct.py."""

    story = models.ForeignKey(StoryPage, on_delete=models.CASCADE, related_name="corrections")
    kind = models.CharField(_("kind"), max_length=20, choices=CorrectionKind, default=CorrectionKind.CORRECTION)
    text = models.TextField(_("what readers are told"), max_length=2000)
    at = models.DateTimeField()
    amended_at = models.DateTimeField(null=True, help_text="when it last got other words")
    month = models.PositiveIntegerField(help_text="of `at` on the paper's clock: 202611")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["month", "at"], name="stories_corrections_in_order")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:80]}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.month = month_of(self.at)
        super().save(*args, **kwargs)


class Approval(models.Model):
    """Somebody stands for what a story has from one unnamed source. Of the story, not of a revision: it holds while
    the words are the same. Written by stories/actions/approve.py."""

    story = models.ForeignKey(StoryPage, on_delete=models.CASCADE, related_name="approvals")
    claim = models.CharField(max_length=32, help_text="unnamed.Claim.key")
    words = models.TextField(help_text="as they were approved")
    who = models.CharField(max_length=600, blank=True, help_text="how readers are told of the source")
    note = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        default_permissions = ()
        permissions = [("approve_unnamed", "Can approve what rests on one unnamed source")]
        constraints = [models.UniqueConstraint(fields=["story", "claim"], name="stories_approved_once")]

    def __str__(self) -> str:
        return self.words[:80]


class ApprovalWanted(models.Model):
    """Somebody would have published or handed in what nobody stands for yet, and those who may were told. It goes
    when it is approved, or stands there no more. Written by stories/asking.py."""

    story = models.ForeignKey(StoryPage, on_delete=models.CASCADE, related_name="+")
    claim = models.CharField(max_length=32, help_text="unnamed.Claim.key")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["story", "claim"], name="stories_asked_once")]

    def __str__(self) -> str:
        return f"{self.story_id} {self.claim}"


class Shelf(models.TextChoices):
    """Where lists of stories stand."""

    SECTION = "section"
    TOPIC = "topic"
    PERSON = "person"


class Shelved(models.Model):
    """A published story's place in a list: an index over sections, topics and bylines in the order of
    publication, so that a list of thirty costs the same among a hundred thousand. Derived; kept by
    stories/shelves.py. Whether the story may be seen is not here: each list asks the gate."""

    story = models.ForeignKey(StoryPage, on_delete=models.CASCADE, related_name="+")
    shelf = models.CharField(max_length=10, choices=Shelf)
    key = models.BigIntegerField(help_text="primary key of the section, topic or contributor")
    language = models.CharField(max_length=20)
    published_at = models.DateTimeField()
    month = models.PositiveIntegerField(help_text="of published_at on the paper's clock: 202611")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["story", "shelf", "key"], name="stories_once_on_a_shelf")]
        indexes = [
            models.Index(
                fields=["shelf", "key", "language", "month", "published_at", "story"], name="stories_shelf_in_order"
            )
        ]
