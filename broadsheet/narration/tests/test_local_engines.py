"""eSpeak NG, Piper and Kokoro speak, through their real libraries."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadsheet.narration.engines import espeak as espeak_engine
from broadsheet.narration.engines.base import EngineError, Setup, Trouble, Voice
from broadsheet.narration.engines.choosing import ENGINES, engines
from broadsheet.narration.engines.piper import Piper
from broadsheet.narration.sound import flac
from broadsheet.narration.sound.studio import Studio
from broadsheet.narration.tests import tiny_voices
from broadsheet.narration.text.spoken import In, Phonemes, Spoken, Text

SENTENCE: Spoken = (Text("The ferry to Mirna Bay leaves at noon."),)
UKRAINIAN: Spoken = (Text("Пором до затоки відходить опівдні."),)
VOICES = [
    Voice("espeak", "en-gb", "en"),
    Voice("espeak", "uk", "uk"),
    Voice("piper", "en_US-tiny-low", "en-US"),
    Voice("kokoro", "af_test", "en-US"),
    Voice("kokoro", "bm_test", "en-GB"),
    Voice("kokoro", "ff_test", "fr"),
]


@pytest.mark.parametrize("voice", VOICES, ids=lambda voice: f"{voice.engine}-{voice.name}")
def test_a_sentence_is_spoken(studio: Studio, tmp_path: Path, voice: Voice) -> None:
    sentence = UKRAINIAN if voice.language == "uk" else SENTENCE
    seconds = studio.speak(sentence, voice, tmp_path / "one.flac")
    assert 1 < seconds < 9
    assert flac.read(tmp_path / "one.flac").seconds == pytest.approx(seconds)


@pytest.mark.parametrize("voice", [VOICES[0], VOICES[2]], ids=lambda voice: voice.engine)
def test_a_faster_rate_is_shorter(studio: Studio, tmp_path: Path, voice: Voice) -> None:
    usual = studio.speak(SENTENCE, voice, tmp_path / "usual.flac")
    fast = studio.speak(SENTENCE, Voice(voice.engine, voice.name, voice.language, 1.5), tmp_path / "fast.flac")
    assert fast < 0.85 * usual


@pytest.mark.parametrize("voice", [VOICES[2], VOICES[3]], ids=lambda voice: voice.engine)
def test_neural_engines_say_the_phonemes_that_were_laid_down(studio: Studio, tmp_path: Path, voice: Voice) -> None:
    def spoken(ipa: str, fallback: str) -> bytes:
        path = tmp_path / "one.flac"
        studio.speak((Text("They asked "), Phonemes(ipa, fallback), Text(" for help.")), voice, path)
        return flac.read(path).samples.tobytes()

    assert spoken("ʒɛlɔ", "zheh-lo") == spoken("ʒɛlɔ", "another respelling")
    assert spoken("ʒɛlɔ", "zheh-lo") != spoken("mɪɹnə", "zheh-lo")


def test_espeak_says_the_respelling_and_changes_its_language(studio: Studio, tmp_path: Path, espeak: Voice) -> None:
    def seconds(*pieces: Text | Phonemes | In) -> float:
        """Its voice flutters, so that only the length is the same twice."""
        return studio.speak(pieces, espeak, tmp_path / "one.flac")

    assert seconds(Text("Ask "), Phonemes("ʒɛ", "zheh-lo")) == pytest.approx(seconds(Text("Ask zheh-lo")), abs=0.01)
    french = seconds(Text("They call it "), In("fr", "la vieille route du port"), Text(" & smile <here>."))
    english = seconds(Text("They call it la vieille route du port & smile <here>."))
    assert french != pytest.approx(english, abs=0.05)


@pytest.mark.parametrize("language", ["uk-UA", "de-AT", "crh", "xx"])
@pytest.mark.parametrize("voice", [VOICES[0], VOICES[2], VOICES[3]], ids=lambda voice: voice.engine)
def test_no_language_of_a_quotation_costs_a_story_its_voice(
    studio: Studio, tmp_path: Path, voice: Voice, language: str
) -> None:
    assert studio.speak((In(language, "Port, dobryj den, harbour"), Text(".")), voice, tmp_path / "one.flac") > 0.3


def test_right_to_left_text_is_spoken(studio: Studio, tmp_path: Path) -> None:
    arabic: Spoken = (Text("صوّت المجلس يوم الثلاثاء على إبقاء الطريق مفتوحا."),)
    assert studio.speak(arabic, Voice("espeak", "ar", "ar"), tmp_path / "one.flac") > 1


def test_every_language_of_the_specification_has_a_voice_of_espeak() -> None:
    for language in ("en", "uk", "de", "pt-BR", "ar", "fr-CA", "zh", "no"):
        assert espeak_engine.named(language), language
    assert espeak_engine.named("xx") == ""


def test_what_is_missing_is_said_with_the_command_that_mends_it(tmp_path: Path, voices: Path) -> None:
    empty, full = engines(Setup(tmp_path)), engines(Setup(voices))
    piper = empty["piper"].available(Voice("piper", "uk_UA-lada-medium", "uk"))
    assert piper.command == "broadsheet voices install uk_UA-lada-medium"
    assert not piper
    assert (
        empty["kokoro"].available(Voice("kokoro", "af_heart", "en")).command
        == "broadsheet voices install kokoro-v1.0"
    )
    assert "no voice af_heart" in str(full["kokoro"].available(Voice("kokoro", "af_heart", "en")).reason)
    assert "no voice tlh" in str(full["espeak"].available(Voice("espeak", "tlh-x", "tlh")).reason)
    assert empty["openai"].available().command == "set speech_url in broadsheet.toml"
    assert empty["elevenlabs"].available().command == "set elevenlabs_key in secrets.toml"
    assert full["piper"].available(Voice("piper", "en_US-tiny-low", "en"))


def test_an_uninstalled_voice_is_an_error_that_names_it(studio: Studio, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"Piper is not there: The voice uk_UA-none-low is not installed\."):
        studio.speak(SENTENCE, Voice("piper", "uk_UA-none-low", "uk"), tmp_path / "one.flac")


def test_the_fingerprint_changes_with_the_model_and_the_voice(tmp_path: Path) -> None:
    voice = Voice("piper", tiny_voices.piper(tmp_path), "en")
    engine = Piper(Setup(tmp_path))
    first = engine.fingerprint(voice)
    assert engine.fingerprint(voice) == first
    tiny_voices.piper(tmp_path, pitch=140.0)
    assert engine.fingerprint(voice) != first
    espeak = espeak_engine.Espeak(Setup(tmp_path))
    assert espeak.fingerprint(Voice("espeak", "en", "en")) != espeak.fingerprint(Voice("espeak", "uk", "uk"))


@pytest.mark.parametrize("engine", ["piper", "kokoro"])
def test_a_booth_that_speaks_already_takes_the_file_that_was_put_in_a_voices_place(
    tmp_path: Path, engine: str
) -> None:
    tiny_voices.piper(tmp_path)
    tiny_voices.kokoro(tmp_path)
    voice = Voice("piper", "en_US-tiny-low", "en") if engine == "piper" else Voice("kokoro", "af_test", "en-US")
    with Studio(Setup(tmp_path)) as one:
        first = _said(one, voice, tmp_path)
        assert _said(one, voice, tmp_path) == first
        _replace(tmp_path, engine)
        assert _said(one, voice, tmp_path) != first


def _said(studio: Studio, voice: Voice, folder: Path) -> bytes:
    studio.speak(SENTENCE, voice, folder / "said.flac")
    return (folder / "said.flac").read_bytes()


def _replace(voices: Path, engine: str) -> None:
    """Other files under the same names, by a rename as `voices install` does it."""
    other = voices / "other"
    tiny_voices.piper(other, pitch=180.0)
    tiny_voices.kokoro(other, pitch=240.0)
    for file in sorted((other / engine).iterdir()):
        file.rename(voices / engine / file.name)


def test_a_speaker_of_a_voice_is_told_by_name_or_number(studio: Studio, tmp_path: Path, voices: Path) -> None:
    name = tiny_voices.piper(voices, "en_US-duo-low", speakers=("low", "high"))
    engine = Piper(Setup(voices))

    def said(speaker: str) -> bytes:
        studio.speak(SENTENCE, Voice("piper", f"{name}{speaker}", "en"), tmp_path / "one.flac")
        return flac.read(tmp_path / "one.flac").samples.tobytes()

    assert said(":low") == said(":0") == said("") != said(":high")
    assert said(":high") == said(":1")
    for nobody in (":2", ":middle"):
        found = engine.available(Voice("piper", f"{name}{nobody}", "en"))
        assert str(found.reason) == f"The voice {name} has no speaker {nobody[1:]}."
    assert engine.available(Voice("piper", f"{name}:high", "en"))
    for file in (voices / "piper").glob(f"{name}*"):
        file.unlink()


def test_words_without_sound_are_an_error(studio: Studio, tmp_path: Path) -> None:
    for voice in (VOICES[0], VOICES[2], VOICES[3]):
        with pytest.raises(EngineError) as refused:
            studio.speak((Text("… — !"),), voice, tmp_path / "one.flac")
        assert refused.value.trouble is Trouble.WORDLESS


def test_only_espeak_is_no_trained_model() -> None:
    assert [name for name, engine in ENGINES.items() if engine.source_type == "algorithmic"] == ["espeak"]
