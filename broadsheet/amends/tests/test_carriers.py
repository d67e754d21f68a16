"""What carried a story stands on one screen, with its state as it is, and what can be done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import PageLogEntry

from broadsheet.amends.actions.leave import leave
from broadsheet.amends.desk.carriers_view import groups
from broadsheet.kit import clock
from broadsheet.press.models import Purge
from broadsheet.release.actions.kill import kill
from broadsheet.release.actions.standing import Refused
from broadsheet.release.carriers import State
from broadsheet.sections.factories import make_section
from broadsheet.stories.actions.correct import amend, correct
from broadsheet.stories.factories import make_story
from broadsheet.stories.models import StoryPage
from tests.pressing import Pressing

pytestmark = pytest.mark.django_db
Desk = Callable[[str], Client]
Cast = Callable[[str], Any]
WRONG = "An earlier version gave the vote as 21 to 9. It was 22 to 9."


def standing(story: StoryPage, user: Any) -> dict[str, State]:
    fresh = StoryPage.objects.get(pk=story.pk)
    return {row.carried.key: row.carried.state for group in groups(fresh, user) for row in group.rows}


def screen(client: Client, story: StoryPage) -> str:
    return client.get(reverse("amends_carriers", args=(story.pk,))).content.decode()


def test_a_correction_leads_to_what_carried_the_mistake(at_desk: Desk) -> None:
    story = make_story()
    answer = at_desk("ebo").post(
        reverse("stories_correct", args=(story.pk,)), {"verb": "correct", "kind": "correction", "text": WRONG}
    )
    assert answer.headers["location"] == reverse("amends_carriers", args=(story.pk,))
    assert WRONG in screen(at_desk("ebo"), story)


def test_what_was_mended_and_not_published_is_to_do(at_desk: Desk, cast: Cast) -> None:
    story, ebo = make_story(), cast("ebo")
    correct(story, ebo, "correction", WRONG)
    assert f"amends.text:{story.pk}" not in standing(story, ebo)
    story.title = "Mended"
    story.save_revision(user=ebo)
    assert standing(story, ebo)[f"amends.text:{story.pk}"] is State.TODO
    said = "The story has changes that are not published: readers still have the words of before."
    assert said in screen(at_desk("ebo"), story)
    assert said in at_desk("ebo").get(reverse("stories_correct", args=(story.pk,))).content.decode()
    StoryPage.objects.get(pk=story.pk).get_latest_revision().publish()
    assert f"amends.text:{story.pk}" not in standing(story, ebo)


def test_a_kill_leads_there_too(at_desk: Desk) -> None:
    story, ebo = make_story(), at_desk("ebo")
    url = reverse("desk_release", args=("stories.storypage", story.pk))
    given = {"verb": "kill", "kill-reason": "It named a child.", "kill-notice": "privacy", "kill-sure": "on"}
    assert ebo.post(url, given).headers["location"] == reverse("amends_carriers", args=(story.pk,))
    assert "It named a child." in screen(ebo, story)


def test_what_is_pressed_moves_from_under_way_to_done(pressing: Pressing, cast: Cast) -> None:
    story, ebo = make_story(), cast("ebo")
    pressing.settle()
    correct(story, ebo, "correction", WRONG)
    before = standing(story, ebo)
    assert {before[f"press.{name}"] for name in ("page", "lists", "feeds")} == {State.WORKING}
    pressing.settle()
    after = standing(story, ebo)
    assert {after[f"press.{name}"] for name in ("page", "lists", "feeds")} == {State.DONE}


def test_after_a_kill_nothing_is_pressed_any_more_but_the_notice(
    pressing: Pressing, cast: Cast, at_desk: Desk
) -> None:
    story = make_story()
    pressing.settle()
    kill(story, cast("ebo"), "A court said so.")
    assert "The press is looking at what changed." in screen(at_desk("ebo"), story)
    pressing.settle()
    assert "Nothing of it is there any more but the notice at its address." in screen(at_desk("ebo"), story)


def test_the_cache_in_front_is_done_when_it_was_told_and_not_before(
    pressing: Pressing, cast: Cast, at_desk: Desk, settings: Any
) -> None:
    story, ebo = make_story(), cast("ebo")
    pressing.settle()
    assert "press.cache" not in standing(story, ebo)
    settings.PURGE_TO = "https://cache.ledger.example/told"
    kill(story, ebo, "A court said so.")
    assert standing(story, ebo)["press.cache"] is State.WORKING
    assert "It is told once all of them are pressed." in screen(at_desk("ebo"), story)
    pressing.settle()
    waits = set(Purge.objects.values_list("url", flat=True))
    assert {story.url, "/rss.xml"} <= waits
    assert standing(story, ebo)["press.cache"] is State.WORKING
    Purge.objects.filter(url=story.url).delete()  # told of the page, and not yet of lists that have dropped it
    assert "It is to be told of " in screen(at_desk("ebo"), story)
    Purge.objects.update(failures=2, failure="it answered 403", retry_at=clock.wall())
    assert standing(story, ebo)["press.cache"] is State.TODO
    assert "may still give readers what was there before (it answered 403)" in screen(at_desk("ebo"), story)
    Purge.objects.all().delete()
    assert standing(story, ebo)["press.cache"] is State.DONE


def test_what_changed_before_and_elsewhere_says_nothing_of_this_story(
    pressing: Pressing, cast: Cast, settings: Any
) -> None:
    settings.PURGE_TO = "https://cache.ledger.example/told"
    story, ebo = make_story(), cast("ebo")
    pressing.settle()
    Purge.objects.all().delete()
    Purge.objects.create(url="/elsewhere/", due=clock.wall() - timedelta(minutes=1))
    assert standing(story, ebo)["press.cache"] is State.DONE
    correct(story, ebo, "correction", WRONG)
    pressing.settle()
    Purge.objects.exclude(url="/elsewhere/").delete()
    assert standing(story, ebo)["press.cache"] is State.DONE


def test_a_translation_says_the_same_until_it_is_corrected_too(cast: Cast) -> None:
    story, ebo = make_story(), cast("ebo")
    other = make_story("Hafen", section=make_section("Stadt", language="de"), translation_key=story.translation_key)
    key = f"stories.storypage:{other.pk}"
    correct(story, ebo, "correction", WRONG)
    assert standing(story, ebo)[key] is State.TODO
    correct(other, ebo, "correction", "Es waren 22.")
    assert standing(story, ebo)[key] is State.DONE


def test_somebody_may_leave_it_with_a_reason_and_another_correction_asks_again(cast: Cast, at_desk: Desk) -> None:
    story, ebo = make_story(), at_desk("ebo")
    other = make_story("Hafen", section=make_section("Stadt", language="de"), translation_key=story.translation_key)
    key = f"stories.storypage:{other.pk}"
    correct(story, None, "correction", WRONG)
    url = reverse("amends_carriers", args=(story.pk,))
    page = ebo.post(url, {"verb": "leave", "key": key, "reason": "It never gave the vote."}, follow=True)
    assert "It never gave the vote." in page.content.decode()
    assert standing(story, cast("ebo"))[key] is State.LEFT
    entry = PageLogEntry.objects.get(action="amends.leave")
    assert (entry.page_id, entry.message) == (story.pk, "Left as it is: Hafen (de): It never gave the vote.")
    correct(story, None, "correction", "And it was on Friday.")
    assert standing(story, cast("ebo"))[key] is State.TODO


def test_other_words_of_a_note_ask_again_what_was_put_right_with_the_words_of_before(
    cast: Cast, at_desk: Desk
) -> None:
    story, ebo = make_story(), cast("ebo")
    other = make_story("Hafen", section=make_section("Stadt", language="de"), translation_key=story.translation_key)
    key = f"stories.storypage:{other.pk}"
    note = correct(story, ebo, "correction", WRONG)
    leave(story, ebo, key, "Hafen (de)", "It never gave the vote.")
    amend(note, ebo, WRONG)
    assert standing(story, ebo)[key] is State.LEFT, "the same words are no other ones"
    amend(note, ebo, "It was 22 to 8.")
    assert standing(story, ebo)[key] is State.TODO
    assert "in these words since" in screen(at_desk("ebo"), story)
    theirs = correct(other, ebo, "correction", "Es waren 22 zu 8.")
    assert standing(story, ebo)[key] is State.DONE
    amend(note, ebo, "It was 22 to 7.")
    assert standing(story, ebo)[key] is State.TODO
    amend(theirs, ebo, "Es waren 22 zu 7.")
    assert standing(story, ebo)[key] is State.DONE


def test_leaving_needs_a_reason(cast: Cast) -> None:
    with pytest.raises(Refused, match="A reason is needed"):
        leave(make_story(), cast("ebo"), "live", "The live stream", " ")


def test_a_story_that_never_was_wrong_shows_what_carries_it(at_desk: Desk) -> None:
    assert "Nothing of it had to be put right." in screen(at_desk("ebo"), make_story())


def test_a_reporter_has_no_such_screen(at_desk: Desk) -> None:
    story = make_story()
    for name in ("amends_carriers", "amends_carriers_state", "amends_states", "amends_erase"):
        assert at_desk("ada").get(reverse(name, args=(story.pk,))).status_code in (302, 403)
