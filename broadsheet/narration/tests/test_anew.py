"""All recordings said anew: looked at when nothing else waits, and made again where they read otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from wagtail.models import ModelLogEntry

from broadsheet.narration.engines.base import Setup
from broadsheet.narration.models import Look, Pronunciation, Recording, State
from broadsheet.narration.recording import anew, claiming, looking
from broadsheet.narration.sound.studio import Studio
from broadsheet.narration.tests import tiny_voices
from broadsheet.narration.tests.narrating import Narrating, edit, turn_on
from broadsheet.narration.text import rules
from broadsheet.stories.factories import make_story, paragraphs
from broadsheet.stories.models import StoryPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(narrating: Narrating) -> list[StoryPage]:
    """Three stories on the air."""
    turn_on()
    return [
        make_story(f"Pier {name}", slug=f"pier-{name}", body=paragraphs(f"The {name} pier is shut."))
        for name in "abc"
    ]


def by_other_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new version, in which piers are said otherwise."""
    monkeypatch.setattr(rules, "current", lambda: "f" * 16)
    Pronunciation.objects.bulk_create([Pronunciation(word="a pier", said="a peer")])  # tells nobody


def waiting() -> list[str]:
    """Titles in the order in which they would be made; what is taken is let go again."""
    found = []
    while claim := claiming.claim():
        row = claim.row()
        found.append(row.story.title)
        claim.settle(State.STALE)
    return found


def test_after_new_rules_one_knows_how_many_and_only_what_reads_otherwise_is_made_again(
    narrating: Narrating, read: list[StoryPage], monkeypatch: pytest.MonkeyPatch
) -> None:
    narrating.work()
    assert anew.extent("en").outmoded == 0
    by_other_rules(monkeypatch)
    there = anew.extent("en")
    assert (there.recordings, there.outmoded) == (3, 3)
    assert there.longest is not None
    found = list(anew.compared("en"))
    assert [(each.title, each.otherwise) for each in found] == [
        ("Pier c", False),
        ("Pier b", False),
        ("Pier a", True),
    ]
    assert found[-1].sentences == 1
    narrating.work()
    assert Recording.objects.count() == 3, "nothing is made again by itself"

    assert anew.ask("en") == 3
    before = anew.progress("en")
    assert before is not None
    assert (before.of, before.to_look_at, before.to_make) == (3, 3, 0)
    looking.look_at_due()
    looked = anew.progress("en")
    assert looked is not None
    assert (looked.to_look_at, looked.to_make, looked.made) == (0, 1, 0)
    narrating.work()
    done = anew.progress("en")
    assert done is not None
    assert done.over
    assert done.made == 1
    assert anew.extent("en").outmoded == 0
    [new, _old] = narrating.recordings(read[0])
    assert (new.later, new.calls) == (True, 1)
    assert new.took > 0


def test_a_voice_whose_file_was_replaced_says_all_of_it_anew(tmp_path: Path, settings: Settings, db: None) -> None:
    settings.NARRATION_ROOT = tmp_path
    voices = tmp_path / "voices"
    name = tiny_voices.piper(voices)
    turn_on("en", ("piper", name))
    story = make_story("Pier a", slug="pier-a", body=paragraphs("The pier is shut."))
    with Studio(Setup(voices)) as studio:
        narrating = Narrating(studio)
        narrating.work()
        before = narrating.air(story)
        assert before is not None
        assert [each.otherwise for each in anew.compared("en")] == [False]
        tiny_voices.piper(voices, pitch=180.0)
        assert [(each.otherwise, each.sentences) for each in anew.compared("en")] == [(True, 4)]
        narrating.work()
        assert narrating.air(story) == before, "nothing is made again by itself"
        anew.ask("en")
        looking.look_at_due()
        assert narrating.air(story).folder == before.folder, "it is heard until the new one is there"  # type: ignore[union-attr]  # it is
        narrating.work()
        now = narrating.air(story)
        assert now is not None
        assert now.folder != before.folder
        assert [each.otherwise for each in anew.compared("en")] == [False]
        anew.ask("en")
        narrating.work()
        assert narrating.recording(story).calls == 4, "once is enough"
        assert narrating.air(story).since == now.since  # type: ignore[union-attr]  # it is


def test_what_is_not_known_of_a_voice_that_is_gone_makes_nothing_anew(
    tmp_path: Path, settings: Settings, db: None
) -> None:
    settings.NARRATION_ROOT = tmp_path
    name = tiny_voices.piper(tmp_path / "voices")
    turn_on("en", ("piper", name))
    story = make_story("Pier a", slug="pier-a", body=paragraphs("The pier is shut."))
    with Studio(Setup(tmp_path / "voices")) as studio:
        narrating = Narrating(studio)
        narrating.work()
        for file in (tmp_path / "voices" / "piper").iterdir():
            file.unlink()
        assert [each.otherwise for each in anew.compared("en")] == [False]
        anew.ask("en")
        narrating.work()
        assert narrating.recording(story).state == State.READY


def test_what_one_of_very_many_overtakes_comes_after_a_new_story_and_after_one_that_was_mended(
    narrating: Narrating, read: list[StoryPage]
) -> None:
    narrating.work()
    Pronunciation.objects.create(word="pier", said="peer")  # of the whole paper
    looking.look_at_due()
    assert Recording.objects.filter(state=State.QUEUED, later=True).count() == 3
    edit(read[0], body=paragraphs("The a pier is open."))
    make_story("Ferry at noon", slug="ferry", body=paragraphs("It leaves."))
    Look.objects.create(story=StoryPage.objects.get(title="Ferry at noon"))
    looking.look_at_due()
    assert waiting() == ["Pier a", "Ferry at noon", "Pier c", "Pier b"]


def test_a_story_that_waits_with_many_and_is_mended_by_itself_need_not_wait(
    narrating: Narrating, read: list[StoryPage]
) -> None:
    narrating.work()
    Pronunciation.objects.create(word="pier", said="peer")
    looking.look_at_due()
    looking.wake_story(read[0].pk, "en")
    anew.ask("en")  # what is due already keeps its turn
    looking.look_at_due(later=False)
    assert waiting() == ["Pier a", "Pier c", "Pier b"]


def test_nothing_that_can_wait_is_made_before_all_was_looked_at(
    narrating: Narrating, read: list[StoryPage], monkeypatch: pytest.MonkeyPatch
) -> None:
    narrating.work()
    Pronunciation.objects.create(word="pier", said="peer")
    monkeypatch.setattr(looking, "AT_ONCE", 2)
    one = narrating.narrator()
    one._swept = 1e12
    assert one.turn()
    assert Recording.objects.filter(state=State.QUEUED).count() == 2
    ready = Recording.objects.filter(state=State.READY).count()
    one.turn()
    assert Recording.objects.filter(state=State.READY).count() == ready + 1


def test_it_is_stopped_and_what_is_on_the_air_stays(narrating: Narrating, read: list[StoryPage]) -> None:
    narrating.work()
    Pronunciation.objects.create(word="pier", said="peer")
    looking.look(read[0].pk, Look.objects.get(pk=read[0].pk).wanted, later=True)
    assert anew.stop("en") == 3
    narrating.work()
    assert Recording.objects.filter(state=State.READY).count() == 3
    assert anew.progress("en") is None


# -- at the desk


@pytest.fixture
def editor(db: None) -> Client:
    return signed_in("Editor")


def signed_in(role: str) -> Client:
    user = User.objects.create(username=role.lower(), email=f"{role}@ledger.example")
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


def shown(client: Client) -> str:
    return client.get(reverse("narration_overview")).content.decode()


def test_the_desk_says_how_many_how_long_and_how_far(
    narrating: Narrating, read: list[StoryPage], editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    narrating.work()
    page = shown(editor)
    assert "3 recordings, " in page
    assert "If every sentence had to be spoken, it would take about " in page
    assert "how texts are read" not in page
    by_other_rules(monkeypatch)
    assert "3 recordings were made before a new version changed how texts are read" in shown(editor)
    editor.post(reverse("narration_anew"), {"language": "en", "do": "ask"})
    assert "0 of 3 recordings were looked at; 0 have to be made again so far." in shown(editor)
    looking.look_at_due()
    assert "1 recording is still to be made again, after everything else. About " in shown(editor)
    narrating.work()
    assert "1 was made again, the others read as before." in shown(editor)
    assert ModelLogEntry.objects.get(action="narration.anew").data == {"language": "en", "recordings": 3}


def test_only_who_sets_the_voices_has_all_said_anew(narrating: Narrating, read: list[StoryPage]) -> None:
    narrating.work()
    reporter = signed_in("Reporter")
    assert "Say all anew" in shown(reporter)
    assert 'value="ask"' not in shown(reporter)
    assert reporter.post(reverse("narration_anew"), {"language": "en", "do": "ask"}).status_code in {302, 403}
    assert not Look.objects.filter(later=True, looked=0).exists()
    assert anew.progress("en") is None


def test_the_screen_says_which_voice_cannot_speak(narrating: Narrating, editor: Client) -> None:
    turn_on("en", ("piper", "en_US-nobody-low"))
    assert "No voice of “en” can speak" in shown(editor)
