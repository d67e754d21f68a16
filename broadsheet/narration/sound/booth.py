"""python -m broadsheet.narration.sound.booth: the process in which engines speak and recordings are made.

Its first line of input is the setup; each further line a request (engines/process.py says how it is answered). An
error that nobody foresaw ends it with a traceback, and the next request finds a new process.
"""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from broadsheet.narration.engines.base import Endpoint, Engine, EngineError, Setup, Trouble, Voice
from broadsheet.narration.engines.checking import check
from broadsheet.narration.engines.choosing import engines
from broadsheet.narration.sound import flac, producing, readings
from broadsheet.narration.text.spoken import In, Phonemes, Piece, Spoken, Text, plain
from broadsheet.narration.wording import Message, stored
from broadsheet.narration.wording import noted as _

TITLE = _("The sound studio")
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
NICE = 10  # readers and the desk go first
Progress = Callable[[Any], None]


class Booth:
    def __init__(self, setup: Setup) -> None:
        self.engines: dict[str, Engine] = engines(setup)

    def answer(self, request: dict[str, Any], progress: Progress) -> Any:
        match request:
            case {"speak": sentence, "voice": voice, "to": path}:
                return self.speak(_sentence(sentence), Voice(**voice), Path(path))
            case {"whole": path}:
                return _whole(Path(path))
            case {"reading": path, "longest": longest}:
                return readings.length(Path(path), longest)
            case {"adopt": path, "to": to, "tags": tags, "longest": longest}:
                return readings.encode(Path(path), Path(to), tags, longest, progress)
            case {"produce": order}:
                return producing.produce(producing.Order.of(order), progress)
        raise ValueError(f"no such request: {sorted(request)}")

    def speak(self, sentence: Spoken, voice: Voice, path: Path) -> float:
        """Seconds that it lasts."""
        engine = self.engines[voice.engine]
        if not any(sign.isalnum() for sign in plain(sentence)):
            raise EngineError(Trouble.WORDLESS, engine.title)
        pcm = engine.synthesize(sentence, voice)
        check(pcm, sentence, engine.title, voice.rate)
        pcm = pcm.trimmed()
        flac.write(path, pcm)
        return pcm.seconds


def _sentence(stored: list[list[str]]) -> Spoken:
    """From the pieces as `stored` keeps them."""
    kinds: dict[str, type[Text] | type[Phonemes] | type[In]] = {"text": Text, "phonemes": Phonemes, "in": In}
    return tuple(_piece(kinds[kind], facts) for kind, *facts in stored)


def _piece(kind: type[Text] | type[Phonemes] | type[In], facts: list[str]) -> Piece:
    return kind(*facts)


def _whole(path: Path) -> bool:
    try:
        flac.read(path)
    except flac.Broken:
        return False
    return True


def _setup(line: dict[str, Any]) -> Setup:
    return Setup(Path(line["voices"]), {name: Endpoint(**each) for name, each in line["endpoints"].items()})


def _requests(source: IO[str]) -> Iterator[dict[str, Any]]:
    for line in source:
        yield json.loads(line)


def _answered(booth: Booth, request: dict[str, Any], say: Progress) -> None:
    try:
        say({"done": booth.answer(request, lambda progress: say({"progress": progress}))})
    except EngineError as error:
        say({"error": [error.trouble.value, error.engine, stored(error.detail)]})
    except flac.Broken as error:
        say({"error": [Trouble.BROKEN.value, "", str(error.path)]})
    except readings.NoReading:
        say({"error": [Trouble.BAD_ANSWER.value, TITLE, stored(Message(_("no sound")))]})
    except OSError as error:
        trouble = Trouble.FULL if error.errno in NO_ROOM else Trouble.FAILED
        say({"error": [trouble.value, TITLE, str(error)]})


def main() -> None:
    os.nice(NICE)
    # What libraries print must not get between the answers.
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as out:
        os.dup2(2, 1)

        def say(line: Any) -> None:
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
            out.flush()

        settings.configure(USE_I18N=False)  # the server translates
        requests = _requests(sys.stdin)
        booth = Booth(_setup(next(requests)))
        for request in requests:
            _answered(booth, request, say)


if __name__ == "__main__":
    main()
