"""A booth for whoever sits at the desk: beside the worker's, kept while somebody listens, ended when nobody does."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from broadsheet.narration import setting_up
from broadsheet.narration.engines.base import EngineError, Setup, Voice
from broadsheet.narration.engines.choosing import engines
from broadsheet.narration.sound.studio import Studio
from broadsheet.narration.text.spoken import Spoken

IDLE = 90.0  # seconds without a sentence after which its process ends
PATIENCE = 45.0  # seconds: somebody waits in front of a screen, and a thread of the server with them
AT_ONCE = 2  # requests that may wait for it; readers' and editors' other requests need the server's threads


class Silent(Exception):
    """Nothing is to be heard. The message is the sentence to show; `command` mends it, where one does."""

    def __init__(self, reason: str, command: str = "") -> None:
        super().__init__(reason)
        self.command = command


class Busy(Silent):
    """It may be asked again in a moment."""


@dataclass
class Booth:
    _door: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(AT_ONCE))
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _studio: Studio | None = None
    _timer: threading.Timer | None = None

    def say(self, sentence: Spoken, voice: Voice) -> str:
        """The name under which the sentence lies in the cache. Raises Silent."""
        if not self._door.acquire(blocking=False):
            raise Busy(_("Others are listening just now: try again in a moment."))
        try:
            return self._said(sentence, voice)
        finally:
            self._door.release()

    def _said(self, sentence: Spoken, voice: Voice) -> str:
        studio = self._kept(setting_up.setup())
        engine = studio.engines.get(voice.engine)
        there = engine.available(voice) if engine else None
        if engine is None or there is None:
            raise Silent(_("There is no engine called %(name)s.") % {"name": voice.engine}, "broadsheet voices list")
        if not there:
            raise Silent(str(there.reason), there.command)
        cache = setting_up.places().cache
        file = cache.path(sentence, voice, engine.fingerprint(voice))
        if not cache.used(file):
            try:
                studio.speak(sentence, voice, file)
            except EngineError as error:
                raise Silent(str(error)) from None
        return file.stem

    def _kept(self, setup: Setup) -> Studio:
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            if self._studio is None or self._studio.setup != setup:
                if self._studio is not None:
                    self._studio.close()
                self._studio = Studio(setup, patience=PATIENCE)
            self._timer = threading.Timer(IDLE, self.close)
            self._timer.daemon = True
            self._timer.start()
            return self._studio

    def close(self) -> None:
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            studio, self._studio, self._timer = self._studio, None, None
        if studio is not None:
            studio.close()


booth = Booth()
atexit.register(booth.close)


def was_heard(sentence: Spoken, voice: Voice) -> bool:
    """Whether this voice has said this sentence here, and can say it now."""
    engine = engines(setting_up.setup()).get(voice.engine)
    if engine is None or not engine.available(voice):
        return False
    cache = setting_up.places().cache
    return cache.used(cache.path(sentence, voice, engine.fingerprint(voice)))


def able(voices: Iterable[Voice]) -> Voice | None:
    """The first that can speak."""
    known = engines(setting_up.setup())
    return next((each for each in voices if each.engine in known and known[each.engine].available(each)), None)
