"""An erasure finds the pages that were copied from its story, and two people include them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from broadsheet.amends import erasing
from broadsheet.amends.copies import copies_of
from broadsheet.amends.models import Erasure, Stage
from broadsheet.sections.factories import make_section
from broadsheet.stories.factories import make_story, paragraphs
from broadsheet.stories.models import StoryPage
from tests.amends.test_erasing import ORDER, SECRET, said

pytestmark = pytest.mark.django_db
Cast = Callable[[str], Any]
Desk = Callable[[str], Client]
ASKED = {"verb": "ask", "order": ORDER, "reason": "It is not true."}


@pytest.fixture
def story() -> StoryPage:
    made = make_story("Who owns the gate", slug="gate", body=paragraphs(f"{SECRET} owns it.", "It is shut."))
    made.save_revision(clean=False).publish()
    return made


def copied(story: StoryPage, by: Any, slug: str = "gate-again") -> StoryPage:
    """As the desk's “Copy” makes it."""
    made: StoryPage = story.copy(update_attrs={"slug": slug, "title": f"Copy {slug}"}, user=by, copy_revisions=False)
    return made


def screen(story: StoryPage) -> str:
    return reverse("amends_erase", args=(story.pk,))


def test_a_copy_is_found_from_either_side_and_after_it_was_rewritten(story: StoryPage, cast: Cast) -> None:
    other = make_story("Another gate", slug="other", body=paragraphs("It is open."))
    copy = copied(story, cast("ebo"))
    assert copies_of(story) == [copy]
    assert copies_of(copy) == [story]
    assert copies_of(other) == []
    copy.body = paragraphs("Nothing of it is left.")
    copy.save_revision(clean=False).publish()
    assert copies_of(story) == [copy], "a draft has its words still"


def test_a_translation_begins_with_its_words(story: StoryPage) -> None:
    section = make_section("Stadt", language="de")
    values = {"translation_key": story.translation_key, "body": story.body.raw_data}
    other = make_story("Tor", section=section, slug="tor", **values)
    assert copies_of(story) == [other]


def test_two_people_erase_it_with_its_copies(story: StoryPage, cast: Cast, at_desk: Desk) -> None:
    copy = copied(story, cast("ebo"))
    asking, confirming = at_desk("ebo"), at_desk("cleo")
    assert "Copy gate-again" in asking.get(screen(story)).content.decode()
    asking.post(screen(story), {**ASKED, "also": [copy.pk]})
    assert set(Erasure.objects.values_list("number", "stage")) == {(story.pk, Stage.ASKED), (copy.pk, Stage.ASKED)}
    page = confirming.get(screen(story)).content.decode()
    assert "Copy gate-again" in page
    assert "for which nobody asked" not in page
    confirming.post(screen(story), {"verb": "confirm", "sure": "on", "also": [copy.pk]})
    assert set(Erasure.objects.values_list("stage", flat=True)) == {Stage.GOING}
    erasing.go_on()
    assert said() == set()
    assert set(Erasure.objects.values_list("stage", flat=True)) == {Stage.DONE}
    assert "Copy gate-again" not in asking.get(screen(story)).content.decode()


def test_the_second_person_sees_what_the_first_left_out(story: StoryPage, cast: Cast, at_desk: Desk) -> None:
    copy = copied(story, cast("ebo"))
    at_desk("ebo").post(screen(story), ASKED)
    assert Erasure.objects.get().number == story.pk
    page = at_desk("cleo").get(screen(story)).content.decode()
    assert "for which nobody asked" in page
    assert f'href="{screen(copy)}"' in page


def test_nothing_but_a_copy_comes_along(story: StoryPage, cast: Cast, at_desk: Desk) -> None:
    copied(story, cast("ebo"))
    other = make_story("Another gate", slug="other", body=paragraphs("It is open."))
    at_desk("ebo").post(screen(story), {**ASKED, "also": [other.pk]})
    assert not Erasure.objects.exists()
