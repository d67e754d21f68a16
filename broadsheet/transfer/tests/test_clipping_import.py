"""A saved page becomes a draft story and draft briefs, once."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import IntegrityError

from broadsheet.briefs.models import Brief
from broadsheet.people.factories import make_contributor
from broadsheet.sections.factories import home, make_section
from broadsheet.sections.models import Section
from broadsheet.stories.models import StoryPage
from broadsheet.transfer import clipped_stories
from broadsheet.transfer.clippings import ClippingImport, NoSuchPlace
from tests.pressing import Pressing

pytestmark = pytest.mark.django_db

SAVED = datetime(2026, 3, 2, 18, tzinfo=ZoneInfo("Europe/Lisbon"))
PAGE = """<!doctype html><html lang="en"><head><title>Ferry to sail again | The Mirna Bay Ledger</title></head><body>
<aside><h2>News Feed</h2>
<p>10:48 AM</p><h3>Tide gate closes for repairs.</h3><p>The gate will be shut for two days, the harbour office said.
</p>
<p>9:05 AM</p><h3>Market moves to Quay Street.</h3><p>Stalls open at seven as before, traders were told on Sunday.</p>
</aside>
<article><h1>Ferry to sail again after eleven winters</h1>
<p class="byline">By Alice Marrow</p><p><time datetime="2026-03-01T09:30:00+00:00">March 1, 2026</time></p>
<figure><img src="ferry.jpg" alt="A ferry"><figcaption>
The old ferry leaves the northern quay of Mirna Bay. (Bob Tarn/Ledger)</figcaption></figure>
<p>The ferry between Mirna Bay and the outer islands will sail again from April, its new owners told the council.</p>
<p>Fares & times are to be <b>published</b> next week, and the first crossing is free for all who live there.</p>
<h2>What islanders say</h2>
<p>Most of the forty families had waited for a timetable since the winter in which the last captain retired.</p>
</article></body></html>"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "ferry.html"
    file.write_text(PAGE)
    os.utime(file, (SAVED.timestamp(), SAVED.timestamp()))
    return file


@pytest.fixture
def harbour() -> Section:
    return make_section("Harbour")


def run(*files: Path, dry: bool = False, section: str = "") -> ClippingImport:
    work = ClippingImport(section=section)
    work.run(files, dry=dry)
    return work


def totals(work: ClippingImport) -> dict[str, int]:
    """Those that are not 0."""
    return {name: count for name, count in work.outcome.totals().items() if count}


def test_a_page_becomes_a_draft_with_what_it_holds(page: Path, harbour: Section) -> None:
    work = run(page)
    story = StoryPage.objects.get()
    assert totals(work) == {"items": 3, "imported": 3}
    assert (story.title, story.live, story.headline_is_working) == (
        "Ferry to sail again after eleven winters",
        False,
        False,
    )
    assert story.get_parent().specific == harbour
    assert [block["type"] for block in story.body.raw_data] == ["paragraph", "paragraph", "heading", "paragraph"]
    assert "Fares &amp; times are to be" in story.body.raw_data[1]["value"]
    assert [line.contributor.name for line in story.bylines.all()] == ["Alice Marrow"]
    assert story.first_published_at == datetime(2026, 3, 1, 9, 30, tzinfo=ZoneInfo("UTC"))
    assert story.hero_caption == "The old ferry leaves the northern quay of Mirna Bay."


def test_what_has_no_place_in_a_draft_stands_in_its_note(page: Path, harbour: Section) -> None:
    work = run(page)
    note = StoryPage.objects.get().ednote
    assert "ferry.html" in note
    assert "credit: Bob Tarn/Ledger" in note
    assert [problem.where for problem in work.outcome.problems if "picture itself is missing" in problem.what] == [
        "ferry.html"
    ]


def test_its_briefs_stand_under_their_own_times(page: Path, harbour: Section) -> None:
    run(page)
    zone = ZoneInfo(settings.TIME_ZONE)
    found = {brief.headline: brief.first_published_at.astimezone(zone) for brief in Brief.objects.filter(live=False)}
    assert found == {
        "Tide gate closes for repairs.": datetime(2026, 3, 2, 10, 48, tzinfo=zone),
        "Market moves to Quay Street.": datetime(2026, 3, 2, 9, 5, tzinfo=zone),
    }


def test_a_second_run_changes_nothing(page: Path, harbour: Section) -> None:
    run(page)
    story = StoryPage.objects.get()
    story.title = "Edited at the desk"
    story.save()
    assert totals(run(page)) == {"items": 3, "unchanged": 3}
    assert (StoryPage.objects.get().title, Brief.objects.count()) == ("Edited at the desk", 2)


def test_the_same_text_saved_elsewhere_is_the_same_story(page: Path, harbour: Section, tmp_path: Path) -> None:
    run(page)
    copy = tmp_path / "copy.html"
    copy.write_text(PAGE)
    assert totals(run(copy)) == {"items": 3, "unchanged": 3}


def test_a_dry_run_keeps_nothing_and_tells_everything(page: Path) -> None:
    home()
    work = run(page, dry=True)
    report = work.to_json(dry=True)
    assert not StoryPage.objects.exists()
    assert not Brief.objects.exists()
    assert report["totals"] == {"items": 3, "imported": 3, "changed": 0, "unchanged": 0, "skipped": 0}
    assert report["stories"][0]["pictures"][0]["credit"] == "Bob Tarn/Ledger"
    assert [brief["time"] for brief in report["briefs"]] == ["10:48", "09:05"]


def test_a_run_that_keeps_tells_no_texts(page: Path, harbour: Section) -> None:
    assert set(run(page).to_json(dry=False)) == {"totals", "problems"}


def test_a_bad_file_is_counted_and_the_rest_goes_on(page: Path, harbour: Section, tmp_path: Path) -> None:
    binary = tmp_path / "photo.jpg"
    binary.write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(256)) * 20)
    work = run(binary, tmp_path / "missing.txt", page)
    assert totals(work) == {"items": 5, "imported": 3, "skipped": 2}
    assert {problem.where for problem in work.outcome.problems} >= {str(binary), str(tmp_path / "missing.txt")}


def test_a_failure_leaves_nothing_half_written(page: Path, harbour: Section, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("broadsheet.transfer.clipped_briefs.make_draft", broken)
    with pytest.raises(RuntimeError):
        run(page)
    assert not StoryPage.objects.exists()


def test_a_section_can_be_chosen(page: Path, harbour: Section) -> None:
    islands = make_section("Islands")
    run(page, section="islands")
    assert StoryPage.objects.get().get_parent().specific == islands


def test_an_unknown_section_is_told_with_those_that_are(harbour: Section) -> None:
    with pytest.raises(NoSuchPlace, match=r"^There is no section island in the tree of en \(there are: harbour\)\.$"):
        ClippingImport(section="island")


def test_a_language_without_a_tree_is_told() -> None:
    home()
    with pytest.raises(NoSuchPlace, match=r"no pages in uk: its languages are en, de\.$"):
        ClippingImport("uk")


def test_a_paper_without_sections_gets_one(page: Path) -> None:
    home()
    run(page)
    assert StoryPage.objects.get().get_parent().slug == "news"


def test_a_taken_slug_is_numbered(page: Path, harbour: Section, tmp_path: Path) -> None:
    run(page)
    other = tmp_path / "later.html"
    other.write_text(PAGE.replace("eleven", "eleven ").replace("since the winter", "since the autumn"))
    run(other)
    slugs = sorted(StoryPage.objects.values_list("slug", flat=True))
    assert slugs == ["ferry-to-sail-again-after-eleven-winters", "ferry-to-sail-again-after-eleven-winters-2"]


def test_a_known_contributor_is_not_made_twice(page: Path, harbour: Section) -> None:
    alice = make_contributor("Alice Marrow")
    run(page)
    assert StoryPage.objects.get().bylines.get().contributor == alice


def test_what_was_brought_in_is_published_and_read_as_a_page(
    pressing: Pressing, page: Path, harbour: Section
) -> None:
    run(page)
    story = StoryPage.objects.get()
    story.save_revision().publish()
    for brief in Brief.objects.all():
        brief.save_revision().publish()
    pressing.settle()
    read = pressing.read(f"/harbour/{story.slug}/") or ""
    for words in ("will sail again from April", "What islanders say", "since the winter in which", "Alice Marrow"):
        assert words in read
    assert "Tide gate closes for repairs" in (pressing.read("/news-feed/") or "")


def test_what_the_desk_made_at_the_same_moment_is_looked_for_anew(
    page: Path, harbour: Section, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, made = clipped_stories.make_draft, []

    def crossed(*given: Any, **named: Any) -> Any:
        made.append(given)
        if len(made) == 1:
            raise IntegrityError("duplicate key value\nDETAIL: …")
        return make(*given, **named)

    monkeypatch.setattr(clipped_stories, "make_draft", crossed)
    work = run(page)
    assert (totals(work), len(made), work.failed) == ({"items": 3, "imported": 3}, 2, 0)


def test_a_file_that_the_database_refuses_is_a_problem_and_the_rest_goes_on(
    page: Path, harbour: Section, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "gulls.html"
    other.write_text(PAGE.replace("Ferry to sail again after", "Gulls return after"))
    make = clipped_stories.make_draft

    def refused(found: Any, *given: Any, **named: Any) -> Any:
        if "Ferry" in found.headline:
            raise IntegrityError("duplicate key value\nDETAIL: …")
        return make(found, *given, **named)

    monkeypatch.setattr(clipped_stories, "make_draft", refused)
    work = run(page, other)
    assert (totals(work), work.failed) == ({"items": 6, "imported": 3, "skipped": 3}, 1)
    assert StoryPage.objects.get().title.startswith("Gulls")
    assert [str(problem.what) for problem in work.outcome.problems if "once more" in problem.what] == [
        "somebody was making the same at the desk (duplicate key value): import it once more."
    ]


def test_a_section_that_is_deleted_meanwhile_is_told(page: Path, harbour: Section) -> None:
    work = ClippingImport(section="harbour")
    Section.objects.get(pk=harbour.pk).delete()
    work.run([page], dry=False)
    assert (totals(work), work.failed) == ({"items": 3, "skipped": 3}, 1)


def test_a_section_of_a_try_that_failed_is_made_again(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home()
    make, tries = clipped_stories.make_draft, iter([IntegrityError("duplicate"), None])

    def crossed(*given: Any, **named: Any) -> Any:
        if error := next(tries):
            raise error
        return make(*given, **named)

    monkeypatch.setattr(clipped_stories, "make_draft", crossed)
    assert totals(run(page)) == {"items": 3, "imported": 3}
    assert StoryPage.objects.get().get_parent().slug == "news"
