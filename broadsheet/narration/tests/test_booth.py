"""An engine that hangs, dies, or gives what is no speech is an error with a name, and the next sentence is spoken."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from broadsheet.narration.engines.base import EngineError, Setup, Trouble, Voice
from broadsheet.narration.sound.studio import Studio
from broadsheet.narration.tests import tiny_voices
from broadsheet.narration.text.spoken import Spoken, Text

pytestmark = pytest.mark.slow

SENTENCE: Spoken = (Text("The ferry to Mirna Bay leaves at noon, and it comes back in the evening."),)


@pytest.fixture
def own_studio(voices: Path) -> Iterator[Studio]:
    with Studio(Setup(voices)) as one:
        yield one


def trouble(voices: Path, tmp_path: Path, manner: tiny_voices.Manner, patience: float | None = None) -> EngineError:
    """What a voice of this manner is refused for; after it, a sound voice speaks in the same studio."""
    name = tiny_voices.piper(voices, f"en_US-{manner.replace(' ', '_')}-low", manner=manner)
    with Studio(Setup(voices), patience=patience) as studio:
        with pytest.raises(EngineError) as refused:
            studio.speak(SENTENCE, Voice("piper", name, "en"), tmp_path / "one.flac")
        assert not (tmp_path / "one.flac").exists()
        studio.patience = None
        assert studio.speak(SENTENCE, Voice("piper", "en_US-tiny-low", "en"), tmp_path / "one.flac") > 1
    return refused.value


def test_an_engine_that_hangs_is_stopped(voices: Path, tmp_path: Path) -> None:
    began = time.monotonic()
    error = trouble(voices, tmp_path, "hanging", patience=4)
    assert (error.trouble, str(error)) == (Trouble.HANGS, "Piper did not answer within 4 seconds and was stopped.")
    assert time.monotonic() - began < 60


@pytest.mark.parametrize(
    ("manner", "expected"),
    [
        ("silent", Trouble.SILENCE),
        ("not a number", Trouble.GARBAGE),
        ("hiss", Trouble.GARBAGE),
        ("hurried", Trouble.HALF),
        ("endless", Trouble.ENDLESS),
    ],
)
def test_what_is_no_speech_is_refused(
    voices: Path, tmp_path: Path, manner: tiny_voices.Manner, expected: Trouble
) -> None:
    error = trouble(voices, tmp_path, manner)
    assert error.trouble is expected
    assert error.passing


def test_a_model_that_is_none_is_an_error(voices: Path, tmp_path: Path) -> None:
    name = tiny_voices.piper(voices, "en_US-broken-low")
    (voices / "piper" / f"{name}.onnx").write_bytes(b"not a model")
    with Studio(Setup(voices)) as studio:
        with pytest.raises(EngineError) as refused:
            studio.speak(SENTENCE, Voice("piper", name, "en"), tmp_path / "one.flac")
        assert refused.value.trouble is Trouble.DIED
        assert "INVALID_PROTOBUF" in str(refused.value)
        assert studio.speak(SENTENCE, Voice("piper", "en_US-tiny-low", "en"), tmp_path / "one.flac") > 1


def test_a_killed_booth_is_an_error_and_starts_again(voices: Path, own_studio: Studio, tmp_path: Path) -> None:
    name = tiny_voices.piper(voices, "en_US-hanging-low", manner="hanging")
    own_studio.speak(SENTENCE, Voice("espeak", "en", "en"), tmp_path / "one.flac")
    pid = own_studio.process.pid
    assert pid is not None
    killer = threading.Timer(1, os.kill, (pid, signal.SIGKILL))
    killer.start()
    with pytest.raises(EngineError, match=r"Piper ended without an answer \(signal 9\)\.") as refused:
        own_studio.speak(SENTENCE, Voice("piper", name, "en"), tmp_path / "two.flac")
    killer.join()
    assert refused.value.passing
    assert own_studio.speak(SENTENCE, Voice("espeak", "en", "en"), tmp_path / "one.flac") > 1
    assert own_studio.process.pid != pid


def test_a_closed_studio_leaves_no_process(voices: Path, tmp_path: Path) -> None:
    with Studio(Setup(voices)) as studio:
        studio.speak(SENTENCE, Voice("espeak", "en", "en"), tmp_path / "one.flac")
        pid = studio.process.pid
        assert pid is not None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_the_booth_ends_with_the_server_that_started_it(voices: Path, tmp_path: Path) -> None:
    program = (
        "import os, sys; from pathlib import Path; from broadsheet.narration.engines.base import Setup, Voice\n"
        "from broadsheet.narration.sound.studio import Studio; from broadsheet.narration.text.spoken import Text\n"
        f"studio = Studio(Setup(Path({str(voices)!r})))\n"
        f"studio.speak((Text('So.'),), Voice('espeak', 'en', 'en'), Path({str(tmp_path / 'x.flac')!r}))\n"
        "print(studio.process.pid, flush=True); os._exit(1)\n"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False).stdout
    until = time.monotonic() + 20
    while Path(f"/proc/{shown.strip()}").exists():
        assert time.monotonic() < until, "it is still there"
        time.sleep(0.05)


def test_the_server_loads_no_engine_and_no_encoder(voices: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from broadsheet.narration.engines.base import Setup, Voice\n"
        "from broadsheet.narration.sound import rendering, studio\n"
        "from broadsheet.narration.text.spoken import Text\n"
        f"with studio.Studio(Setup(Path({str(voices)!r}))) as one:\n"
        "    for voice in (Voice('espeak', 'en', 'en'), Voice('piper', 'en_US-tiny-low', 'en')):\n"
        "        one.engines[voice.engine].fingerprint(voice)\n"
        "        assert voice.engine == 'espeak' or not one.available(voice).reason\n"
        f"        one.speak((Text('The ferry leaves at noon.'),), voice, Path({str(tmp_path / 'x.flac')!r}))\n"
        "found = {'av', 'piper', 'kokoro_onnx', 'phonemizer', 'onnxruntime', 'numpy', 'espeakng_loader', 'c2pa'}\n"
        "print(sorted(found & set(sys.modules)), 'libespeak' in open('/proc/self/maps').read())\n"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "broadsheet.site.settings_test"}
    shown = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, env=environment
    )
    assert (shown.stdout, shown.stderr) == ("[] False\n", "")


def test_libraries_that_print_do_not_disturb_the_answers(voices: Path, tmp_path: Path) -> None:
    """A symbol that a voice does not know makes Piper log; what engines write ends in the booth's own log."""
    with Studio(Setup(voices)) as studio:
        sentence: Spoken = (Text("Ask the "), Text("ǂ ǁ people of the bay."))
        assert studio.speak(sentence, Voice("piper", "en_US-tiny-low", "en"), tmp_path / "one.flac") > 0.5
