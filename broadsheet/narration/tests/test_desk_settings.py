"""The settings of narration: off until somebody heard a voice and chose it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Group, User
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from wagtail.models import ModelLogEntry

from broadsheet.narration.desk.booth import booth
from broadsheet.narration.models import Narration
from broadsheet.narration.recording.commissions import disclosures, voices
from broadsheet.narration.tests import tiny_voices
from broadsheet.narration.tests.narrating import Narrating, turn_on

pytestmark = pytest.mark.slow

ESPEAK = {"rows": "1", "voice-0": "espeak:en-gb", "place-0": "1", "pace-0": "1.1"}


@pytest.fixture
def editor(narrating: Narrating) -> Iterator[Client]:
    user = User.objects.create(username="ebo", email="ebo@ledger.example")
    user.groups.add(Group.objects.get(name="Editor"))
    client = Client()
    client.force_login(user)
    yield client
    booth.close()


def save(client: Client, **given: str) -> str:
    answer: HttpResponse = client.post(reverse("narration_settings"), given, follow=True)
    return answer.content.decode()


def hear(client: Client, **voice: str) -> str:
    return str(client.post(reverse("narration_say"), {"language": "en", **voice}).json().get("sound", ""))


def test_a_voice_is_heard_before_a_language_is_turned_on(editor: Client) -> None:
    assert "first place" in save(editor, on="1")
    refused = save(editor, on="1", **ESPEAK)
    assert "Hear en-gb before you choose it" in refused
    assert "<option selected>1</option>" in refused, "what was chosen is still there"
    assert not Narration.objects.filter(on=True).exists()
    hear(editor, engine="espeak", voice="en-gb")
    assert "Hear en-gb at the pace 1.1 before you choose it" in save(editor, on="1", **ESPEAK)
    hear(editor, engine="espeak", voice="en-gb", pace="1.1")
    assert "are read aloud (English)" in save(editor, on="1", **ESPEAK)
    assert Narration.objects.get(language="en").on
    assert [(each.engine, each.name, each.rate) for each in voices("en")] == [("espeak", "en-gb", 1.1)]
    entry = ModelLogEntry.objects.get(action="narration.set")
    assert entry.data == {"language": "en", "on": True, "voices": ["espeak:en-gb"]}


def test_voices_have_an_order(editor: Client) -> None:
    both = {**ESPEAK, "rows": "2", "voice-1": "piper:en_US-tiny-low", "pace-1": "1"}
    assert "Two voices have the same place" in save(editor, **both, **{"place-1": "1"})
    save(editor, **{**both, "place-0": "2", "place-1": "1"})
    assert [each.engine for each in voices("en")] == ["piper", "espeak"]
    assert not Narration.objects.get(language="en").on


def test_of_a_voice_with_several_speakers_one_is_chosen_by_ear(editor: Client, settings: Settings) -> None:
    folder = settings.NARRATION_ROOT / "voices"
    name = tiny_voices.piper(folder, "en_US-trio-low", speakers=("lada", "mykyta", "tetiana"))
    page = editor.get(reverse("narration_settings")).content.decode()
    assert page.count("<option>mykyta</option>") == 1
    assert "<option selected>lada</option>" in page
    rows = {f"voice-{number}": value for number, value in enumerate([f"piper:{name}"] * 2)}
    chosen = {**rows, "rows": "2", "speaker-0": "tetiana", "speaker-1": "lada", "place-0": "1", "place-1": "2"}
    assert hear(editor, engine="piper", voice=name, speaker="lada")
    assert f"Hear {name}:tetiana before you choose it" in save(editor, on="1", **chosen)
    sounds = {hear(editor, engine="piper", voice=name, speaker=each) for each in ("lada", "tetiana")}
    assert len(sounds) == 2
    assert not hear(editor, engine="piper", voice=name, speaker="nobody")
    assert "are read aloud (English)" in save(editor, on="1", **chosen)
    assert [each.name for each in voices("en")] == [f"{name}:tetiana", f"{name}:lada"]
    page = editor.get(reverse("narration_settings")).content.decode()
    assert page.count(f'value="piper:{name}"') == 3, "a third speaker may have a place too"
    assert "<option selected>tetiana</option>" in page
    for file in (folder / "piper").glob(f"{name}*"):
        file.unlink()
    assert "is not installed" in editor.get(reverse("narration_settings")).content.decode()


def test_what_cannot_speak_is_told_with_what_mends_it(editor: Client) -> None:
    turn_on("en", ("piper", "en_GB-alba-medium"))
    page = editor.get(reverse("narration_settings")).content.decode()
    assert page.count("broadsheet voices install en_GB-alba-medium") == 2
    assert "No speech service is configured" in page
    assert "kokoro: kokoro-v1.0" not in page, "the tests' own voices are there"


def test_the_disclosure_is_worded_once_in_every_language(editor: Client, settings: Settings) -> None:
    settings.PAPER_LANGUAGES = ("en", "uk")
    save(editor, do="words", **{"trained-en": "A  machine made this.", "algorithmic-uk": "Читає машина."})
    assert disclosures("en")["trained"] == "A machine made this."
    assert disclosures("en")["algorithmic"] == "This story is read by a machine."
    assert disclosures("uk")["algorithmic"] == "Читає машина."
    assert ModelLogEntry.objects.filter(action="narration.word").count() == 2
    assert "too long" in save(editor, do="words", **{"trained-en": "x" * 301})


def test_reporters_settle_nothing(editor: Client) -> None:
    user = User.objects.create(username="ada", email="ada@ledger.example")
    user.groups.add(Group.objects.get(name="Reporter"))
    client = Client()
    client.force_login(user)
    client.post(reverse("narration_settings"), {"on": "1", **ESPEAK})
    assert not Narration.objects.exists()
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("narration_lexicon") in home
    assert reverse("narration_settings") not in home
