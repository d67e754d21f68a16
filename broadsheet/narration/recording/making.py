"""A claimed recording, made by the first voice that can, and put on the air; or the reason why not, for the desk."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import structlog
from django.db import transaction
from django.utils.translation import gettext_noop as _

from broadsheet.kit import clock
from broadsheet.kit.buckets import NotReached
from broadsheet.narration import setting_up
from broadsheet.narration.engines.base import EngineError, Trouble, Voice
from broadsheet.narration.models import Look, Reader, Recording, State
from broadsheet.narration.recording import airing
from broadsheet.narration.recording.claiming import DIED, Claim, Lost, because, next_try
from broadsheet.narration.recording.commissions import Commission, commission, tags_of
from broadsheet.narration.recording.looking import wake
from broadsheet.narration.recording.standing import standing
from broadsheet.narration.sound.adopting import adopt
from broadsheet.narration.sound.marking import NoCertificate
from broadsheet.narration.sound.rendering import Rendering, SentenceFailed, render
from broadsheet.narration.sound.studio import Studio
from broadsheet.narration.wording import Message, Words, stored, words_in, words_of

LONGEST = 2 * 3600.0  # seconds of a person's reading
PASSING = frozenset({Trouble.HANGS, Trouble.DIED, Trouble.FAILED})
"""Of the booth, while it makes a recording of a person's reading: no fault of the file, or not surely."""

log = structlog.get_logger("narration")


@dataclass
class Tries:
    """What did not do, for the ledger; `command` mends the first of it that a command can mend."""

    found: list[dict[str, Any]] = field(default_factory=list)
    command: str = ""

    def note(self, voice: Voice, cause: Words, sentence: str = "", command: str = "") -> None:
        self.found.append({"engine": voice.engine, "voice": voice.name, "sentence": sentence, "cause": stored(cause)})
        self.command = self.command or command

    @property
    def why(self) -> dict[str, Any]:
        """Columns of the ledger."""
        if not self.found:
            return because(Message(_("No voice is chosen.")))
        causes = dict.fromkeys(str(words_of(each["cause"])) for each in self.found)
        return {"cause": " ".join(causes)[:500], "tried": self.found}


class NoRoom(Exception):
    """The disk is full: no other voice would help. With the sentence to show, a Message."""


def make(claim: Claim, studio: Studio, beat: Callable[[], None]) -> None:
    """Whatever comes of it is in the ledger afterwards. `beat` is called often; what it raises ends the work."""
    try:
        row = claim.row()
        if row.reader == Reader.HUMAN:
            _adopted(claim, row, studio)
            return
        ordered = commission(row.story)
        if ordered.hash != row.input_hash:
            claim.settle(State.STALE)  # its look is due, or has ordered another one
            return
        _made(claim, row, ordered, studio, beat, time.monotonic())
    except Lost:
        log.info("a recording was overtaken", recording=claim.pk)
    except (NoRoom, NoCertificate, NotReached, OSError) as error:
        _put_off(claim, words_in(error))


def _made(
    claim: Claim, row: Recording, ordered: Commission, studio: Studio, beat: Callable[[], None], began: float
) -> None:
    tries = Tries()
    for voice in ordered.voices:
        claim.keep(engine=voice.engine, voice=voice.name, done=0, tried=tries.found)
        found = _spoken(claim, voice, ordered, studio, tries, beat)
        if found is not None:
            how = studio.engines[voice.engine].source_type
            _air(claim, found, ordered.disclosures[how], how, tries.found, began)
            return
    failures = row.failures + 1
    claim.settle(
        State.FAILED,
        **tries.why,
        command=tries.command,
        failures=failures,
        retry_at=next_try(failures),
    )
    log.error("a story cannot be recorded", story=row.story_id, cause=tries.why["cause"], command=tries.command)


def _spoken(
    claim: Claim, voice: Voice, ordered: Commission, studio: Studio, tries: Tries, beat: Callable[[], None]
) -> Rendering | None:
    """The whole story by this voice, or None and why in `tries`: a voice never changes in mid-story."""
    engine = studio.engines.get(voice.engine)
    if engine is None:
        unknown = Message(_("There is no engine called %(name)s."), {"name": voice.engine})
        tries.note(voice, unknown, command="broadsheet voices list")
        return None
    there = engine.available(voice)
    if not there:
        tries.note(voice, there.reason, command=there.command)
        return None

    def progress(done: int, of: int) -> None:
        claim.keep(done=done, sentences=of)
        beat()

    try:
        script = ordered.script(engine.source_type)
        return render(script, voice, setting_up.places(), studio, setting_up.certificate(), progress)
    except EngineError as error:
        if error.trouble is Trouble.FULL:
            raise NoRoom(error.words) from None
        tries.note(voice, error.words, error.sentence if isinstance(error, SentenceFailed) else "")
        log.warning("a voice failed", story=script.tags.get("title"), voice=voice.name, cause=str(error))
        return None


def _air(
    claim: Claim,
    found: Rendering,
    disclosure: str,
    source_type: str,
    tried: list[dict[str, Any]] | None = None,
    began: float | None = None,
) -> None:
    """`began`: monotonic, of a machine's recording."""
    facts = found.facts()
    name = found.folder.name
    setting_up.recorded().share(*(f"{name}/{file.name}" for file in sorted(found.folder.iterdir())))
    with transaction.atomic():
        claim.settle(
            State.READY,
            source_type=source_type,
            folder=found.folder.name,
            seconds=found.seconds,
            size=facts["bytes"],
            sentences=len(facts["sentences"]),
            done=len(facts["sentences"]),
            calls=found.calls,
            took=time.monotonic() - began if began is not None else 0,
            tried=tried or [],
            failures=0,
            retry_at=None,
            finished_at=clock.wall(),
        )
        row = Recording.objects.select_related("story").get(pk=claim.pk)
        if row.reader == Reader.MACHINE or not standing(row.story).mute:
            airing.put_on(row, disclosure)
        if row.reader == Reader.HUMAN:
            wake(Look.objects.filter(story=row.story_id))  # who asked for silence just now may not have seen it


def _adopted(claim: Claim, row: Recording, studio: Studio) -> None:
    """A person's reading goes on the air; where the story was silenced meanwhile it is kept."""
    name = f"{row.input_hash}.reading"
    file = setting_up.read_aloud().find(name)
    if file is None:
        _unread(claim, row, Message(_("The file of the reading is gone: please upload it again.")))
        return
    tags = {**tags_of(row.story), "performer": row.reader_name}
    try:
        found = adopt(file, tags, LONGEST, setting_up.places(), studio)
    except EngineError as error:
        if error.trouble is Trouble.FULL:
            raise NoRoom(error.words) from None
        if error.trouble not in PASSING:
            _unread(claim, row, error.words)
        elif row.failures + 1 < DIED:
            _put_off(claim, error.words)
        else:
            _unread(claim, row, error.words, failures=row.failures + 1, retry_at=next_try(row.failures))
        return
    _air(claim, found, "", "")
    setting_up.read_aloud().remove(name)


@transaction.atomic
def _unread(claim: Claim, row: Recording, cause: Words, **columns: Any) -> None:
    """A person's reading cannot be used, or not now: a machine reads instead, if one is to."""
    claim.settle(State.FAILED, **because(cause), **columns)
    wake(Look.objects.filter(story=row.story_id))
    log.error("a reading cannot be used", story=row.story_id, cause=str(cause))


def _put_off(claim: Claim, cause: Words) -> None:
    """It is nobody's fault who speaks: the same is tried again later."""
    failures = Recording.objects.filter(pk=claim.pk).values_list("failures", flat=True).first() or 0
    try:
        claim.settle(State.QUEUED, **because(cause), failures=failures + 1, retry_at=next_try(failures))
    except Lost:
        return
    log.error("a recording is put off", recording=claim.pk, cause=str(cause))
