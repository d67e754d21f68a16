"""`broadsheet voices` and `broadsheet verify-audio`, as an operator types them."""

from __future__ import annotations

from pathlib import Path

from broadsheet.narration.sound import flac, marking
from broadsheet.narration.tests import tiny_voices
from broadsheet.site.tests.conftest import Run

NAME = "en_US-tiny-low"


def test_a_voice_comes_speaks_and_goes(broadsheet: Run, site: Path, tmp_path: Path) -> None:
    tiny_voices.piper(tmp_path, NAME, speakers=("lada", "mykyta"))
    installed = broadsheet("voices", "install", NAME, "--from", tmp_path / "piper", "--site", site)
    assert (installed.returncode, installed.stderr) == (0, "")
    assert "sha256" in installed.stdout
    listed = broadsheet("voices", "list", "--site", site).stdout
    assert "kokoro      has no voice here yet. Mend it: broadsheet voices install kokoro-v1.0" in listed
    assert f"piper       en-US: {NAME} (put :NAME after it for one of its 2 speakers: lada, mykyta)\n" in listed
    tried = broadsheet(
        "voices", "try", f"{NAME}:mykyta", "The ferry leaves at noon.", "--to", tmp_path / "a.flac", "--site", site
    )
    assert (tried.returncode, tried.stderr) == (0, "")
    assert flac.read(tmp_path / "a.flac").seconds > 1
    assert broadsheet("voices", "remove", NAME, "--site", site).stdout == f"{NAME} is removed.\n"
    assert NAME not in broadsheet("voices", "list", "--site", site).stdout


def test_every_site_can_speak(broadsheet: Run, site: Path, tmp_path: Path) -> None:
    tried = broadsheet("voices", "try", "uk", "Добрий день.", "--to", tmp_path / "a.flac", "--site", site)
    assert (tried.returncode, tried.stderr) == (0, "")


def test_all_recordings_are_said_anew_by_one_command(broadsheet: Run, site: Path) -> None:
    command = "from broadsheet.narration.models import Narration; Narration.objects.create(language='en', on=True)"
    assert broadsheet("manage", "--site", site, "shell", "-v", "0", "-c", command).returncode == 0
    said = broadsheet("voices", "anew", "--wait", "--site", site)
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout == "en: 0 recordings (0 s of sound) are looked at.\nen: done, 0 were made again.\n"
    told = broadsheet("voices", "anew", "--dry-run", "--site", site).stdout
    assert told == "en: 0 of 0 recordings would be made again, with 0 sentences to speak.\n"
    refused = broadsheet("voices", "anew", "--language", "uk", "--site", site)
    assert refused.stderr == "broadsheet: Stories in “uk” are not read aloud; those that are: en.\n"


def test_failures_are_one_sentence(broadsheet: Run, site: Path, tmp_path: Path) -> None:
    for arguments, sentence in (
        (("install", "nobody"), "No voice is known as nobody: `broadsheet voices list` lists them"),
        (("install", "mine", "--url", "https://a.example/a.onnx"), "Give two --url"),
        (("install", "mine", "--from", tmp_path), "holds neither"),
        (("remove", "nobody"), "There is no voice nobody here"),
        (("try", "nobody"), "There is no voice nobody here"),
        (("try", "openai:alloy"), "No speech service is configured. (set speech_url in broadsheet.toml)"),
        (("try", "en", "--to", tmp_path / "ledger" / "db.sqlite3" / "x.flac"), "The sound studio failed: "),
    ):
        result = broadsheet("voices", *arguments, "--site", site)
        assert result.returncode == 1
        assert sentence in result.stderr
        assert result.stderr.startswith("broadsheet: ")
        assert result.stderr.count("\n") == 1


def test_a_licence_that_is_not_agreed_to_ends_it(broadsheet: Run, site: Path) -> None:
    result = broadsheet("voices", "install", "kokoro-v1.0", "--site", site)
    assert "Apache-2.0" in result.stdout
    assert result.returncode == 1


def test_a_marking_is_whole_changed_or_missing(broadsheet: Run, tmp_path: Path) -> None:
    plain, marked, changed = (tmp_path / name for name in ("plain.mp3", "marked.mp3", "changed.mp3"))
    plain.write_bytes(b"ID3\x04\0\0\0\0\0\0" + (b"\xff\xfb\x50\xc4" + bytes(204)) * 200)
    marking.mark(plain, marked, "A story", "algorithmic", marking.own(tmp_path, "The Mirna Bay Ledger"))
    data = bytearray(marked.read_bytes())
    data[-300] ^= 1
    changed.write_bytes(data)
    whole = broadsheet("verify-audio", marked)
    words = f"{marked}: the marking is whole (read by a machine; signed as The Mirna Bay Ledger).\n"
    assert (whole.returncode, whole.stdout, whole.stderr) == (0, words, "")
    for file, sentence in (
        (changed, f"{changed} was changed after it was marked, or its marking is damaged."),
        (plain, f"{plain} has no marking."),
        (Path(__file__), f"{Path(__file__)} is no MP3."),
        (tmp_path / "none.mp3", f"{tmp_path / 'none.mp3'} cannot be read (No such file or directory)."),
    ):
        result = broadsheet("verify-audio", file)
        assert (result.returncode, result.stdout, result.stderr) == (1, "", f"broadsheet: {sentence}\n")
