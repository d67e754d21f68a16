"""A reading by a person: looked at in the booth before it is taken, then levelled, encoded anew and put on the air
like any other recording, without any mark of a machine."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from broadsheet.kit import clock
from broadsheet.kit.buckets import NotReached
from broadsheet.narration import setting_up
from broadsheet.narration.engines.base import EngineError
from broadsheet.narration.models import OPEN, Look, Reader, Recording, State, StoryNarration
from broadsheet.narration.recording.making import LONGEST
from broadsheet.narration.recording.sources import digest, source_of
from broadsheet.narration.recording.standing import standing
from broadsheet.narration.sound.studio import Studio
from broadsheet.release.actions.standing import Refused, taken
from broadsheet.stories.models import StoryPage

LARGEST = 200 * 2**20  # bytes
SHORTEST = 5.0  # seconds


def read_by(story: StoryPage, by: AbstractBaseUser | None, chunks: Iterable[bytes], reader: str) -> Recording:
    """`reader` reads the story in the file of which these are the bytes. It goes on the air when the booth is done
    with it. Raises PermissionDenied, and Refused with what is wrong with the file."""
    name = " ".join(reader.split())[:200]
    if not name:
        raise Refused(_("Say who reads, please: readers are told."))
    _demand_ears(story)
    file = _kept(chunks)
    try:
        _look(file)
        _share(file)
        with taken(story, by) as row:
            assert isinstance(row, StoryPage)
            _demand_ears(row)
            made = _ordered(story, file.stem, name, by)
            log(instance=row, action="narration.read_by", user=by, data={"reader": name, "file": file.stem})
    except BaseException:
        file.unlink(missing_ok=True)
        raise
    setting_up.read_aloud().forget(file.name)
    return made


def _demand_ears(story: StoryPage) -> None:
    """Raises Refused while nobody is to hear the story."""
    if story.killed_at is not None:
        raise Refused(_("The story was killed: no reading of it is taken."))
    if StoryNarration.objects.filter(story=story.pk, silent=True).exists():
        raise Refused(_("An editor chose silence for this story: choose “Read this story aloud again” first."))
    if standing(story).mute:
        raise Refused(_("The story was retracted: no reading of it is taken."))


def _kept(chunks: Iterable[bytes]) -> Path:
    """Below narration/readings/, under the hash of its bytes."""
    folder = setting_up.readings()
    folder.mkdir(parents=True, exist_ok=True)
    new, found, size = folder / f".{secrets.token_hex(8)}", hashlib.sha256(), 0
    try:
        with new.open("wb") as out:
            for chunk in chunks:
                size += len(chunk)
                if size > LARGEST:
                    raise Refused(_("The file is too large: at most %d MB, please.") % (LARGEST // 2**20))
                found.update(chunk)
                out.write(chunk)
            os.fsync(out.fileno())
        return new.replace(folder / f"{found.hexdigest()}.reading")
    except OSError as error:
        raise Refused(_("The file could not be kept: %(cause)s.") % {"cause": error.strerror}) from error
    finally:
        new.unlink(missing_ok=True)


def _share(file: Path) -> None:
    """The booth may be on another host."""
    try:
        setting_up.read_aloud().share(file.name)
    except NotReached as error:
        raise Refused(_("The file could not be kept: %(cause)s.") % {"cause": str(error).rstrip(".")}) from error


def _look(file: Path) -> None:
    with Studio(setting_up.setup()) as studio:
        try:
            seconds = studio.reading(file, LONGEST)
        except EngineError as error:
            raise Refused(str(error)) from None
    if seconds < 0:
        raise Refused(_("This is no recording that can be read: please choose MP3, M4A, Ogg, FLAC or WAV."))
    if seconds == 0:
        raise Refused(_("Nothing is to be heard in this recording."))
    if not SHORTEST <= seconds <= LONGEST:
        limits = {"least": SHORTEST, "most": LONGEST / 60}
        raise Refused(_("A reading lasts from %(least)d seconds to %(most)d minutes.") % limits)


def _ordered(story: StoryPage, hashed: str, reader: str, by: Any) -> Recording:
    now = clock.wall()
    # silence and a kill find a reading by its look, also where no machine reads
    Look.objects.bulk_create([Look(story_id=story.pk)], ignore_conflicts=True)
    Recording.objects.filter(story=story.pk, state__in=[*OPEN, State.FAILED]).update(state=State.STALE, claim="")
    made, _new = Recording.objects.update_or_create(
        story_id=story.pk,
        language=story.language,
        input_hash=hashed,
        defaults={
            "reader": Reader.HUMAN,
            "reader_name": reader,
            "state": State.QUEUED,
            "words": digest(source_of(story, story.language)),
            "read_at": now,
            "created_at": now,
            "failures": 0,
            "retry_at": None,
            "claim": "",
            "by": by,
        },
    )
    return made
