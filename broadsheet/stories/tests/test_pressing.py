"""After each kind of edit the press leaves exactly what a fresh press makes of the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from wagtail.models import Page

from broadsheet.kit import clock
from broadsheet.pictures.factories import make_picture
from broadsheet.press.folder import Folder
from broadsheet.press.watch import WATCHES
from broadsheet.release.actions.embargo import embargo, lift_embargo
from broadsheet.release.actions.kill import kill
from broadsheet.release.registries import slots
from broadsheet.sections.factories import make_section
from broadsheet.sections.models import Section
from broadsheet.stories.factories import make_story
from broadsheet.stories.models import StoryClaim, StoryPage
from broadsheet.stories.pages import RAILS
from tests.pressing import Pressing, pages

pytestmark = pytest.mark.django_db
Check = Callable[[Folder], None]
OnCommit = Callable[..., object]


@pytest.fixture
def harbour(db: None) -> Section:
    return make_section("Harbour")


@pytest.fixture
def story(harbour: Section) -> StoryPage:
    make_story("Herring late again", section=harbour)
    return make_story("Harbour to be dredged", section=harbour, hero=make_picture())


@pytest.fixture
def paper(story: StoryPage, pressing: Pressing) -> Pressing:
    return pressing


def moved(paper: Pressing, url: str) -> str | None:
    found = paper.folder.redirect(url)
    return found[1] if found else None


def test_a_new_headline_is_everywhere(paper: Pressing, story: StoryPage, as_pressed_anew: Check) -> None:
    story.title = "Northern channel to be dredged"
    story.save_revision().publish()
    changed = paper.settle().changed
    assert {story.url, "/harbour/", "/people/ines-marlow/"} <= set(changed)
    as_pressed_anew(paper.folder)


def test_a_draft_save_presses_nothing(paper: Pressing, story: StoryPage) -> None:
    story.title = "Typed, not published"
    story.save_revision()
    assert not paper.settle()


def test_a_claim_changes_the_pages_that_tell_it_and_a_note_none(
    paper: Pressing, story: StoryPage, as_pressed_anew: Check
) -> None:
    row = StoryClaim(block=story.body.raw_data[0]["id"], words="It is to be dredged", how="said", shown=True)
    story.claims = [row]
    story.save_revision().publish()
    paper.settle()
    assert "Said to us" in (paper.read(story.url) or "")
    StoryClaim.objects.update(note="ask again", text_hash="0")
    assert not paper.settle().changed
    StoryClaim.objects.update(how="seen")
    assert set(paper.settle().changed) == {story.url, f"{story.url}plain/"}
    as_pressed_anew(paper.folder)


def test_a_caption_changes_the_pages_that_show_it(paper: Pressing, story: StoryPage, as_pressed_anew: Check) -> None:
    story.hero.caption = "The channel, seen from the pier."
    story.hero.save()
    assert pages(paper.settle()) == {story.url}
    as_pressed_anew(paper.folder)


def test_another_crop_of_nothing_writes_nothing(paper: Pressing, story: StoryPage) -> None:
    story.hero.alt = story.hero.alt
    story.hero.save()
    assert not paper.settle().changed


def test_an_unpublished_story_is_gone_without_a_notice(
    paper: Pressing, story: StoryPage, as_pressed_anew: Check
) -> None:
    story.unpublish()
    paper.settle()
    assert paper.read(story.url) is None
    assert paper.gone(story.url) is None
    assert not list((paper.folder.plates).glob("media/*"))
    as_pressed_anew(paper.folder)


def test_a_killed_story_leaves_a_notice_and_no_word(
    paper: Pressing, story: StoryPage, as_pressed_anew: Check
) -> None:
    kill(story, None, "It named a witness.")
    paper.settle()
    notice = paper.gone(story.url) or ""
    assert "withdrawn" in notice
    for top, name, file in paper.folder.walk():
        if not name.endswith((".gz", ".br", ".zst")):
            assert b"dredged" not in file.read_bytes(), (top, name)
    as_pressed_anew(paper.folder)


def test_an_embargo_keeps_everything_in_until_it_is_lifted(
    paper: Pressing, harbour: Section, as_pressed_anew: Check
) -> None:
    draft = make_story("Ferry to be sold", section=harbour, live=False)
    embargo(draft, None, clock.now() + timedelta(days=1))
    draft.get_latest_revision().publish()
    paper.settle()
    assert paper.read("/harbour/ferry-to-be-sold/") is None
    assert "Ferry" not in (paper.read("/harbour/") or "")
    as_pressed_anew(paper.folder)
    lift_embargo(StoryPage.objects.get(pk=draft.pk), None)
    paper.settle()
    assert "Ferry" in (paper.read("/harbour/ferry-to-be-sold/") or "")
    assert "Ferry" in (paper.read("/harbour/") or "")
    as_pressed_anew(paper.folder)


def test_a_story_for_members_is_nowhere(paper: Pressing, story: StoryPage, as_pressed_anew: Check) -> None:
    StoryPage.objects.filter(pk=story.pk).update(access="members")
    paper.settle()
    assert paper.read(story.url) is None
    assert "dredged" not in (paper.read("/harbour/") or "")
    as_pressed_anew(paper.folder)


# -- addresses that change


def test_a_moved_story_leaves_a_redirect_and_its_shelf(
    paper: Pressing, story: StoryPage, as_pressed_anew: Check, django_capture_on_commit_callbacks: OnCommit
) -> None:
    markets, old = make_section("Markets"), story.url
    with django_capture_on_commit_callbacks(execute=True):
        story.move(markets, "last-child")
    paper.settle()
    assert moved(paper, old) == "/markets/harbour-to-be-dredged/"
    assert "dredged" in (paper.read("/markets/harbour-to-be-dredged/") or "")
    assert "dredged" in (paper.read("/markets/") or "")
    assert "dredged" not in (paper.read("/harbour/") or "")
    as_pressed_anew(paper.folder)
    with django_capture_on_commit_callbacks(execute=True):
        StoryPage.objects.get(pk=story.pk).move(Section.objects.get(slug="harbour"), "last-child")
    paper.settle()
    assert moved(paper, old) is None
    assert "dredged" in (paper.read(old) or "")
    assert moved(paper, "/markets/harbour-to-be-dredged/") == old
    as_pressed_anew(paper.folder)


def test_a_renamed_section_takes_its_stories_along(
    paper: Pressing, harbour: Section, as_pressed_anew: Check, django_capture_on_commit_callbacks: OnCommit
) -> None:
    for slug, other in (("port", "harbour"), ("harbour", "port")):
        section = Section.objects.get(pk=harbour.pk)
        section.slug = slug
        with django_capture_on_commit_callbacks(execute=True):
            section.save()
        paper.settle()
        for name in ("harbour-to-be-dredged", "herring-late-again"):
            assert paper.read(f"/{slug}/{name}/") is not None
            assert moved(paper, f"/{other}/{name}/") == f"/{slug}/{name}/"
            assert moved(paper, f"/{slug}/{name}/") is None
        assert moved(paper, f"/{other}/") == f"/{slug}/"
        as_pressed_anew(paper.folder)


def test_two_stories_that_trade_addresses(
    paper: Pressing, story: StoryPage, as_pressed_anew: Check, django_capture_on_commit_callbacks: OnCommit
) -> None:
    other = StoryPage.objects.get(slug="herring-late-again")
    for page, slug in ((story, "between"), (other, "harbour-to-be-dredged"), (story, "herring-late-again")):
        page.slug = slug
        with django_capture_on_commit_callbacks(execute=True):
            page.save()
    paper.settle()
    assert "<h1>Herring late again</h1>" in (paper.read("/harbour/harbour-to-be-dredged/") or "")
    assert "<h1>Harbour to be dredged</h1>" in (paper.read("/harbour/herring-late-again/") or "")
    assert moved(paper, "/harbour/between/") == "/harbour/herring-late-again/"
    as_pressed_anew(paper.folder)


def test_a_section_that_is_taken_in_keeps_its_stories_out_of_lists_and_menus_only(
    paper: Pressing, harbour: Section, story: StoryPage, as_pressed_anew: Check
) -> None:
    harbour.unpublish()
    paper.settle()
    page = paper.read(story.url) or ""
    assert "dredged" in page
    assert 'href="/harbour/"' not in page
    assert paper.read("/harbour/") is None
    as_pressed_anew(paper.folder)


def test_a_deleted_section_takes_everything_along(paper: Pressing, harbour: Section, as_pressed_anew: Check) -> None:
    Page.objects.get(pk=harbour.pk).delete()
    paper.settle()
    assert not list(paper.folder.plates.glob("harbour/**/*"))
    as_pressed_anew(paper.folder)


# -- slots


def test_a_higher_room_fills_the_slot_below_a_story(story: StoryPage, pressing: Pressing) -> None:
    before = dict(slots._fillings)
    slots.register(RAILS, "test", lambda story: f"<aside>Beside {story.pk}</aside>")
    try:
        pressing.everything()
        assert f"<aside>Beside {story.pk}</aside>" in (pressing.read(story.url) or "")
    finally:
        slots._fillings.clear()
        slots._fillings.update(before)


def test_the_outbox_carries_no_bodies():
    assert "body" in {f.name for f in WATCHES["stories_storypage"].compared}
    assert "body" not in {f.name for f in WATCHES["stories_storypage"].carried}
