"""The desk's screen of a story: heard before it is published, mended, and what stands in the way."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry, PageLogEntry

from broadsheet.narration.desk.booth import booth
from broadsheet.narration.models import Pronunciation, State, StoryNarration
from broadsheet.narration.tests.narrating import Narrating, edit, turn_on
from broadsheet.stories.factories import make_story, paragraphs
from broadsheet.stories.models import StoryPage

pytestmark = pytest.mark.slow

WORDS = ("Dr. Agnew met Wyvill at 9 a.m.", "They said £1.2bn is too much.")


def signed_in(role: str) -> Client:
    user = User.objects.create(username=role.lower(), email="who@ledger.example")
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def reporter(db: None) -> Client:
    return signed_in("Reporter")


@pytest.fixture
def editor(db: None) -> Client:
    return signed_in("Editor")


@pytest.fixture(scope="module", autouse=True)
def quiet_afterwards() -> Iterator[None]:
    yield
    booth.close()


@pytest.fixture
def draft(narrating: Narrating) -> StoryPage:
    return make_story("Ferry at noon", body=paragraphs(*WORDS), slug="ferry", live=False)


def screen(story: StoryPage) -> str:
    return reverse("narration_story", args=(story.pk,))


def shown(client: Client, story: StoryPage) -> str:
    return client.get(screen(story)).content.decode()


def say(client: Client, **given: Any) -> dict[str, str]:
    found: dict[str, str] = client.post(reverse("narration_say"), given).json()
    return found


def test_a_draft_is_shown_beside_what_will_be_said(reporter: Client, draft: StoryPage) -> None:
    page = shown(reporter, draft)
    assert "Dr. Agnew met Wyvill at 9 a.m." in page
    assert "Doctor Agnew met Wyvill at nine" in page
    assert "one point two billion pounds" in page
    assert "This story is read by a machine." in page
    assert "once it is published" in page or "not read aloud" in page


def test_a_sentence_of_a_draft_is_heard_only_at_the_desk(reporter: Client, draft: StoryPage) -> None:
    sentence = reporter.get(screen(draft)).context["passages"][-1].lines[0].id
    address = say(reporter, story=draft.pk, sentence=sentence)["sound"]
    assert address.startswith("/desk/")
    answer: Any = reporter.get(address)
    assert b"".join(answer.streaming_content).startswith(b"fLaC")
    assert "no-store" in answer.headers["Cache-Control"]
    assert Client().get(address).status_code == 302
    assert reporter.get(reverse("narration_sound", args=("0" * 64,))).status_code == 404


def test_the_editor_leaves_a_block_out_by_a_switch_beside_it(
    reporter: Client, editor: Client, draft: StoryPage
) -> None:
    asked = reverse("narration_leaving", args=(draft.pk,))
    block = draft.body.raw_data[1]["id"]
    assert reporter.get(asked).json()["kinds"] == [], "nothing is read aloud"
    turn_on()
    assert "paragraph" in reporter.get(asked).json()["kinds"]
    assert "picture" not in reporter.get(asked).json()["kinds"]
    assert reporter.post(asked, {"block": block, "out": "1"}).json()["out"] == [block]
    assert StoryNarration.objects.get(story=draft).left_out == [block]
    assert "left out" in shown(reporter, draft)
    assert PageLogEntry.objects.get(action="narration.leave_out").data == {"block": block, "out": True}
    assert reporter.post(asked, {"block": block}).json()["out"] == []
    assert reporter.post(asked, {"block": "x" * 65, "out": "1"}).status_code == 400
    assert Client().post(asked, {"block": block, "out": "1"}).status_code == 302
    assert StoryNarration.objects.get(story=draft).left_out == []
    page = reporter.get(reverse("wagtailadmin_pages:edit", args=(draft.pk,))).content.decode()
    assert f'data-leaving="{reverse("narration_leaving", args=(0,))}"' in page


def test_a_word_is_heard_changed_and_heard_again(reporter: Client, draft: StoryPage) -> None:
    now = say(reporter, story=draft.pk, word="Wyvill")
    given = {"word": "Wyvill", "kind": "respelling", "said": "Wivvle"}
    tried = say(reporter, story=draft.pk, **given)
    assert tried["spoken"] == "Wivvle."
    assert tried["sound"] != now["sound"]
    assert say(reporter, story=draft.pk, around="1", **given)["spoken"].startswith("Doctor Agnew met Wivvle at")
    assert not Pronunciation.objects.exists()
    assert reporter.post(screen(draft), {"do": "mend", "where": "story", **given}).status_code == 302
    assert say(reporter, story=draft.pk, word="Wyvill")["sound"] == tried["sound"]
    assert Pronunciation.objects.get().story_id == draft.pk
    assert PageLogEntry.objects.get(action="narration.mend").data["word"] == "Wyvill"
    mended = {**given, "said": "Wy-vill"}
    assert say(reporter, story=draft.pk, **mended)["spoken"] == "Wy-vill."


@pytest.mark.parametrize(
    ("kind", "given", "spoken"),
    [
        ("letters", {}, "W T O"),
        ("language", {"tongue": "fr"}, "WTO (fr)."),
        ("ipa", {"ipa": "/ˈvɪl/"}, "/ˈvɪl/."),
    ],
)
def test_it_may_be_said_as(reporter: Client, draft: StoryPage, kind: str, given: dict[str, str], spoken: str) -> None:
    found = say(reporter, story=draft.pk, word="WTO", kind=kind, **given)
    assert found["sound"]
    assert found["spoken"].replace(".", "") == spoken.replace(".", "")


def test_what_is_wrong_is_one_sentence(reporter: Client, draft: StoryPage) -> None:
    assert say(reporter, story=draft.pk, word="WTO", kind="ipa")["wrong"] == "Please say how."
    assert "write a word" in say(reporter, story=draft.pk, word="…")["wrong"]
    assert "load this screen anew" in say(reporter, story=draft.pk, sentence="gone.0.ffff")["wrong"]
    StoryNarration.objects.create(story=draft, engine="piper", voice="uk_UA-none-medium")
    assert say(reporter, story=draft.pk, word="WTO")["sound"], "the paper's voices step in"


def test_a_voice_that_is_not_there_comes_with_what_mends_it(editor: Client, narrating: Narrating) -> None:
    found = say(editor, engine="piper", voice="en_GB-alba-medium", language="en")
    assert found["command"] == "broadsheet voices install en_GB-alba-medium"


def test_a_block_is_left_out_and_read_again(reporter: Client, narrating: Narrating) -> None:
    turn_on()
    story = make_story("Ferry at noon", body=paragraphs(*WORDS), slug="ferry")
    narrating.work()
    block = story.body.raw_data[0]["id"]
    reporter.post(screen(story), {"do": "block", "block": block, "out": "1"})
    assert StoryNarration.objects.get().left_out == [block]
    assert "data-left-out" in shown(reporter, story)
    narrating.work()
    assert [row.state for row in narrating.recordings(story)] == [State.READY, State.READY]
    reporter.post(screen(story), {"do": "block", "block": block})
    assert StoryNarration.objects.get().left_out == []
    assert PageLogEntry.objects.filter(action="narration.leave_out").count() == 2


def test_reporters_mend_and_editors_direct(reporter: Client, editor: Client, draft: StoryPage) -> None:
    for do in ("voice", "silence"):
        assert reporter.post(screen(draft), {"do": do, "silent": "1"}).status_code in {302, 403}
    assert not StoryNarration.objects.exists()
    assert "Voice of this story" not in shown(reporter, draft)
    chosen = {"do": "voice", "voice": "piper:en_US-tiny-low", "pace": "1.2"}
    refused = editor.post(screen(draft), chosen, follow=True).content.decode()
    assert "Hear en_US-tiny-low before you choose it" in refused
    say(editor, engine="piper", voice="en_US-tiny-low", language="en", pace="1.2")
    editor.post(screen(draft), chosen)
    row = StoryNarration.objects.get()
    assert (row.engine, row.voice, row.rate, row.silent) == ("piper", "en_US-tiny-low", 1.2, False)
    assert '<option value="1.2" selected>' in shown(editor, draft)
    assert "Piper, en_US-tiny-low" in shown(editor, draft)
    editor.post(screen(draft), {"do": "silence", "silent": "1"})
    assert "not read aloud: an editor chose so" in shown(editor, draft)


def test_the_whole_paper_s_words_are_the_lexicon_s(reporter: Client, editor: Client, draft: StoryPage) -> None:
    given = {"word": "Wyvill", "kind": "respelling", "said": "Wivvle"}
    reporter.post(screen(draft), {"do": "mend", "where": "paper", **given})
    row = Pronunciation.objects.get()
    assert (row.story_id, row.language) == (None, "en")
    assert ModelLogEntry.objects.get(action="narration.mend").data["said"] == "Wivvle"
    lexicon = reverse("narration_lexicon")
    assert "Wivvle" in reporter.get(lexicon, {"q": "wyv"}).content.decode()
    assert "Nothing is known" in reporter.get(lexicon, {"q": "zeppelin"}).content.decode()
    changed = {**given, "said": "Wivel", "language": ""}
    reporter.post(reverse("narration_word", args=(row.pk,)), changed)
    row.refresh_from_db()
    assert (row.said, row.language) == ("Wivel", "")
    assert reporter.post(reverse("narration_forget", args=(row.pk,))).status_code in {302, 403}
    assert Pronunciation.objects.exists(), "a reporter takes nothing out of the paper's lexicon"
    editor.post(reverse("narration_forget", args=(row.pk,)))
    assert not Pronunciation.objects.exists()


def test_the_lexicon_says_what_it_makes_stale(reporter: Client, narrating: Narrating) -> None:
    turn_on()
    make_story("Ferry at noon", body=paragraphs(*WORDS), slug="ferry")
    make_story("Pier at six", body=paragraphs("Nobody came."), slug="pier")
    narrating.work()
    asked = reverse("narration_affected")
    assert reporter.post(asked, {"word": "wyvill"}).content.decode().startswith("One recording is made again")
    assert reporter.post(asked, {"word": "Wyv"}).content.decode() == "No recording has to be made again."
    assert "No recording" in reporter.post(asked, {"word": "Wyvill", "language": "uk"}).content.decode()


def test_what_failed_is_told_on_the_home_and_in_the_overview(editor: Client, narrating: Narrating) -> None:
    turn_on("en", ("piper", "en_GB-alba-medium"))
    story = make_story("Ferry at noon", body=paragraphs(*WORDS), slug="ferry")
    narrating.work()
    assert narrating.recording(story).state == State.FAILED
    assert "broadsheet voices install en_GB-alba-medium" in shown(editor, story)
    assert "One story could not be recorded" in editor.get(reverse("wagtailadmin_home")).content.decode()
    page = editor.get(reverse("narration_overview"), {"state": "failed"}).content.decode()
    assert "Ferry at noon" in page
    assert "broadsheet voices install en_GB-alba-medium" in page
    assert "Nothing is under way" in editor.get(reverse("narration_rows"), {"state": "queued"}).content.decode()


def reading(path: Path, seconds: float = 6.0) -> SimpleUploadedFile:
    """A voice-like tone in a WAV file."""
    at = np.arange(int(16_000 * seconds)) / 16_000
    wave_form = (np.sin(2 * np.pi * 150 * at) * np.sin(2 * np.pi * 3 * at) * 6000).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes(wave_form.tobytes())
    return SimpleUploadedFile("reading.wav", path.read_bytes(), "audio/wav")


def test_somebody_reads_it_until_that_is_removed(editor: Client, narrating: Narrating, tmp_path: Path) -> None:
    turn_on()
    story = make_story("Ferry at noon", body=paragraphs(*WORDS), slug="ferry")
    file = reading(tmp_path / "reading.wav")
    editor.post(screen(story), {"do": "reading", "reader": "Ines Marlow", "file": file})
    narrating.work()
    assert "Read by Ines Marlow" in shown(editor, story)
    edit(story, title="Ferry at one")
    assert "Upload a new reading, or remove it" in shown(editor, story)
    stale = editor.get(reverse("narration_overview"), {"state": "stale"}).content.decode()
    assert "Ferry at one" in stale
    editor.post(screen(story), {"do": "remove"})
    narrating.work()
    assert "eSpeak NG, en" in shown(editor, story)


def test_what_is_no_reading_is_refused(
    reporter: Client, editor: Client, narrating: Narrating, draft: StoryPage, tmp_path: Path
) -> None:
    nothing = SimpleUploadedFile("reading.mp3", b"#EXTM3U\nhttp://ledger.example/x.mp3", "audio/mpeg")
    story = make_story("Pier at six", body=paragraphs(*WORDS), slug="pier")
    said = editor.post(screen(story), {"do": "reading", "reader": "Ines", "file": nothing}, follow=True)
    assert "no recording that can be read" in said.content.decode()
    said = editor.post(screen(story), {"do": "reading", "reader": "Ines"}, follow=True)
    assert "Choose the file" in said.content.decode()
    file = reading(tmp_path / "reading.wav")
    said = editor.post(screen(draft), {"do": "reading", "reader": "Ines", "file": file}, follow=True)
    assert "Publish the story first" in said.content.decode()
    reporter.post(screen(story), {"do": "reading", "reader": "Ines", "file": reading(tmp_path / "reading.wav")})
    assert not narrating.recordings(story)


def test_what_failed_is_tried_again(editor: Client, narrating: Narrating) -> None:
    turn_on("en", ("piper", "en_GB-alba-medium"))
    story = make_story("Ferry at noon", body=paragraphs(*WORDS), slug="ferry")
    narrating.work()
    editor.post(screen(story), {"do": "again"})
    assert narrating.recording(story).state == State.QUEUED
    assert "waits for its turn" in shown(editor, story)
