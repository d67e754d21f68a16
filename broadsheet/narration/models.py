"""What the paper and its editors say about recordings, the ledger of the recordings, and what is on the air.

Settings (the desk writes them, by actions or forms; each save wakes the narrator):
    Narration       one for each language: on or off, and the words of the disclosure
    VoiceChoice     its voices in order; without any, eSpeak NG reads
    Pronunciation   the lexicon: of the paper, or of one story
    StoryNarration  what an editor chose for one story: a voice, blocks left out, silence

The ledger (narration/recording/ writes it):
    Look            whether a story must be looked at again
    Recording       a recording that is wanted, being made, there, failed or overtaken: one for each story, language
                    and input; a human reading is one too
    OnAir           the pointer: which recording readers of a story get, with all that plates say of it

Plates depend on OnAir alone (selectors.on_air), so progress and failures press nothing.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from broadsheet.narration.engines.base import Voice
from broadsheet.narration.text.lexicon import Entry, Kind
from broadsheet.narration.wording import words_of
from broadsheet.stories.models import StoryPage

SLOWEST, FASTEST = 0.5, 2.0


class Narration(models.Model):
    """Whether, and with which words, stories of one language are read aloud. No row: they are not."""

    language = models.CharField(_("language"), max_length=20, unique=True)
    on = models.BooleanField(_("stories are read aloud"), default=False)
    trained_words = models.CharField(
        _("what is said and shown before a voice that was trained"),
        max_length=300,
        blank=True,
        help_text=_("Empty: “This audio is created with AI assistance.”, in this language."),
    )
    algorithmic_words = models.CharField(
        _("what is said and shown before a voice that goes by rules"),
        max_length=300,
        blank=True,
        help_text=_("Empty: “This story is read by a machine.”, in this language."),
    )
    report_to = models.CharField(
        _("where readers report an error in a recording"),
        max_length=300,
        blank=True,
        help_text=_("A mail address, or the address of a page. Empty: players have no such link."),
    )

    anew_at = models.DateTimeField(null=True, editable=False, help_text="when all was last to be said anew")
    anew_of = models.PositiveIntegerField(default=0, editable=False, help_text="recordings that there were then")

    class Meta:
        verbose_name = _("narration of a language")
        verbose_name_plural = _("narration")

    def __str__(self) -> str:
        return str(self.language)


class Spoken(models.Model):
    """Who speaks; `engine` and `voice` by the names that `broadsheet voices list` gives them."""

    engine = models.CharField(_("engine"), max_length=20, blank=True)
    voice = models.CharField(_("voice"), max_length=100, blank=True)
    rate = models.FloatField(_("pace"), default=1.0, help_text=_("1 is the voice's own."))

    class Meta:
        abstract = True

    def of(self, language: str) -> Voice:
        return Voice(self.engine, self.voice, language, min(max(self.rate, SLOWEST), FASTEST))


class VoiceChoice(Spoken):
    """The first that can speak does; the next ones step in when it fails."""

    narration = models.ForeignKey(Narration, on_delete=models.CASCADE, related_name="voices")
    sort_order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["sort_order", "pk"]
        verbose_name = _("voice")
        verbose_name_plural = _("voices")

    def __str__(self) -> str:
        return f"{self.engine}: {self.voice}"


class How(models.TextChoices):
    """text.lexicon.Kind, in the words of the desk."""

    RESPELLING = Kind.RESPELLING.value, _("Say it as if it were written")
    LETTERS = Kind.LETTERS.value, _("Say its letters")
    LANGUAGE = Kind.LANGUAGE.value, _("Say it in another language")
    IPA = Kind.IPA.value, _("Phonetic signs (IPA)")


class Pronunciation(models.Model):
    """How a word is said. Fields as in text.lexicon.Entry; without a story it is the whole paper's."""

    word = models.CharField(_("word, as it is written"), max_length=200)
    kind = models.CharField(_("how"), max_length=12, choices=How, default=How.RESPELLING)
    said = models.CharField(_("said as"), max_length=300, blank=True)
    respelling = models.CharField(_("for voices that know no phonetic signs"), max_length=300, blank=True)
    language = models.CharField(_("in the language"), max_length=20, blank=True, help_text=_("Empty: in every one."))
    story = models.ForeignKey(StoryPage, null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["word", "pk"]
        verbose_name = _("pronunciation")
        verbose_name_plural = _("pronunciations")

    def __str__(self) -> str:
        return str(self.word)

    @property
    def entry(self) -> Entry:
        return Entry(self.word, Kind(self.kind), self.said, self.language, self.respelling, self.story_id is not None)


class StoryNarration(Spoken):
    """What an editor chose for one story. An empty engine: the paper's voices."""

    story = models.OneToOneField(StoryPage, on_delete=models.CASCADE, related_name="+")
    silent = models.BooleanField(_("not read aloud"), default=False)
    left_out = models.JSONField(_("blocks left out"), default=list, blank=True, help_text="ids of blocks")

    class Meta:
        verbose_name = _("narration of a story")
        verbose_name_plural = _("narration of stories")

    def __str__(self) -> str:
        return str(self.story)


class Look(models.Model):
    """A story's place in the narrator's round: due while `looked < wanted`. Whatever may ask for another recording
    raises `wanted`. `revision` and `published_at` say which state of the story was looked at, so that a sweep finds
    what no signal told of. `later`: one of very many, looked at when no other is due."""

    story = models.OneToOneField(StoryPage, on_delete=models.CASCADE, primary_key=True, related_name="+")
    wanted = models.PositiveIntegerField(default=1)
    looked = models.PositiveIntegerField(default=0)
    revision = models.BigIntegerField(default=0)
    published_at = models.DateTimeField(null=True)
    later = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["later", "-story"], name="narration_due_in_order", condition=Q(looked__lt=F("wanted"))
            )
        ]

    def __str__(self) -> str:
        return str(self.story_id)


class State(models.TextChoices):
    """Of a recording. STALE: overtaken by another input, or no longer wanted."""

    QUEUED = "queued", _("Waits")
    RUNNING = "running", _("Is being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")
    STALE = "stale", _("Overtaken")


class Reader(models.TextChoices):
    MACHINE = "machine", _("A machine")
    HUMAN = "human", _("A person")


OPEN = (State.QUEUED, State.RUNNING)


class Recording(models.Model):
    """One input, recorded or to be. `input_hash` is that of all that is to be said and who may say it
    (recording/commissions.py); for a human reading that of the uploaded file. Causes in `tried` are as wording.stored
    has them; one without an engine is no voice's fault."""

    story = models.ForeignKey(StoryPage, on_delete=models.CASCADE, related_name="+", db_index=False)
    language = models.CharField(max_length=20)
    input_hash = models.CharField(max_length=64)
    reader = models.CharField(max_length=10, choices=Reader, default=Reader.MACHINE)
    reader_name = models.CharField(_("reader"), max_length=200, blank=True, help_text="of a human reading")
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    words = models.CharField(max_length=32, help_text="digest of the words on the page that it was ordered for")
    read_at = models.DateTimeField(help_text="when those words were read")
    engine = models.CharField(max_length=20, blank=True)
    voice = models.CharField(max_length=100, blank=True)
    source_type = models.CharField(max_length=12, blank=True, help_text="trained or algorithmic; empty for a person")
    folder = models.CharField(max_length=64, blank=True, help_text="its folder below narration/recordings/")
    seconds = models.FloatField(default=0)
    size = models.PositiveBigIntegerField(default=0, help_text="bytes of the MP3")
    sentences = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0, help_text="sentences that are spoken so far")
    calls = models.PositiveIntegerField(default=0, help_text="sentences that the engine had to speak")
    later = models.BooleanField(default=False, help_text="one of very many: made when no other waits")
    rules = models.CharField(max_length=16, blank=True, help_text="by which its text was made (text/rules.py)")
    took = models.FloatField(default=0, help_text="seconds from its beginning until it was ready")
    cause = models.CharField(max_length=500, blank=True, help_text="why it failed, or waits, in one sentence")
    command = models.CharField(max_length=300, blank=True, help_text="what mends it")
    tried = models.JSONField(default=list, help_text='[{"engine", "voice", "sentence", "cause"}] that did not do')
    failures = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    claim = models.CharField(max_length=32, blank=True)
    claimed_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")
        constraints = [
            models.UniqueConstraint(fields=["story", "language", "input_hash"], name="narration_once_an_input")
        ]
        indexes = [models.Index(fields=["state", "created_at"], name="narration_in_order")]

    def __str__(self) -> str:
        return f"{self.story_id} {self.state}"

    @property
    def why(self) -> str:
        """The cause, in the language that is active now; `cause` is in that of the worker."""
        causes = dict.fromkeys(str(words_of(each["cause"])) for each in self.tried) if self.cause else {}
        return " ".join(causes) or self.cause

    @property
    def progress(self) -> float:
        """From 0 to 1."""
        return self.done / self.sentences if self.sentences else 0.0


class OnAir(models.Model):
    """The recording that readers of a story get. It outlives the ledger's row: all that a plate says is here."""

    story = models.OneToOneField(StoryPage, on_delete=models.CASCADE, primary_key=True, related_name="+")
    recording = models.ForeignKey(Recording, null=True, on_delete=models.SET_NULL, related_name="+")
    folder = models.CharField(max_length=64)
    reader = models.CharField(max_length=10, choices=Reader)
    reader_name = models.CharField(max_length=200, blank=True)
    engine = models.CharField(max_length=20, blank=True)
    voice = models.CharField(max_length=100, blank=True)
    source_type = models.CharField(max_length=12, blank=True)
    disclosure = models.CharField(max_length=300, blank=True)
    seconds = models.FloatField()
    size = models.PositiveBigIntegerField()
    words = models.CharField(max_length=32)
    read_at = models.DateTimeField()
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("recording on the air")
        verbose_name_plural = _("recordings on the air")

    def __str__(self) -> str:
        return f"{self.story_id}: {self.folder[:12]}"
