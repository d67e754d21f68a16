"""What is found, what is counted, and what is not: the index helps, the gate judges."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from broadsheet.kit import clock
from broadsheet.people.factories import make_contributor
from broadsheet.people.models import Contributor
from broadsheet.pictures.factories import make_picture
from broadsheet.pictures.models import Picture
from broadsheet.press import consequences, flood
from broadsheet.release.actions.hold import hold, lift_hold
from broadsheet.release.actions.kill import kill
from broadsheet.release.erasers import erasers
from broadsheet.search import finding, keeping, troubles
from broadsheet.search.keeping import fill, step
from broadsheet.search.models import EVERYTHING, Due, Entry
from broadsheet.search.tests.finds import FINDS, asked, every, quoted, told
from broadsheet.sections.factories import make_section
from broadsheet.sections.models import Section
from broadsheet.stories.factories import block, paragraphs
from broadsheet.stories.models import StoryPage
from tests.pressing import Pressing
from tests.sites import ROOT, Site, broadsheet, clean_environment

pytestmark = pytest.mark.django_db
NOBODY: tuple[list[str], int] = ([], 0)


@pytest.fixture
def harbour(pressing: Pressing) -> Section:
    """A paper whose changes so far have been heard."""
    made = make_section("Harbour")
    pressing.settle()
    return made


def words_kept() -> str:
    """All that the table of words holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM search_words")
        return repr(cursor.fetchall()).casefold()


def heard() -> None:
    """The press has seen every change, and no tick came."""
    while consequences.drain():
        pass


def test_each_field_can_be_found_and_narrowed(db: None) -> None:
    found = every()
    assert {query: found[query] for query in FINDS} == FINDS


def test_every_block_of_words_can_be_found_and_no_card_of_another_story(harbour: Section) -> None:
    card = {"story": None, "url": "https://elsewhere.example/", "headline": "Cardword", "teaser": "Teaserword"}
    table = {
        "columns": [{"type": "text", "heading": "Columnword"}],
        "rows": [{"values": ["Cellword"]}],
        "caption": "Tableword",
    }
    more = [
        quoted("Quoteword"),
        block("heading", "Headingword"),
        block("list", {"numbered": False, "items": [block("item", "<p>Itemword</p>")]}),
        block("points", {"items": [block("item", "Pointword")]}),
        block("note", "<p>Noteword</p>"),
        block("table", table),
        block("related", card),
    ]
    told("Tide", harbour, 0, "Text.", more=more, ednote="Ednoteword")
    fill()
    for word in ("quote", "heading", "item", "point", "note", "column", "cell", "table"):
        assert asked(f"q={word}word") == (["Tide"], 1), word
    for word in ("card", "teaser", "ednote"):
        assert asked(f"q={word}word") == NOBODY, word


STATES: dict[str, Callable[[], dict[str, Any]]] = {
    "draft": lambda: {"live": False},
    "embargoed": lambda: {"embargoed_until": clock.now() + timedelta(hours=2)},
    "held": lambda: {"hold": True},
    "killed": lambda: {"killed_at": clock.now()},
    "expired": lambda: {"expire_at": clock.now() - timedelta(hours=1)},
    "members": lambda: {"access": "members"},
    "paid": lambda: {"access": "paid"},
}


@pytest.mark.parametrize("state", STATES)
def test_what_is_not_public_is_found_by_no_word_and_counted_nowhere(state: str, harbour: Section) -> None:
    """While the index still has it, and after; the press has heard of it, and its words are in the table no more."""
    told("Zebra seen", harbour, 0, "A zebra.")
    told("Zebra gone", harbour, 1, "Another zebra.")
    fill()
    assert asked("q=zebra")[1] == 2
    StoryPage.objects.filter(title="Zebra gone").update(**STATES[state]())
    assert asked("q=zebra") == (["Zebra seen"], 1)  # nobody has heard of it yet
    heard()
    assert asked("q=zebra") == (["Zebra seen"], 1)
    assert "another" not in words_kept()
    fill()
    assert "another" not in words_kept()


def test_a_kill_takes_the_words_out_in_the_transaction_that_makes_the_pages_dirty(harbour: Section) -> None:
    story = told("Zebra seen", harbour, 0, "A zebra.")
    fill()
    kill(story, None, "It never was there.")
    assert asked("q=zebra") == NOBODY
    kept: list[str] = []
    consequences.drain(then=lambda: kept.append(words_kept()))
    assert kept
    assert "zebra" not in kept[0]


def test_what_is_let_out_again_is_found_after_a_tick(harbour: Section) -> None:
    story = told("Zebra seen", harbour, 0, "A zebra.")
    fill()
    hold(story, None, "We ask again.")
    heard()
    assert asked("q=zebra") == NOBODY
    lift_hold(StoryPage.objects.get(pk=story.pk), None)
    heard()
    while step():
        pass
    assert asked("q=zebra") == (["Zebra seen"], 1)


def test_the_end_of_an_embargo_is_heard(harbour: Section, pressing: Pressing) -> None:
    until = clock.now() + timedelta(hours=1)
    told("Zebra seen", harbour, 0, "A zebra.", embargoed_until=until)
    pressing.settle()
    fill()
    assert asked("q=zebra") == NOBODY
    with clock.as_of(until):
        pressing.let_pass(until)
        while step():
            pass
        assert asked("q=zebra") == (["Zebra seen"], 1)


def test_a_corrected_text_is_found_by_its_new_words_alone(harbour: Section) -> None:
    story = told("Tide", harbour, 0, "A zebra.")
    fill()
    story.body = paragraphs("A horse.")
    story.save()
    heard()
    while step():
        pass
    assert (asked("q=zebra"), asked("q=horse")) == (NOBODY, (["Tide"], 1))


def test_a_draft_of_a_published_story_is_not_found(harbour: Section) -> None:
    story = told("Tide", harbour, 0, "A horse.")
    fill()
    story.title, story.body = "Zebra", paragraphs("A zebra.")
    story.save_revision(clean=False)
    heard()
    fill()
    assert (asked("q=zebra"), asked("q=horse")) == (NOBODY, (["Tide"], 1))


def test_a_caption_goes_with_the_rights_of_its_picture(harbour: Section, pressing: Pressing) -> None:
    shown = make_picture("Quay", caption="A zebra.")
    told("Tide", harbour, 0, "Text.", hero=shown)
    pressing.settle()
    fill()
    assert asked("q=zebra") == (["Tide"], 1)
    Picture.objects.filter(pk=shown.pk).update(rights_until=clock.now() - timedelta(hours=1))
    heard()
    assert "zebra" not in words_kept()
    while step():
        pass
    assert (asked("q=zebra"), asked("q=text")) == (NOBODY, (["Tide"], 1))
    Picture.objects.filter(pk=shown.pk).update(rights_until=None)
    heard()
    while step():
        pass
    assert asked("q=zebra") == (["Tide"], 1)


def test_somebody_with_a_new_name_is_found_by_it(harbour: Section) -> None:
    told("Tide", harbour, 0, "Text.", by=[make_contributor("Ines Marlow")])
    fill()
    Contributor.objects.update(name="Ines Dunmore")
    heard()
    while step():
        pass
    assert (asked("by=marlow"), asked("by=dunmore")) == (NOBODY, (["Tide"], 1))


def test_a_story_that_moves_is_found_in_its_new_section(harbour: Section) -> None:
    story, quay = told("Tide", harbour, 0, "Text."), make_section("Quay")
    fill()
    story.move(quay, pos="last-child")
    heard()
    while step():
        pass
    assert (asked("section=harbour"), asked("section=quay")) == (NOBODY, (["Tide"], 1))


def test_a_deleted_story_leaves_nothing_behind(harbour: Section) -> None:
    story = told("Tide", harbour, 0, "A zebra.")
    fill()
    story.delete()
    assert asked("q=zebra") == NOBODY
    heard()
    assert "zebra" not in words_kept()
    assert not Entry.objects.exists()


def test_a_story_of_another_language_is_found_in_its_own_tree(harbour: Section) -> None:
    told("Gezeiten", make_section("Hafen", language="de"), 0, "Ein Zebra.")
    fill()
    assert (asked("q=zebra", "en"), asked("q=zebra", "de")) == (NOBODY, (["Gezeiten"], 1))


def test_of_very_many_the_newest_are_told_and_their_number_is_not(
    harbour: Section, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "MOST", 3)
    monkeypatch.setattr(finding, "A_PAGE", 2)
    for day in range(5):
        told(f"Zebra {day}", harbour, day, "Text.")
    fill()
    StoryPage.objects.filter(title="Zebra 4").update(hold=True)
    assert asked("q=zebra&order=newest") == (["Zebra 3", "Zebra 2"], 2)
    assert asked("q=zebra&order=newest&page=2") == ([], 2)


# -- what was missed


def test_a_paper_that_had_no_search_is_read_when_a_worker_starts(harbour: Section) -> None:
    told("Zebra seen", harbour, 0, "A zebra.")
    heard()
    Due.objects.all().delete()  # as it is after an upgrade, or when the database was moved
    assert "does not find 1 story yet" in troubles.findings()[0]
    keeping._looked.once = False
    for _ in range(3):
        keeping.go_on()
    assert troubles.findings() == []
    assert asked("q=zebra") == (["Zebra seen"], 1)


def test_after_a_flood_of_changes_every_story_is_read_anew(harbour: Section, monkeypatch: pytest.MonkeyPatch) -> None:
    told("Tide", harbour, 0, "A horse.")
    fill()
    monkeypatch.setattr(flood, "MANY", 0)
    StoryPage.objects.update(body=paragraphs("A zebra."))
    flood.soil_everything()
    assert list(Due.objects.values_list("story", flat=True)) == [EVERYTHING]
    while step():
        pass
    assert (asked("q=horse"), asked("q=zebra")) == (NOBODY, (["Tide"], 1))


def test_an_erasure_leaves_no_word_in_the_file(harbour: Section) -> None:
    story = told("Tide", harbour, 0, "A zebra.")
    fill()
    (eraser,) = [each for each in erasers.of(StoryPage) if each.name == "search"]
    eraser.step(story)
    eraser.step(story)
    with connection.cursor() as cursor:
        cursor.execute("SELECT block FROM search_words_data")
        assert all(b"zebra" not in bytes(block) for (block,) in cursor.fetchall())


@pytest.mark.slow
@pytest.mark.part("postgres")
def test_postgresql_finds_the_same(postgres: Any, tmp_path: Any) -> None:
    with Site(tmp_path / "ledger", environment={"DATABASE_URL": postgres.with_tables("searched")}) as site:
        environment = clean_environment(**site.environment)
        subprocess.run(broadsheet("init", site.folder), env=environment, check=True, capture_output=True, cwd=ROOT)
        assert site.inside("broadsheet.search.tests.finds:every") == FINDS
