"""Speech services are asked as their real APIs want it; each of their errors becomes one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from broadsheet.narration.engines.asking import LONGEST_WAIT
from broadsheet.narration.engines.asking import Service as Asker
from broadsheet.narration.engines.base import Endpoint, EngineError, Setup, Trouble, Voice
from broadsheet.narration.engines.elevenlabs import ElevenLabs
from broadsheet.narration.engines.openai import OpenAI
from broadsheet.narration.sound.studio import Studio
from broadsheet.narration.tests import speech_services
from broadsheet.narration.tests.speech_services import KEY, SECONDS_A_LETTER, Service
from broadsheet.narration.text.spoken import Phonemes, Spoken, Text

WORDS = "The ferry to Mirna Bay leaves at noon."
SENTENCE: Spoken = (Text(WORDS),)
ALLOY = Voice("openai", "alloy", "en")
RACHEL = Voice("elevenlabs", "21m00Tcm", "en")


class Asked:
    """An engine whose waits are noted, not slept through."""

    def __init__(
        self,
        kind: type[OpenAI] | type[ElevenLabs],
        service: Service,
        key: str = KEY,
        *,
        sound: str = "wav",
        timeout: float = 20.0,
    ) -> None:
        self.waits: list[float] = []
        endpoint = Endpoint(service.url, key, "model-1", sound)
        self.engine = kind(Setup(Path("voices"), {kind.id: endpoint}))
        self.engine.service = Asker(kind.title, timeout=timeout, sleep=self.waits.append)
        self.voice = ALLOY if kind is OpenAI else RACHEL

    def speak(self, sentence: Spoken = SENTENCE, voice: Voice | None = None) -> float:
        return self.engine.synthesize(sentence, voice or self.voice).seconds

    def refused(self, sentence: Spoken = SENTENCE, voice: Voice | None = None) -> EngineError:
        with pytest.raises(EngineError) as refused:
            self.speak(sentence, voice)
        return refused.value


@pytest.fixture
def openai() -> Iterator[Service]:
    with speech_services.openai() as service:
        yield service


@pytest.fixture
def elevenlabs() -> Iterator[Service]:
    with speech_services.elevenlabs() as service:
        yield service


@pytest.mark.parametrize("sound", ["wav", "pcm"])
def test_openai_is_asked_as_it_wants_it(openai: Service, sound: str) -> None:
    assert Asked(OpenAI, openai, sound=sound).speak() == pytest.approx(len(WORDS) * SECONDS_A_LETTER, abs=0.01)
    path, headers, body = openai.asked[0]
    assert (path, headers["authorization"]) == ("/v1/audio/speech", f"Bearer {KEY}")
    assert body == {"model": "model-1", "voice": "alloy", "input": WORDS, "response_format": sound, "speed": 1.0}


def test_elevenlabs_is_asked_as_it_wants_it(elevenlabs: Service) -> None:
    asked = Asked(ElevenLabs, elevenlabs)
    assert asked.speak() == pytest.approx(len(WORDS) * SECONDS_A_LETTER, abs=0.01)
    assert elevenlabs.asked[0][2] == {"text": WORDS, "model_id": "model-1"}
    asked.speak(voice=Voice("elevenlabs", "21m00Tcm", "en", 1.5))
    assert elevenlabs.asked[1][2]["voice_settings"] == {"speed": 1.2}  # the most that it takes


def test_a_name_is_respelled_for_services(openai: Service) -> None:
    Asked(OpenAI, openai).speak((Text("Ask "), Phonemes("ʒɛlɔ", "zhelo"), Text(" now, please.")))
    assert openai.asked[0][2]["input"] == "Ask zhelo now, please."


@pytest.mark.parametrize("status", [429, 500, 502, 503, 529])
def test_a_service_that_is_busy_is_asked_again(openai: Service, status: int) -> None:
    openai.faults = [(status, {}, {"error": {"message": "Busy"}})] * 2
    asked = Asked(OpenAI, openai)
    assert asked.speak() > 1
    assert asked.waits == [1, 2]


def test_it_is_left_alone_for_as_long_as_it_says(openai: Service) -> None:
    at = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)
    openai.faults = [
        (429, {"Retry-After": "7"}, {}),
        (503, {"Retry-After": at}, {}),
        (429, {"Retry-After": "soon"}, {}),
    ]
    asked = Asked(OpenAI, openai)
    assert asked.speak() > 1
    assert asked.waits == [7, pytest.approx(20, abs=2), 4]


def test_a_service_that_wants_to_be_left_alone_for_long_is_given_up(openai: Service) -> None:
    openai.faults = [(429, {"Retry-After": str(LONGEST_WAIT + 1)}, {"error": {"message": "Rate limit reached"}})]
    error = Asked(OpenAI, openai).refused()
    assert str(error) == "The speech service cannot be reached: 429: Rate limit reached"
    assert error.passing
    assert len(openai.asked) == 1


def test_a_service_that_stays_busy_is_given_up_after_four_tries(elevenlabs: Service) -> None:
    elevenlabs.faults = [(429, {}, {"detail": {"status": "system_busy", "message": "We are busy."}})] * 9
    assert str(Asked(ElevenLabs, elevenlabs).refused()) == "ElevenLabs cannot be reached: 429: We are busy."
    assert len(elevenlabs.asked) == 4


def test_a_refusal_is_told_in_the_services_words_and_not_tried_again(openai: Service, elevenlabs: Service) -> None:
    cases = [
        (Asked(OpenAI, openai, "wrong").refused(), "The speech service refused: 401: Incorrect API key provided"),
        (
            Asked(OpenAI, openai).refused(voice=Voice("openai", "bob", "en")),
            "refused: 400: Input should be one of alloy",
        ),
        (Asked(ElevenLabs, elevenlabs, "wrong").refused(), "ElevenLabs refused: 401: Invalid API key"),
        (
            Asked(ElevenLabs, elevenlabs).refused(voice=Voice("elevenlabs", "a/b", "en")),
            "404: A voice with the voice_id",
        ),
        (Asked(ElevenLabs, elevenlabs).refused((Text(""),)), "refused: 422: body.text: Field required"),
    ]
    for error, words in cases:
        assert words in str(error)
        assert not error.passing
        assert KEY not in str(error)
    assert (len(openai.asked), len(elevenlabs.asked)) == (2, 3)
    assert elevenlabs.asked[1][0].startswith("/v1/text-to-speech/a%2Fb/")


def test_errors_of_other_makes_are_understood(openai: Service) -> None:
    for said, words in (
        ({"detail": "Voice not found"}, "400: Voice not found"),
        ({"detail": {"error": "validation_error", "message": "Bad voice"}}, "400: Bad voice"),
        ({"message": "No"}, "400: No"),
        (b"<html>Bad   Gateway</html>", "400: <html>Bad Gateway</html>"),
        (b"", "400: nothing"),
    ):
        openai.faults = [(400, {}, said)]
        assert words in str(Asked(OpenAI, openai).refused())


def test_a_text_that_is_too_long_is_never_sent(openai: Service) -> None:
    error = Asked(OpenAI, openai).refused((Text("a" * 4097),))
    assert str(error) == "The speech service takes at most 4096 characters at once."
    assert not openai.asked
    assert Asked(OpenAI, openai).speak((Text("a" * 4096),)) > 200


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        ({"ok": True}, Trouble.BAD_ANSWER),
        (b"<html>Welcome</html>", Trouble.BAD_ANSWER),
        (b"", Trouble.BAD_ANSWER),
        (b"RIFF\0\0\0\0WAVE", Trouble.BAD_ANSWER),
        (speech_services.wav(bytes(48_000), 24_000)[:-20_000], Trouble.HALF),
    ],
)
def test_an_answer_that_is_no_sound_is_named(openai: Service, said: object, trouble: Trouble) -> None:
    openai.faults = [(200, {}, said)]
    assert Asked(OpenAI, openai).refused().trouble is trouble


def test_an_answer_that_is_no_speech_of_elevenlabs_is_named(elevenlabs: Service) -> None:
    for said in ({"audio_base64": "%%%"}, {"audio": ""}, [], b"no JSON"):
        elevenlabs.faults = [(200, {}, said)]
        assert Asked(ElevenLabs, elevenlabs).refused().trouble is Trouble.BAD_ANSWER


def test_half_a_sentence_shows_in_the_times() -> None:
    with speech_services.elevenlabs(half=True) as service:
        error = Asked(ElevenLabs, service).refused()
    assert error.trouble is Trouble.HALF
    assert "its times end at" in str(error)


def test_an_answer_that_breaks_off_is_asked_for_again(openai: Service) -> None:
    openai.faults = ["breaks off", "breaks off"]
    assert Asked(OpenAI, openai).speak() > 1
    openai.faults = ["breaks off"] * 4
    assert Asked(OpenAI, openai).refused().trouble is Trouble.HALF


def test_a_service_that_hangs_or_is_not_there_is_told(openai: Service) -> None:
    openai.faults = ["hangs"] * 4
    assert (
        str(Asked(OpenAI, openai, timeout=0.5).refused()) == "The speech service cannot be reached: no answer in time"
    )
    asked = Asked(OpenAI, openai)
    asked.engine.endpoint = Endpoint("http://127.0.0.1:9")
    assert "Connection refused" in str(asked.refused())


def test_a_service_without_a_key_is_asked_without_one(openai: Service) -> None:
    Asked(OpenAI, openai, key="").refused()
    assert "authorization" not in openai.asked[0][1]


def test_the_key_is_in_no_fingerprint_and_not_shown(openai: Service) -> None:
    one, two = Asked(OpenAI, openai, "first"), Asked(OpenAI, openai, "second")
    assert one.engine.fingerprint(ALLOY) == two.engine.fingerprint(ALLOY)
    assert "first" not in repr(one.engine.endpoint)


def test_services_are_asked_from_the_booth_too(openai: Service, tmp_path: Path) -> None:
    with Studio(Setup(tmp_path, {"openai": Endpoint(openai.url, KEY, "m")})) as studio:
        assert studio.speak(SENTENCE, ALLOY, tmp_path / "one.flac") > 1
        openai.faults = [(403, {}, {"error": {"message": "Country not supported"}})]
        with pytest.raises(EngineError, match="The speech service refused: 403: Country not supported"):
            studio.speak(SENTENCE, ALLOY, tmp_path / "one.flac")
