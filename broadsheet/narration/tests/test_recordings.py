"""A recording is made whole or not at all, with what was spoken before taken from the cache."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from broadsheet.narration.engines.base import Endpoint, EngineError, Setup, Trouble, Voice
from broadsheet.narration.engines.pcm import Pcm
from broadsheet.narration.sound import flac, marking
from broadsheet.narration.sound.rendering import (
    NothingToSay,
    Places,
    Rendering,
    Script,
    SentenceFailed,
    render,
)
from broadsheet.narration.sound.studio import Studio
from broadsheet.narration.sound.workplace import sweep, workplace
from broadsheet.narration.tests import speech_services, tiny_voices
from broadsheet.narration.tests.measuring import RATE, facts, late, loudness, samples
from broadsheet.narration.tests.scripts import TAGS, corrected, sentence, story
from broadsheet.narration.text.spoken import Sentence, Text

pytestmark = pytest.mark.slow

MP3_FRAME = 1152
PACED = Script(
    [
        *(sentence(f"The clerk of the bay read the minutes of day {word} aloud.", name=word) for word in "abcdef"),
        sentence("The old harbour road will be mended before the winter storms.", name="last"),
    ]
)


class Recorder:
    """Renders with one set of things."""

    def __init__(self, places: Places, studio: Studio, certificate: marking.Certificate) -> None:
        self.places, self.studio, self.certificate = places, studio, certificate
        self.steps: list[tuple[int, int]] = []

    def __call__(self, script: Script, voice: Voice) -> Rendering:
        return render(
            script, voice, self.places, self.studio, self.certificate, lambda *step: self.steps.append(step)
        )

    def spoken(self, script: Script, voice: Voice) -> list[NDArray[np.int16]]:
        """Each sentence as the voice gave it, from the cache."""
        by = self.studio.engines[voice.engine].fingerprint(voice)
        return [samples(self.places.cache.path(each.spoken, voice, by)) for each in script.spoken()]

    def left(self) -> list[str]:
        """What lies beside the recordings."""
        return [each.name for each in self.places.recordings.glob(".*")] if self.places.recordings.exists() else []


@pytest.fixture
def record(places: Places, studio: Studio, certificate: marking.Certificate) -> Recorder:
    return Recorder(places, studio, certificate)


def state(places: Places) -> dict[str, tuple[int, int]]:
    """Every file with its time of change and size."""
    tops = (places.cache.folder, places.recordings)
    return {str(path): (path.stat().st_mtime_ns, path.stat().st_size) for top in tops for path in top.rglob("*")}


def test_a_story_is_recorded_with_progress_by_sentences(record: Recorder, piper: Voice) -> None:
    made = record(story(), piper)
    assert (made.new, made.calls) == (True, 8)
    assert record.steps == [(done, 8) for done in range(9)]
    assert sorted(path.name for path in made.folder.iterdir()) == ["audio.mp3", "audio.vtt", "facts.json"]
    assert made.folder.name == made.facts()["hash"]
    assert made.facts()["source_type"] == "trained"
    assert record.left() == []


def test_the_same_again_calls_no_engine_and_writes_nothing(record: Recorder, piper: Voice) -> None:
    first = record(story(), piper)
    before = state(record.places)
    again = record(story(), piper)
    assert (again.folder, again.new, again.calls) == (first.folder, False, 0)
    assert state(record.places) == before


def test_a_correction_of_one_sentence_calls_the_engine_once(record: Recorder, piper: Voice) -> None:
    first = record(story(), piper)
    second = record(corrected(story(), 5, "Six members were for it and four were against it."), piper)
    assert (second.new, second.calls) == (True, 1)
    assert first.mp3.exists()
    assert second.folder != first.folder


def test_another_rate_voice_or_tag_is_another_recording(record: Recorder, piper: Voice, espeak: Voice) -> None:
    script = Script(story().sentences[:2], TAGS)
    made = [
        record(script, piper),
        record(script, Voice(piper.engine, piper.name, piper.language, 1.2)),
        record(script, espeak),
        record(Script(script.sentences, {**TAGS, "title": "Another"}), piper),
    ]
    assert len({each.folder for each in made}) == 4
    assert [each.calls for each in made] == [2, 2, 2, 0]


@pytest.mark.part("ffmpeg")
@pytest.mark.parametrize("engine", ["piper", "espeak"])
def test_it_is_as_loud_as_it_should_be(record: Recorder, piper: Voice, espeak: Voice, engine: str) -> None:
    heard, peak = loudness(record(story(), {"piper": piper, "espeak": espeak}[engine]).mp3)
    assert heard == pytest.approx(-16, abs=0.5)
    assert peak <= -1


@pytest.mark.part("ffmpeg")
def test_it_is_an_mp3_with_tags_and_chapters(record: Recorder, piper: Voice) -> None:
    found = facts(record(story(), piper).mp3)
    stream, tags = found["streams"][0], found["format"]["tags"]
    assert (stream["codec_name"], stream["sample_rate"], stream["channels"]) == ("mp3", "44100", 1)
    assert int(stream["bit_rate"]) == 64_000
    assert {name: tags[name] for name in TAGS} == TAGS
    titles = [chapter["tags"]["title"] for chapter in found["chapters"]]
    assert titles == ["Harbour road stays open", "A close vote"]
    assert float(found["chapters"][1]["end_time"]) == pytest.approx(float(found["format"]["duration"]), abs=0.1)


@pytest.mark.part("ffmpeg")
@pytest.mark.parametrize("engine", ["piper", "espeak"])
def test_cues_begin_where_sentences_are_heard(record: Recorder, piper: Voice, espeak: Voice, engine: str) -> None:
    voice = {"piper": piper, "espeak": espeak}[engine]
    made = record(story(), voice)
    heard = samples(made.mp3)
    spans = made.facts()["sentences"]
    assert len(heard) == pytest.approx(made.facts()["samples"], abs=MP3_FRAME)
    for (_, start, _), spoken in zip(spans, record.spoken(story(), voice), strict=True):
        assert abs(late(heard, start, spoken)) <= MP3_FRAME


def test_captions_have_a_cue_for_each_sentence(record: Recorder, piper: Voice) -> None:
    made = record(story(), piper)
    captions = made.vtt.read_text(encoding="utf-8")
    names = re.findall(r"^(b\d-\d)\n(\d\d:\d\d:\d\d\.\d{3}) --> (\d\d:\d\d:\d\d\.\d{3})\n(.+)$", captions, re.M)
    assert captions.startswith("WEBVTT\n\n")
    assert [name for name, *_ in names] == [each.id for each in story().sentences]
    assert names[1][3] == "By Alice Marlow"
    times = [time for _, *both, _ in names for time in both]
    assert times == sorted(times)


def test_pauses_are_counted_in_samples(record: Recorder, piper: Voice) -> None:
    spans = record(story(), piper).facts()["sentences"]
    pauses = [after[1] - before[2] for before, after in pairwise(spans)]
    least = [round(seconds * RATE) for seconds in (0.3, 0.6, 0.3, 0.6, 0.3, 0.6, 0.3)]
    assert all(0 <= pause - wanted < MP3_FRAME for pause, wanted in zip(pauses, least, strict=True))
    assert all(span[1] % MP3_FRAME == 0 for span in spans)  # so each sentence is a number of whole frames


def test_paragraphs_within_a_block_are_parted_as_others_are(record: Recorder, piper: Voice) -> None:
    """A list and a long quotation are one block."""
    joined = [replace(each, block="list") for each in story().sentences[:4]]
    parted = [replace(each, passage=number // 2) for number, each in enumerate(joined)]
    one, two = record(Script(joined, TAGS), piper), record(Script(parted, TAGS), piper)
    assert one.folder != two.folder
    pauses = [after[1] - before[2] for before, after in pairwise(two.facts()["sentences"])]
    least = [round(seconds * RATE) for seconds in (0.3, 0.6, 0.3)]
    assert all(0 <= pause - wanted < MP3_FRAME for pause, wanted in zip(pauses, least, strict=True))


def test_captions_hold_no_markup_of_their_own(record: Recorder, espeak: Voice) -> None:
    made = record(Script([sentence("The <b>mayor</b> & the --> sea", name="a --> b")], TAGS), espeak)
    assert made.vtt.read_text().splitlines()[2:5:2] == ["a  b", "The &lt;b&gt;mayor&lt;/b&gt; &amp; the --&gt; sea"]


@pytest.mark.parametrize("words", ["", "…", "— * —"])
def test_a_story_without_words_has_no_recording(record: Recorder, piper: Voice, words: str) -> None:
    with pytest.raises(NothingToSay):
        record(Script([sentence(words)]), piper)
    assert not record.places.recordings.exists()


def test_a_sentence_without_words_is_left_out(record: Recorder, espeak: Voice) -> None:
    made = record(Script([sentence("Yes, they did.", name="a"), sentence("***", name="b")]), espeak)
    assert [each[0] for each in made.facts()["sentences"]] == ["a"]


def test_a_sentence_of_ten_thousand_letters_is_spoken(record: Recorder, espeak: Voice) -> None:
    long = sentence(", ".join(["the boats of the bay came home one after another"] * 200))
    assert record(Script([long]), espeak).seconds > 400


def test_emoji_and_right_to_left_words_are_recorded(record: Recorder) -> None:
    words = "صوّت المجلس يوم الثلاثاء 🎉 على إبقاء الطريق"
    made = record(Script([Sentence("a", "a", words, (Text(words),), "ar")]), Voice("espeak", "ar", "ar"))
    assert words in made.vtt.read_text(encoding="utf-8")


def test_a_bad_sentence_is_tried_twice_then_named(record: Recorder, voices: Path, piper: Voice) -> None:
    name = tiny_voices.piper(voices, "en_US-hurried-low", manner="hurried")
    with pytest.raises(SentenceFailed) as failed:
        record(story(), Voice("piper", name, "en"))
    assert failed.value.sentence == "b1-3"  # those before are too short to tell
    assert failed.value.trouble is Trouble.HALF
    assert "Piper spoke only a part of the sentence" in str(failed.value)
    assert not record.places.recordings.exists()


def test_half_a_sentence_shows_by_the_pace_of_the_others(
    places: Places, tmp_path: Path, certificate: marking.Certificate
) -> None:
    """A slow voice's half is long enough for a fast one's whole."""
    alloy = Voice("openai", "alloy", "en")
    with speech_services.openai(slowly=1.7, cut="mended before the winter") as service:
        setup = Setup(tmp_path, {"openai": Endpoint(service.url, speech_services.KEY, "m")})
        with Studio(setup) as studio, pytest.raises(SentenceFailed, match="where this voice takes") as failed:
            render(PACED, alloy, places, studio, certificate)
    assert (failed.value.trouble, failed.value.sentence) == (Trouble.HALF, "last")
    assert len(list(places.cache.folder.rglob("*.flac"))) == 6


def test_what_was_spoken_before_a_failure_is_not_spoken_again(record: Recorder, piper: Voice) -> None:
    class Superseded(Exception):
        pass

    def until_the_fifth(done: int, of: int) -> None:
        if done == 5:
            raise Superseded

    with pytest.raises(Superseded):
        render(story(), piper, record.places, record.studio, record.certificate, until_the_fifth)
    assert record.left() == []
    assert record(story(), piper).calls == 3


def test_a_broken_file_of_the_cache_is_spoken_again(record: Recorder, piper: Voice) -> None:
    record(story(), piper)
    files = sorted(record.places.cache.folder.rglob("*.flac"))
    files[0].write_bytes(files[0].read_bytes()[:2000])
    files[1].write_bytes(b"")
    files[2].write_bytes(b"garbage" * 1000)
    made = record(Script(story().sentences, {**TAGS, "title": "Again"}), piper)
    assert (made.new, made.calls) == (True, 3)


def test_an_engine_that_cannot_speak_is_named_before_anything_is_written(record: Recorder) -> None:
    with pytest.raises(EngineError, match=r"Piper is not there: The voice uk_UA-none-low is not installed\."):
        record(story(), Voice("piper", "uk_UA-none-low", "uk"))
    assert not record.places.recordings.exists()


def test_a_full_disk_leaves_nothing_half_made(
    places: Places, voices: Path, certificate: marking.Certificate, espeak: Voice
) -> None:
    """The booth may write files of 300 kB, and no larger ones: what comes out is more, assembled."""
    with Studio(Setup(voices), booth="broadsheet.narration.tests.booth_with_little_room") as studio:
        record = Recorder(places, studio, certificate)
        with pytest.raises(EngineError, match="There is no room left on the disk") as failed:
            record(story(), espeak)
    assert not failed.value.passing
    assert record.left() == []
    assert list(places.recordings.iterdir()) == []


def test_what_a_crash_left_is_swept_away_and_what_is_being_made_is_not(tmp_path: Path) -> None:
    (tmp_path / ".abc.123").mkdir()
    (tmp_path / ".def.456").mkdir()
    (tmp_path / "abc").mkdir()
    now = (tmp_path / ".abc.123").stat().st_mtime
    with workplace(tmp_path, "abc") as mine:
        assert {each.name for each in tmp_path.iterdir()} == {"abc", ".def.456", mine.name}
        with workplace(tmp_path, "abc"):
            assert mine.exists()
        assert sweep(tmp_path, now + 30) == 0, "somebody may be about to lock it"
        assert sweep(tmp_path, now + 90) == 1
        assert {each.name for each in tmp_path.iterdir()} == {"abc", mine.name}
    assert [each.name for each in tmp_path.iterdir()] == ["abc"]


def test_half_a_sentence_in_the_cache_goes_after_a_day(places: Places) -> None:
    half = places.cache.folder / "ab" / ".abcd.flac.123"
    half.parent.mkdir(parents=True)
    half.write_bytes(b"fLaC")
    now = half.stat().st_mtime
    assert places.cache.prune(now + 3600) == 0
    assert places.cache.prune(now + 25 * 3600) == 1


def test_the_cache_is_pruned_by_age_then_by_size(places: Places, espeak: Voice) -> None:
    spoken = [(Text(f"Sentence number {number}."),) for number in range(4)]
    files = [places.cache.path(each, espeak, "f") for each in spoken]
    sound = Pcm((np.random.default_rng(1).normal(size=22_050) * 3000).astype(np.int16), 22_050)
    for file in files:
        assert not places.cache.used(file)
        flac.write(file, sound)
    now, size = files[0].stat().st_mtime, files[0].stat().st_size
    assert places.cache.prune(now + 10, age=100, size=10 * size) == 0
    assert places.cache.prune(now + 10, age=100, size=2 * size) == 2
    assert places.cache.prune(now + 200, age=100) == 2


def test_the_key_of_a_sentence_holds_all_that_its_sound_depends_on(places: Places) -> None:
    voice = Voice("piper", "one", "en")
    keys = {
        places.cache.path((Text("Yes."),), voice, "a"),
        places.cache.path((Text("No."),), voice, "a"),
        places.cache.path((Text("Yes."),), voice, "b"),
        places.cache.path((Text("Yes."),), Voice("piper", "one", "en", 1.1), "a"),
        places.cache.path((Text("Yes."),), Voice("piper", "one", "de"), "a"),
    }
    assert len(keys) == 5
