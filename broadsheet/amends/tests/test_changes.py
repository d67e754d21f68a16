"""Each state of a story is kept; readers see what changed where an editor said so, and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import Revision

from broadsheet.amends.actions.show import show
from broadsheet.amends.comparing import compared
from broadsheet.amends.models import Version
from broadsheet.press.folder import Folder
from broadsheet.release.actions.hold import hold, lift_hold
from broadsheet.release.actions.kill import kill
from broadsheet.release.actions.standing import Refused
from broadsheet.stories.factories import make_story, paragraphs
from broadsheet.stories.models import StoryPage
from tests.pressing import Pressing

pytestmark = pytest.mark.django_db
Cast = Callable[[str], Any]
OLD, NEW = "The vote was 21 to 9, the clerk said.", "The vote was 22 to 9, the clerk said."


def edited(story: StoryPage, *texts: str) -> Version:
    now: Any = StoryPage.objects.get(pk=story.pk)
    now.body = paragraphs(*texts)
    now.save_revision().publish()
    return Version.objects.latest("pk")


def test_what_was_there_before_the_first_edit_is_kept_as_well() -> None:
    story = make_story(body=paragraphs(OLD))
    edited(story, NEW)
    first, second = Version.objects.order_by("pk")
    assert OLD in first.content["body"]
    assert NEW in second.content["body"]
    assert (first.read, second.read) == (True, True)


def test_states_outlive_wagtails_revisions() -> None:
    story = make_story(body=paragraphs(OLD))
    edited(story, NEW)
    edited(story, "All of it is withdrawn.")
    Revision.objects.all().delete()
    assert Version.objects.filter(story=story).count() == 3


def test_what_was_replaced_before_readers_had_it_is_never_called_read(cast: Cast) -> None:
    story = make_story(body=paragraphs(OLD), live=False)
    hold(story, cast("ebo"), "A lawyer reads it.")
    unseen, seen = edited(story, "A name that must not be here."), edited(story, OLD)
    lift_hold(story, cast("ebo"))
    edited(story, NEW)
    edited(story, "All of it is withdrawn.")
    assert Version.objects.get(pk=seen.pk).read
    assert not Version.objects.get(pk=unseen.pk).read


def test_readers_see_what_changed_only_when_an_editor_says_so(
    pressing: Pressing, cast: Cast, as_pressed_anew: Callable[[Folder], None]
) -> None:
    story = make_story(body=paragraphs(OLD, "It rained."))
    version = edited(story, NEW, "It rained.")
    pressing.settle()
    url = f"{story.url}changes/"
    assert pressing.read(url) is None
    assert "See what changed" not in (pressing.read(story.url) or "")
    show(version, cast("ebo"))
    pressing.settle()
    page = pressing.read(url) or ""
    assert "The vote was <del>21</del><ins>22</ins> to 9" in page
    assert f'<a class="tap" href="{url}">See what changed</a>' in (pressing.read(story.url) or "")
    as_pressed_anew(pressing.folder)
    show(version, cast("ebo"), shown=False)
    pressing.settle()
    assert pressing.read(url) is None
    as_pressed_anew(pressing.folder)


def test_what_readers_never_had_is_not_compared(pressing: Pressing, cast: Cast) -> None:
    """Published on hold, mended, and only then let out."""
    story = make_story(body=paragraphs("It names a witness."), live=False)
    hold(story, cast("ebo"), "The lawyer reads it.")
    first = edited(story, "It names a witness.")
    second = edited(story, OLD)
    lift_hold(story, cast("ebo"))
    third = edited(story, NEW)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.read, second.read, third.read) == (False, True, True)
    with pytest.raises(Refused, match="no other state before"):
        show(second, cast("ebo"))
    show(third, cast("ebo"))
    pressing.settle()
    assert "witness" not in (pressing.read(f"{story.url}changes/") or "")


def test_a_killed_story_shows_no_change_and_a_legal_removal_allows_none(pressing: Pressing, cast: Cast) -> None:
    story = make_story(body=paragraphs(OLD))
    version = edited(story, NEW)
    show(version, cast("ebo"))
    pressing.settle()
    kill(story, cast("ebo"), "A court said so.", notice="legal", legal=True)
    pressing.settle()
    assert pressing.read(f"{story.url}changes/") is None
    notice = pressing.gone(f"{story.url}changes/") or ""
    assert "removed for legal reasons" in notice
    assert "21" not in re.sub("<[^>]+>", "", notice), "the names of style sheets may have it"
    version.refresh_from_db()
    with pytest.raises(Refused, match="legal reasons"):
        show(version, cast("ebo"))


def test_an_editor_chooses_on_a_screen(at_desk: Any) -> None:
    story = make_story(body=paragraphs(OLD))
    version = edited(story, NEW)
    ebo, url = at_desk("ebo"), reverse("amends_states", args=(story.pk,))
    assert "<del>21</del>" in ebo.get(url).content.decode()
    page = ebo.post(url, {"show": version.pk}, follow=True).content.decode()
    assert "Readers may see this change." in page
    version.refresh_from_db()
    assert version.shown


def test_a_story_that_came_without_states_says_that_readers_have_one(at_desk: Any) -> None:
    there, draft = make_story(body=paragraphs(OLD)), make_story("A draft", slug="draft", live=False)
    there_url, draft_url = (reverse("amends_states", args=(story.pk,)) for story in (there, draft))
    assert "Readers have its first state" in at_desk("ebo").get(there_url).content.decode()
    assert "No state of it was published yet." in at_desk("ebo").get(draft_url).content.decode()


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        (["A."], ["A."], []),
        (["A & b."], ["A & c."], [("changed", "A &amp; <del>b</del><ins>c</ins>.")]),
        (["It rains in town."], [], [("gone", "<del>It rains in town.</del>")]),
        ([], ["<b>"], [("new", "<ins>&lt;b&gt;</ins>")]),
        (["One.", "Two."], ["One.", "Entirely other words here"], None),
    ],
)
def test_comparing(before: list[str], after: list[str], lines: list[tuple[str, str]] | None) -> None:
    found = [(line.kind, str(line.html)) for line in compared(before, after) if line.kind != "same"]
    assert found == (
        lines
        if lines is not None
        else [
            ("gone", "<del>Two.</del>"),
            ("new", "<ins>Entirely other words here</ins>"),
        ]
    )
