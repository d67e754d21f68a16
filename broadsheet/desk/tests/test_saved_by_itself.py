"""A story saves itself while it is written: nothing that is only begun keeps the rest from being saved, and what
cannot be kept is told."""

from __future__ import annotations

import re
import threading
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, rich_text, streamfield

from broadsheet.desk.tests import forms
from broadsheet.people.factories import make_contributor
from broadsheet.sections.models import Section
from broadsheet.stories.blocks import BODY
from broadsheet.stories.factories import make_story
from broadsheet.stories.models import StoryPage
from broadsheet.stories.parts import Quote

JSON = {"Accept": "application/json"}
EMPTY: dict[str, Any] = {
    "words": "",
    **dict.fromkeys(("speaker", "role", "how", "date", "reported_by", "source", "link", "language"), ""),
}
FOG = ("paragraph", rich_text("<p>Fog lay on the bay.</p>"))


def listed(*values: Any) -> dict[str, Any]:
    """The form of a list in a block."""
    rows = {str(n): {"deleted": "", "order": str(n), "id": "", "value": value} for n, value in enumerate(values)}
    return {"count": str(len(values)), **rows}


def add(client: Client, section: Section, **sent: Any) -> dict[str, Any]:
    """What the editor is told after it has saved a new story by itself."""
    url = reverse("wagtailadmin_pages:add", args=("stories", "storypage", section.pk))
    answer: dict[str, Any] = client.post(url, form(**sent), headers=JSON).json()
    return answer


def edit(client: Client, story: StoryPage, **sent: Any) -> dict[str, Any]:
    url = reverse("wagtailadmin_pages:edit", args=(story.pk,))
    answer: dict[str, Any] = client.post(url, form(**sent), headers=JSON).json()
    return answer


def form(title: str = "Tides", body: Any = (FOG,), **more: Any) -> dict[str, Any]:
    return forms.story(title, [], **{"slug": "tides", **more, "body": streamfield(list(body))})


def draft(key: int) -> StoryPage:
    story: StoryPage = StoryPage.objects.get(pk=key).get_latest_revision_as_object()
    return story


def page(client: Client, key: int) -> str:
    return client.get(reverse("wagtailadmin_pages:edit", args=(key,))).content.decode()


# -- no headline yet


def test_a_story_without_a_headline_is_kept_and_says_so(editor: Client, harbour: Section) -> None:
    told = add(editor, harbour, title="", slug="")
    assert told["success"], told
    kept = draft(told["pk"])
    assert (kept.title, kept.headline_is_working) == ("No headline yet: Fog lay on the bay.", True)
    written = page(editor, kept.pk)
    assert re.search(r'<textarea name="title"[^>]*>\s*</textarea>', written), "the field waits for it"
    assert re.search(r'name="slug"(?![^>]* value="[^"])', written)
    assert not re.search(r'name="headline_is_working"[^>]* checked', written)
    assert not StoryPage.objects.get().live

    assert edit(editor, kept, title="", slug="", body=[FOG, FOG])["success"]
    assert edit(editor, kept, title="Fog on the bay", slug="fog")["success"]
    kept = draft(told["pk"])
    assert (kept.title, kept.slug, kept.headline_is_working) == ("Fog on the bay", "fog", False)


def test_two_stories_without_a_headline_do_not_meet(editor: Client, harbour: Section) -> None:
    keys = [add(editor, harbour, title="", slug="", body=())["pk"] for _ in range(2)]
    assert {draft(key).title for key in keys} == {"No headline yet"}
    assert len({draft(key).slug for key in keys}) == 2


def test_what_has_no_headline_is_not_published(editor: Client, harbour: Section) -> None:
    key = add(editor, harbour, title="", slug="")["pk"]
    found = editor.get(reverse("desk_findings", args=(key,))).content.decode()
    assert "It has no headline yet." in found
    url = reverse("wagtailadmin_pages:edit", args=(key,))
    editor.post(url, {**form(title="", slug=""), "action-publish": "1"})
    assert not StoryPage.objects.get().live


def test_a_headline_that_is_taken_out_of_a_published_story_leaves_readers_what_they_have(
    editor: Client, harbour: Section
) -> None:
    story = make_story("Tides", section=harbour)
    assert edit(editor, story, title="", slug=story.slug)["success"]
    story.refresh_from_db()
    assert (story.title, story.slug, story.live) == ("Tides", draft(story.pk).slug, True)


def test_a_slug_that_another_story_has_gets_a_number(editor: Client, harbour: Section) -> None:
    make_story("Tides", section=harbour, slug="tides")
    told = add(editor, harbour)
    assert told["success"], told
    assert told["field_updates"]["slug"] == draft(told["pk"]).slug == "tides-2"
    assert edit(editor, draft(told["pk"]), slug="feed")["success"], "which is reserved"


# -- rows that are only begun


def rows(prefix: str, *values: dict[str, str], known: int = 0) -> dict[str, Any]:
    return {prefix: inline_formset([{"id": "", **value} for value in values], initial=known)}


@pytest.mark.parametrize("known", [0, 1], ids=["at first", "once it was saved"])
def test_a_row_that_says_nothing_yet_waits_in_the_editor(editor: Client, harbour: Section, known: int) -> None:
    nobody = {"contributor": "", "role": "photographed"}
    nothing = rows("story_topics", {"topic": ""}, known=known)
    told = add(editor, harbour, **rows("bylines", nobody, known=known), **nothing)
    assert told["success"], told
    kept = draft(told["pk"])
    assert not kept.bylines.all()
    assert not kept.story_topics.all()
    ines = make_contributor("Ines Marlow")
    named = rows("bylines", {**nobody, "contributor": str(ines.pk)}, known=1)
    assert edit(editor, kept, **named)["success"]
    assert [(line.contributor, line.role) for line in draft(kept.pk).bylines.all()] == [(ines, "photographed")]


def test_evidence_and_claims_are_kept_half_filled(editor: Client, harbour: Section) -> None:
    evidence = {"kind": "document", "text": "", "source": "", "document": "", "link": "https://", "link_text": "Read"}
    claim = {"block": "b", "text_hash": "", "words": "", "how": "nothing", "speaker": "Mara Fell", "source": ""}
    more = {"date": "3.", "link": "saltline.exa mple", "note": "", "protected": ""}
    told = add(editor, harbour, **rows("evidence", evidence), **rows("claims", {**claim, **more}))
    assert told["success"], told
    kept = draft(told["pk"])
    assert [(row.kind, row.link_text) for row in kept.evidence.all()] == [("document", "Read")]
    assert [row.speaker for row in kept.claims.all()] == ["Mara Fell"]
    left_out = told["field_updates"]["desk-left-out"]
    assert left_out.count("Enter a valid URL") == 2
    assert "When: Enter a valid date" in left_out


# -- blocks that are only begun

BEGUN = {
    "heading": "",
    "margin": rich_text("<p></p>"),
    "quote": EMPTY,
    "note": rich_text("<p></p>"),
    "picture": {"picture": "", "caption": ""},
    "gallery": {"pictures": listed({"picture": "", "caption": ""})},
    "related": {"story": "", "url": "", "headline": "", "teaser": ""},
    "list": {"numbered": "", "items": listed(rich_text("<p></p>"))},
    "points": {"items": listed("", "")},
    "table": {"caption": "", "column-count": "0", "row-count": "0"},
    "embed": {"url": "", "title": "", "caption": ""},
    "audio": {"document": "", "caption": ""},
    "document": {"document": "", "caption": ""},
}


@pytest.mark.parametrize("kind", BEGUN)
def test_a_block_that_is_only_begun_is_kept(editor: Client, harbour: Section, kind: str) -> None:
    told = add(editor, harbour, body=[FOG, (kind, BEGUN[kind])])
    assert told["success"], told
    assert "desk-left-out" not in told["field_updates"]
    assert [item["type"] for item in draft(told["pk"]).body.raw_data] == ["paragraph", kind]
    assert page(editor, told["pk"])
    shown = editor.get(reverse("wagtailadmin_pages:view_draft", args=(told["pk"],)))
    assert "Fog lay on the bay." in shown.content.decode()


def test_words_that_are_wrong_yet_are_kept_and_half_a_date_is_told(editor: Client, harbour: Section) -> None:
    quote = {**EMPTY, "words": "Nobody closed it.", "link": "htt", "language": "ukrai nian", "date": "3 Nov"}
    told = add(
        editor, harbour, body=[("quote", quote), ("heading", "A" * 201), ("embed", {**BEGUN["embed"], "url": "x"})]
    )
    assert told["success"], told
    quoted, heading, embed = (item["value"] for item in draft(told["pk"]).body.raw_data)
    assert (quoted["words"], quoted["link"], quoted["language"]) == ("Nobody closed it.", "htt", "ukrai nian")
    assert (quoted["date"], len(heading), embed["url"]) == (None, 201, "x")
    assert told["field_updates"]["desk-left-out"] == "When it was said: it is not complete."
    assert page(editor, told["pk"])


def test_a_field_that_is_wrong_stays_as_it_was_saved_last(editor: Client, harbour: Section) -> None:
    key = add(editor, harbour, kicker="The bay")["pk"]
    told = edit(editor, draft(key), kicker="A" * 101, standfirst="Nobody saw it.")
    assert told["success"], told
    assert (draft(key).kicker, draft(key).standfirst) == ("The bay", "Nobody saw it.")
    assert told["field_updates"]["desk-left-out"].startswith("Kicker: Ensure this value has at most 100 characters")


# -- whoever presses a button is told


def test_publishing_asks_for_all_of_it(editor: Client, harbour: Section) -> None:
    key = add(
        editor, harbour, body=[FOG, ("quote", EMPTY)], **rows("bylines", {"contributor": "", "role": "reported"})
    )
    url = reverse("wagtailadmin_pages:edit", args=(key["pk"],))
    sent = form(body=[FOG, ("quote", EMPTY)], **rows("bylines", {"contributor": "", "role": "photographed"}))
    answer = editor.post(url, {**sent, "action-publish": "1"})
    assert answer.status_code == 200
    assert answer.context["form"].errors["body"]
    assert answer.context["form"].formsets["bylines"].errors == [{"contributor": ["This field is required."]}]
    assert not StoryPage.objects.get().live


def test_saving_by_a_button_shows_where_it_is_wrong(editor: Client, harbour: Section) -> None:
    url = reverse("wagtailadmin_pages:add", args=("stories", "storypage", harbour.pk))
    answer = editor.post(url, form(kicker="A" * 101))
    assert answer.context["form"].errors == {"kicker": ["Ensure this value has at most 100 characters (it has 101)."]}


def test_what_cannot_be_saved_at_all_says_why(editor: Client, harbour: Section) -> None:
    story = make_story("Tides", section=harbour)
    url = reverse("wagtailadmin_pages:edit", args=(story.pk,))
    spoilt = {**form(slug=story.slug), "bylines-TOTAL_FORMS": "many"}
    told = editor.post(url, spoilt, headers=JSON).json()
    assert not told["success"]
    assert "ManagementForm data is missing" in told["error_message"]


def test_who_publishes_while_another_saves_is_asked_for_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """What Wagtail asks of blocks it notes in the blocks, which all threads share."""
    saving, clean = threading.Event(), Quote.clean

    def slowly(self: Quote, value: Any) -> Any:
        if threading.current_thread().name == "saves":
            saving.set()
            threading.Event().wait(0.3)
        return clean(self, value)

    monkeypatch.setattr(Quote, "clean", slowly)
    body = BODY.to_python([{"type": "quote", "value": {}, "id": "q"}])
    other = threading.Thread(target=BODY.clean_deferred, args=(body,), name="saves")
    other.start()
    assert saving.wait(5)
    with pytest.raises(ValidationError):
        BODY.clean(body)
    other.join()
    with pytest.raises(ValidationError):
        BODY.clean(body)
