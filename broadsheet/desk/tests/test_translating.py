"""A story is translated: a draft in another tree, tied to the first."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from broadsheet.desk.tests.conftest import signed_in
from broadsheet.kit import clock
from broadsheet.sections.factories import make_section
from broadsheet.sections.models import Section
from broadsheet.stories.factories import block, make_story, paragraphs
from broadsheet.stories.models import StoryClaim, StoryPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def hafen(harbour: Section) -> Section:
    """The counterpart of the harbour; another section stands before it."""
    make_section("Rathaus", language="de")
    return make_section("Hafen", language="de", translation_key=harbour.translation_key)


def screen(story: StoryPage) -> str:
    return reverse("desk_translate", args=(story.pk,))


def translated(client: Client, story: StoryPage, section: Section) -> StoryPage:
    answer: Any = client.post(screen(story), {"section": section.pk})
    made = StoryPage.objects.child_of(section).get()
    assert answer.url == reverse("wagtailadmin_pages:edit", args=(made.pk,))
    return made


def test_a_reporter_makes_the_draft_in_the_other_tree(reporter: Client, harbour: Section, hafen: Section) -> None:
    story = make_story("The tide gate", section=harbour)
    made = translated(reporter, story, hafen)
    assert (made.language, made.live, made.translation_key) == ("de", False, story.translation_key)
    assert made.bylines.count() == 1
    assert made.get_latest_revision_as_object().locale_id == hafen.locale_id
    assert made.owner is not None
    assert made.owner.username == "ada"


def test_its_claims_come_along_and_readers_see_none(reporter: Client, harbour: Section, hafen: Section) -> None:
    body = paragraphs("The tide gate was shut.")
    seen = StoryClaim(block=body[0]["id"], words="It was shut", how="seen", shown=True)
    made = translated(reporter, make_story("The tide gate", section=harbour, body=body, claims=[seen]), hafen)
    rows = [*made.claims.all(), *made.get_latest_revision_as_object().claims.all()]
    assert [(row.block, row.how, row.shown) for row in rows] == [(body[0]["id"], "seen", False)] * 2


def test_it_cannot_go_out_under_the_headline_of_the_other_language(
    reporter: Client, harbour: Section, hafen: Section
) -> None:
    made = translated(reporter, make_story("The tide gate", section=harbour), hafen)
    with pytest.raises(ValidationError, match="working headline"):
        made.get_latest_revision().publish()


def test_the_counterpart_of_its_section_is_offered_first(reporter: Client, harbour: Section, hafen: Section) -> None:
    form: Any = reporter.get(screen(make_story(section=harbour))).context["form"]
    assert [name for _, name in form.fields["section"].choices] == ["Deutsch: Hafen", "Deutsch: Rathaus"]


def test_what_is_embargoed_is_embargoed_in_the_other_language_too(
    reporter: Client, harbour: Section, hafen: Section
) -> None:
    story = make_story("The audit", section=harbour, embargoed_until=clock.now())
    assert translated(reporter, story, hafen).embargoed_until == story.embargoed_until


def test_its_cards_lead_to_stories_of_the_other_language(reporter: Client, harbour: Section, hafen: Section) -> None:
    first = make_story("The tide gate", section=harbour)
    first_in_german = make_story("Das Tor", section=hafen, translation_key=first.translation_key)
    card = block("related", {"story": first.pk, "url": "", "headline": "", "teaser": ""})
    story = make_story("The storm", section=harbour, body=[*paragraphs("It blew."), card])
    reporter.post(screen(story), {"section": hafen.pk})
    made = StoryPage.objects.child_of(hafen).exclude(pk=first_in_german.pk).get()
    for body in (made.body, made.get_latest_revision_as_object().body):
        assert body.get_prep_value()[1]["value"]["story"] == first_in_german.pk


def test_what_is_there_in_every_language_or_killed_is_not_translated(
    chief: Client, harbour: Section, hafen: Section
) -> None:
    both = make_story("The tide gate", section=harbour)
    make_story("Das Tor", section=hafen, translation_key=both.translation_key)
    killed = make_story("The ferry", section=harbour, live=False, killed_at=clock.now())
    for story in (both, killed):
        assert chief.get(screen(story)).status_code == 302  # as Wagtail sends away whom it does not let in
    assert StoryPage.objects.child_of(hafen).count() == 1


def test_the_editor_leads_there(harbour: Section, hafen: Section) -> None:
    story = make_story("The tide gate", section=harbour)
    page = signed_in("ebo").get(reverse("wagtailadmin_pages:edit", args=(story.pk,))).content.decode()
    assert screen(story) in page
