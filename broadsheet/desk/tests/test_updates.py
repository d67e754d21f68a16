"""A story told live: two reporters post at once; it is in the page, in its rail, and in what machines read."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from broadsheet.live import events
from broadsheet.press import news
from broadsheet.release.actions.hold import hold, lift_hold
from broadsheet.release.actions.kill import kill
from broadsheet.sections.models import Section
from broadsheet.staff import requiring
from broadsheet.stories.factories import make_story
from broadsheet.stories.models import StoryPage
from broadsheet.updates.models import LiveStory, Update
from tests.pressing import Pressing

pytestmark = pytest.mark.usefixtures("harbour", "pressing")
"""Before anybody comes to the desk: so begin many tests, and the press of that is kept (docs/decisions/0093)."""


@pytest.fixture
def flood(harbour: Section, editor: Client, pressing: Pressing) -> StoryPage:
    story = make_story("Water in Rope Street", section=harbour)
    begun = editor.post(reverse("desk_live", args=(story.pk,)), {"do": "begin"}, follow=True)
    assert "It runs" in begun.content.decode()
    pressing.settle()
    return story


def post(client: Client, story: StoryPage, text: str, headline: str = "", **more: str) -> str:
    data = {"do": "post", "text": text, "headline": headline, "sending": str(uuid4()), **more}
    return client.post(reverse("desk_live", args=(story.pk,)), data, follow=True).content.decode()


def rail(story: StoryPage) -> str:
    return f"/rails/updates-{story.pk}.html"


def article(page: str) -> dict:
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    (node,) = [each for each in json.loads(found)["@graph"] if "NewsArticle" in each["@type"]]
    return node


def test_who_has_shown_no_second_factor_posts_nothing(reporter: Client, flood: StoryPage, settings: Any) -> None:
    """What is posted is out at once: a stolen password alone must not be enough."""
    settings.SECOND_FACTOR = "required"
    assert "set up a second factor first" in post(reporter, flood, "The mayor took money.")
    assert not Update.objects.exists()
    session = reporter.session
    session[requiring.PASSED] = True
    session.save()
    post(reporter, flood, "The water is at the third step.")
    made = Update.objects.get()
    del session[requiring.PASSED]
    session.save()
    sent = {"do": "change", "headline": "", "text": "The mayor took money.", "seen": made.digest}
    reporter.post(reverse("desk_live_update", args=(made.pk,)), sent)
    assert Update.objects.get().text == "The water is at the third step."


def test_two_reporters_post_and_both_are_in_the_page_the_newest_first(
    reporter: Client, editor: Client, flood: StoryPage, pressing: Pressing
) -> None:
    post(reporter, flood, "The pumps run.\n\nAll four of them.", "Pumps are on")
    post(editor, flood, "The bridge is closed.", "Bridge closed")
    pressing.settle()
    for url in (flood.url or "", rail(flood)):
        text = pressing.read(url) or ""
        assert text.index("Bridge closed") < text.index("Pumps are on")
        assert "All four of them." in text
        assert f'id="update-{Update.objects.get(headline="Pumps are on").pk}"' in text


def test_machines_read_one_node_that_is_article_and_live_blog(
    reporter: Client, editor: Client, flood: StoryPage, pressing: Pressing
) -> None:
    post(reporter, flood, "The pumps run.", "Pumps are on")
    pressing.settle()
    node = article(pressing.read(flood.url or "") or "")
    assert node["@type"] == ["NewsArticle", "LiveBlogPosting"]
    assert [each["headline"] for each in node["liveBlogUpdate"]] == ["Pumps are on"]
    assert "coverageStartTime" in node
    assert "coverageEndTime" not in node
    editor.post(reverse("desk_live", args=(flood.pk,)), {"do": "end"})
    pressing.settle()
    assert "coverageEndTime" in article(pressing.read(flood.url or "") or "")
    assert "does not run" in post(reporter, flood, "More.")


def test_pinned_ones_and_key_points_stand_first(reporter: Client, flood: StoryPage, pressing: Pressing) -> None:
    post(reporter, flood, "Sandbags at the school.", "Sandbags")
    post(reporter, flood, "The bridge is closed.", "Bridge closed")
    sandbags = Update.objects.get(headline="Sandbags")
    reporter.post(reverse("desk_live_update", args=(sandbags.pk,)), {"do": "pin"})
    reporter.post(
        reverse("desk_live", args=(flood.pk,)), {"do": "say", "key_points": "Nobody is hurt.\nTwo streets."}
    )
    pressing.settle()
    text = pressing.read(flood.url or "") or ""
    text = text[text.index("<main") :]
    places = [text.index(words) for words in ("Nobody is hurt.", "Two streets.", "Sandbags", "Bridge closed")]
    assert places == sorted(places)


def test_what_is_withdrawn_or_killed_is_nowhere_and_open_pages_are_told(
    reporter: Client, flood: StoryPage, pressing: Pressing
) -> None:
    post(reporter, flood, "The mayor has fled.", "Mayor flees")
    post(reporter, flood, "The bridge is closed.", "Bridge closed")
    pressing.settle()
    while news.tell():
        pass
    mayor, bridge = Update.objects.order_by("pk")
    assert "fled" in (events.told(f"update-{mayor.pk}") or ("", {}))[1]["html"]
    reporter.post(reverse("desk_live_update", args=(mayor.pk,)), {"do": "withdraw"})
    pressing.settle()
    while news.tell():
        pass
    assert events.told(f"update-{mayor.pk}") == ("update-removed", {"id": f"update-{mayor.pk}"})
    assert "fled" not in (pressing.read(flood.url or "") or "") + (pressing.read(rail(flood)) or "")
    kill(flood, None, "Untrue.")
    pressing.settle()
    while news.tell():
        pass
    assert pressing.read(rail(flood)) is None
    assert events.told(f"update-{bridge.pk}") == ("update-removed", {"id": f"update-{bridge.pk}"})


def test_a_form_that_is_sent_twice_is_one_update(reporter: Client, flood: StoryPage) -> None:
    sending = str(uuid4())
    for _ in range(2):
        post(reporter, flood, "The pumps run.", sending=sending)
    assert Update.objects.count() == 1


def test_an_update_becomes_a_story_with_one_action(reporter: Client, flood: StoryPage) -> None:
    post(reporter, flood, "The pumps run.", "Pumps are on")
    update = Update.objects.get()
    reporter.post(reverse("desk_live_update", args=(update.pk,)), {"do": "promote"})
    story = StoryPage.objects.get(title="Pumps are on")
    assert not story.live
    assert "The pumps run." in str(story.body)

    reporter.post(reverse("desk_live_update", args=(update.pk,)), {"do": "promote"})
    assert StoryPage.objects.filter(title="Pumps are on").count() == 1


def test_an_update_leads_to_the_story_that_it_became_when_readers_have_that(
    reporter: Client, flood: StoryPage, pressing: Pressing
) -> None:
    post(reporter, flood, "The pumps run.", "Pumps are on")
    update = Update.objects.get()
    reporter.post(reverse("desk_live_update", args=(update.pk,)), {"do": "promote"})
    story = StoryPage.objects.get(title="Pumps are on")
    pressing.settle()
    assert str(story.url) not in (pressing.read(flood.url or "") or "")
    story.get_latest_revision().publish()
    pressing.settle()
    for url in (flood.url or "", rail(flood)):
        assert f'href="{story.url}"' in (pressing.read(url) or "")


def correct(client: Client, update: Update, text: str, seen: str, note: str = "") -> str:
    data = {"do": "change", "headline": "", "text": text, "note": note, "seen": seen}
    return client.post(reverse("desk_live_update", args=(update.pk,)), data, follow=True).content.decode()


def test_a_correction_says_what_was_wrong_and_who_told_it_stands_below(
    reporter: Client, flood: StoryPage, pressing: Pressing
) -> None:
    User.objects.filter(username="ada").update(first_name="Ada", last_name="Quay")
    post(reporter, flood, "Four pumps run.")
    update = Update.objects.get()
    assert "Corrected." in correct(reporter, update, "Five pumps run.", update.digest, "There are five.")
    pressing.settle()
    text = pressing.read(flood.url or "") or ""
    assert "Four pumps" not in text
    assert "<b>Correction:</b> There are five." in text
    assert "Ada Quay" in text
    node = article(text)["liveBlogUpdate"][0]
    assert node["author"]["name"] == "Ada Quay"


def test_who_corrects_what_somebody_else_has_just_corrected_is_told_and_loses_nothing(
    reporter: Client, editor: Client, flood: StoryPage
) -> None:
    post(reporter, flood, "Four pumps run.")
    update = Update.objects.get()
    correct(editor, update, "Five pumps run.", update.digest)
    screen = correct(reporter, update, "Six pumps run, I say.", update.digest)
    assert "Somebody else has just corrected it" in screen
    assert "Six pumps run, I say." in screen
    assert "Five pumps run." in screen
    update.refresh_from_db()
    assert update.text == "Five pumps run."
    correct(reporter, update, "Six pumps run, I say.", update.digest)
    update.refresh_from_db()
    assert update.text == "Six pumps run, I say."


def test_key_points_that_somebody_else_has_changed_are_not_overwritten(
    reporter: Client, editor: Client, flood: StoryPage
) -> None:
    url = reverse("desk_live", args=(flood.pk,))
    editor.post(url, {"do": "say", "key_points": "Nobody is hurt.", "seen": ""})
    screen = reporter.post(url, {"do": "say", "key_points": "Two streets.", "seen": ""}, follow=True).content.decode()
    assert "Somebody else has just changed the key points" in screen
    assert "Two streets." in screen
    assert LiveStory.objects.get().key_points == "Nobody is hurt."


def test_open_pages_are_told_of_key_points_and_of_the_end(
    editor: Client, flood: StoryPage, pressing: Pressing
) -> None:
    url = reverse("desk_live", args=(flood.pk,))
    editor.post(url, {"do": "say", "key_points": "Nobody is hurt.", "seen": ""})
    editor.post(url, {"do": "end"})
    pressing.settle()
    while news.tell():
        pass
    kind, data = events.told(f"live-story-{flood.pk}") or ("", {})
    assert (kind, data["ended"], "Nobody is hurt." in data["points"]) == ("live-story", True, True)


def test_key_points_of_a_story_that_is_taken_in_are_told_to_nobody_any_more(
    editor: Client, flood: StoryPage, pressing: Pressing
) -> None:
    def told() -> tuple[str, str]:
        pressing.settle()
        while news.tell():
            pass
        kind, data = events.told(f"live-story-{flood.pk}") or ("", {})
        return kind, json.dumps(data)

    gone = ("live-story-removed", json.dumps({"id": f"live-story-{flood.pk}"}))
    points = {"do": "say", "key_points": "The mayor has fled.", "seen": ""}
    editor.post(reverse("desk_live", args=(flood.pk,)), points)
    assert "fled" in told()[1]
    hold(flood, None, "She called.")
    assert told() == gone
    lift_hold(flood, None)
    kind, words = told()
    assert kind == "live-story"
    assert "fled" in words
    StoryPage.objects.get(pk=flood.pk).unpublish()
    assert told() == gone
    StoryPage.objects.get(pk=flood.pk).save_revision().publish()
    assert "fled" in told()[1]
    LiveStory.objects.all().delete()
    assert told() == gone


def test_an_update_that_grew_into_a_story_says_its_headline_for_as_long_as_that_is_out(
    reporter: Client, flood: StoryPage, harbour: Section, pressing: Pressing
) -> None:
    post(reporter, flood, "The mayor has left.", "Mayor leaves")
    grown = make_story("Mayor flees with the money", section=harbour)
    Update.objects.update(grown=grown)

    def told() -> str:
        pressing.settle()
        while news.tell():
            pass
        return json.dumps(events.told(f"update-{Update.objects.get().pk}"))

    assert "flees with the money" in told()
    grown.title = "Mayor leaves with her luggage"
    grown.save_revision().publish()
    assert "her luggage" in told()
    kill(StoryPage.objects.get(pk=grown.pk), None, "Untrue.")
    assert "luggage" not in told()


def test_the_page_without_scripts_has_the_updates_too(reporter: Client, flood: StoryPage, pressing: Pressing) -> None:
    post(reporter, flood, "The pumps run.", "Pumps are on")
    pressing.settle()
    assert "The pumps run." in (pressing.read(f"{flood.url}plain/") or "")


def test_only_who_may_publish_begins_and_ends(reporter: Client, harbour: Section) -> None:
    story = make_story("Water in Rope Street", section=harbour)
    assert reporter.post(reverse("desk_live", args=(story.pk,)), {"do": "begin"}).status_code in (302, 403)
    assert not LiveStory.objects.exists()
    assert User.objects.filter(username="ada").exists()
