"""What readers see of newsletters in the pressed paper, and when it is pressed again."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from broadsheet.newsletters.models import Issue, Newsletter
from broadsheet.newsletters.tests.issues import block, make_issue, make_newsletter, story_block
from broadsheet.people.factories import make_contributor
from broadsheet.press.folder import Folder
from broadsheet.release.actions.hold import hold
from broadsheet.release.actions.kill import kill
from broadsheet.stories.factories import block as story_part
from broadsheet.stories.factories import make_story, paragraphs
from tests.pressing import Pressing, pages

AT = datetime(2026, 6, 1, 6, 5, tzinfo=UTC)
LETTER, ISSUE, MONTH = (
    "/newsletters/morning-tide/",
    "/newsletters/morning-tide/dredging/",
    "/newsletters/morning-tide/2026/06/",
)


def sent(newsletter: Newsletter, slug: str = "dredging", at: datetime = AT, **fields: object) -> Issue:
    """An issue whose sending has begun."""
    body = fields.pop("body", [block("text", "<p>The harbour office answered.</p>")])
    made = make_issue(newsletter, body, subject="Dredging begins", **fields)  # type: ignore[arg-type]
    Issue.objects.filter(pk=made.pk).update(live=True, slug=slug, begun_at=at)
    made.refresh_from_db()
    return made


def test_a_newsletter_has_a_page_a_place_in_the_choice_and_a_link_in_every_footer(
    pressing: Pressing, as_pressed_anew: Callable[[Folder], None]
) -> None:
    assert pressing.read("/newsletters/") is None
    host = make_contributor("Ada Ness")
    story = make_story("The ferry stops at noon")
    make_newsletter(host=host)
    pressing.settle()
    choice, letter = pressing.read("/newsletters/") or "", pressing.read(LETTER) or ""
    assert 'action="/newsletters/subscribe/"' in choice
    assert "<h1>The Morning Tide</h1>" in letter
    assert '<a class="tap" rel="author" href="/people/ada-ness/">Ada Ness</a>' in letter
    assert "Every weekday morning." in letter
    assert '<a class="tap" href="/newsletters/">' in (pressing.read(story.url) or "")
    assert "/newsletters/" not in (pressing.read("/de/") or "")
    assert pressing.read("/de/newsletters/") is None
    as_pressed_anew(pressing.folder)


def test_several_are_chosen_at_once_where_there_are_several(pressing: Pressing) -> None:
    make_newsletter()
    make_newsletter(name="Court Notes", slug="court", order=1)
    pressing.settle()
    page = pressing.read("/newsletters/") or ""
    assert page.count('type="checkbox"') == 2
    assert page.index("The Morning Tide") < page.index("Court Notes")


def test_pressed_forms_are_the_same_for_everybody_and_hold_no_mark(pressing: Pressing) -> None:
    make_newsletter()
    pressing.settle()
    page = pressing.read(LETTER) or ""
    assert "csrf" not in page
    assert 'name="shown"' not in page
    assert not pressing.everything().changed


def test_an_issue_stands_in_the_archive_from_when_its_sending_begins(
    pressing: Pressing, as_pressed_anew: Callable[[Folder], None]
) -> None:
    tide = make_newsletter()
    make_issue(tide, [block("text", "<p>Not yet.</p>")])
    pressing.settle()
    assert "Dredging" not in (pressing.read(LETTER) or "")
    sent(tide)
    changed = pages(pressing.settle())
    assert {LETTER, MONTH, ISSUE} <= changed
    assert "The harbour office answered." in (pressing.read(ISSUE) or "")
    for url in (LETTER, MONTH):
        assert f'<a href="{ISSUE}">Dredging begins</a>' in (pressing.read(url) or "")
    as_pressed_anew(pressing.folder)


def test_a_killed_issue_is_gone_and_a_held_one_is_taken_in(pressing: Pressing) -> None:
    tide = make_newsletter()
    first, second = sent(tide), sent(tide, "ferry", AT + timedelta(days=1))
    pressing.settle()
    kill(first, None, "a name")
    hold(second, None, "a doubt")
    pressing.settle()
    assert pressing.read(ISSUE) is None
    assert pressing.gone(ISSUE) is not None
    assert pressing.read("/newsletters/morning-tide/ferry/") is None
    assert "Dredging" not in (pressing.read(LETTER) or "")
    assert pressing.read(MONTH) is None


def test_a_story_that_is_killed_leaves_the_issues_page(pressing: Pressing) -> None:
    tide = make_newsletter()
    story = make_story("The ferry stops at noon")
    sent(tide, body=[story_block(story.pk)])
    pressing.settle()
    assert "The ferry stops at noon" in (pressing.read(ISSUE) or "")
    kill(story, None, "a name")
    pressing.settle()
    assert "The ferry stops at noon" not in (pressing.read(ISSUE) or "")


def test_a_closed_newsletter_keeps_its_archive_and_loses_its_forms(
    pressing: Pressing, as_pressed_anew: Callable[[Folder], None]
) -> None:
    tide = make_newsletter()
    sent(tide)
    pressing.settle()
    Newsletter.objects.update(archived=True)
    pressing.settle()
    page = pressing.read(LETTER) or ""
    assert "<form" not in page.partition("<main")[2]
    assert "Dredging begins" in page
    assert pressing.read("/newsletters/") is None
    as_pressed_anew(pressing.folder)


def test_a_newsletter_that_moves_takes_its_archive_along(
    pressing: Pressing, as_pressed_anew: Callable[[Folder], None]
) -> None:
    tide = make_newsletter()
    sent(tide)
    pressing.settle()
    tide.slug = "tide"
    tide.save()
    pressing.settle()
    assert pressing.read(ISSUE) is None
    for url in ("/newsletters/tide/", "/newsletters/tide/dredging/", "/newsletters/tide/2026/06/"):
        assert pressing.read(url) is not None
    as_pressed_anew(pressing.folder)


def test_a_story_asks_once_and_a_front_once(pressing: Pressing, as_pressed_anew: Callable[[Folder], None]) -> None:
    tide = make_newsletter()
    court = make_newsletter(name="Court Notes", slug="court", order=1)
    made = make_story("The ferry stops at noon")

    def asks(url: str) -> list[tuple[str, str]]:
        """[(name of the form, slug of the newsletter)]"""
        page = pressing.read(url) or ""
        return re.findall(
            r'name="form" value="([\w-]+)">\s*<input type="hidden" name="newsletter" value="(\w[\w-]*)"', page
        )

    pressing.settle()
    assert asks(made.url) == [("letter", "morning-tide")]
    assert asks("/") == [("rail-letter", "morning-tide")]
    tide.below_stories = tide.in_rail = False
    tide.save()
    pressing.settle()
    assert asks(made.url) == [("letter", "court")]
    assert asks("/") == [("rail-letter", "court")]
    court.below_stories = False
    court.save()
    pressing.settle()
    assert asks(made.url) == [("rail-letter", "court")]
    court.in_rail = False
    court.save()
    pressing.settle()
    assert asks(made.url) == asks("/") == []
    as_pressed_anew(pressing.folder)


def test_a_form_in_the_text_takes_the_place_of_the_one_at_its_end(
    pressing: Pressing, as_pressed_anew: Callable[[Folder], None]
) -> None:
    make_newsletter()
    court = make_newsletter(name="Court Notes", slug="court", order=1)
    made = make_story("The ferry stops at noon", body=[*paragraphs("Fog."), story_part("letter", court.pk)])
    pressing.settle()
    story = pressing.read(made.url) or ""
    assert story.count("<letter-form>") == 1
    assert f'id="letter-{made.body.raw_data[1]["id"][:8]}-email"' in story
    assert '<input type="hidden" name="newsletter" value="court">' in story
    assert "<form" not in (pressing.read(f"{made.url}plain/") or "").partition("<main")[2]
    court.archived = True
    court.save()
    pressing.settle()
    story = pressing.read(made.url) or ""
    assert story.count("<letter-form>") == 1
    assert 'id="letter-email"' in story
    as_pressed_anew(pressing.folder)


def test_the_only_newsletter_is_offered_once_on_a_page(pressing: Pressing) -> None:
    make_newsletter()
    made = make_story("The ferry stops at noon")
    pressing.settle()
    assert (pressing.read(made.url) or "").count("<letter-form>") == 1
    assert (pressing.read("/") or "").count("<letter-form>") == 1


def test_a_form_that_the_newsroom_chose_stands_in_every_footer(
    pressing: Pressing, as_pressed_anew: Callable[[Folder], None]
) -> None:
    make_newsletter()
    court = make_newsletter(name="Court Notes", slug="court", order=1, in_footer=True)
    made = make_story("The ferry stops at noon")
    pressing.settle()
    story, front = pressing.read(made.url) or "", pressing.read("/") or ""
    for page in (story, front, pressing.read(LETTER) or ""):
        foot = page.partition('<footer class="foot">')[2]
        assert 'id="foot-letter-email"' in foot
        assert '<input type="hidden" name="newsletter" value="court">' in foot
        assert "csrf" not in foot
        assert 'name="shown"' not in foot
    ids = re.findall(r'\sid="([^"]+)"', story)
    assert len(ids) == len(set(ids))
    court.in_footer = False
    court.save()
    pressing.settle()
    assert "foot-letter" not in (pressing.read(made.url) or "")
    assert '<a class="tap" href="/newsletters/">' in (pressing.read(made.url) or "")
    as_pressed_anew(pressing.folder)


@pytest.mark.parametrize("url", ["/newsletters/subscribe/", "/newsletters/confirm/", "/de/newsletters/preferences/"])
def test_no_plate_stands_where_django_answers(pressing: Pressing, url: str) -> None:
    make_newsletter()
    pressing.settle()
    assert pressing.read(url) is None


def test_a_newsletter_that_was_closed_has_a_page_from_its_first_issue_on(
    pressing: Pressing, as_pressed_anew: Callable[[Folder], None]
) -> None:
    court = make_newsletter(name="Court Notes", slug="court", archived=True)
    pressing.settle()
    assert pressing.read("/newsletters/court/") is None
    sent(court, slug="old")
    pressing.settle()
    assert pressing.read("/newsletters/court/") is not None
    assert "/newsletters/court/old/" in (pressing.read("/sitemaps/newsletters.xml") or "")
    as_pressed_anew(pressing.folder)


def test_the_sitemap_leads_to_each_newsletter_and_issue(
    pressing: Pressing, as_pressed_anew: Callable[[Folder], None]
) -> None:
    pressing.settle()
    assert pressing.read("/sitemaps/newsletters.xml") is None
    assert "newsletters" not in (pressing.read("/sitemap.xml") or "")
    tide = make_newsletter()
    issue = sent(tide)
    sent(make_newsletter(name="Court Notes", slug="court", archived=True), slug="old")
    pressing.settle()
    assert "https://ledger.example/sitemaps/newsletters.xml" in (pressing.read("/sitemap.xml") or "")
    listed = pressing.read("/sitemaps/newsletters.xml") or ""
    for path in ("/newsletters/", LETTER, ISSUE, "/newsletters/court/", "/newsletters/court/old/"):
        assert f"<loc>https://ledger.example{path}</loc>" in listed
        assert pressing.read(path) is not None
    kill(issue, None, "It named a child.")
    pressing.settle()
    listed = pressing.read("/sitemaps/newsletters.xml") or ""
    assert LETTER in listed
    assert ISSUE not in listed
    as_pressed_anew(pressing.folder)
