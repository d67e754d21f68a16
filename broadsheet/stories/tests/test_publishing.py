"""Publishing: what it needs, what keeps it in, and that nothing brings back what was killed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from wagtail.models import GroupPagePermission, Page, PageLogEntry

from broadsheet.kit import clock
from broadsheet.pictures.factories import make_picture
from broadsheet.release import gate
from broadsheet.release.actions.embargo import embargo
from broadsheet.release.actions.hold import hold
from broadsheet.release.actions.kill import kill
from broadsheet.release.actions.standing import Refused
from broadsheet.release.gate import Reason
from broadsheet.sections.factories import home, make_section
from broadsheet.stories.actions.publish import publish
from broadsheet.stories.actions.unpublish import unpublish
from broadsheet.stories.factories import block, make_story
from broadsheet.stories.models import StoryPage

pytestmark = pytest.mark.django_db
SOON = timedelta(hours=1)


@pytest.fixture
def bob(db: None) -> User:
    """Bob Tarn, a reporter: he may write and not publish."""
    reporters = Group.objects.create(name="Reporters of the test")
    for right in ("add_page", "change_page"):
        GroupPagePermission.objects.create(group=reporters, page=home(), permission_type=right.split("_")[0])
    user = User.objects.create_user("bob")
    user.groups.add(reporters)
    return user


def again(story: StoryPage) -> StoryPage:
    return StoryPage.objects.get(pk=story.pk)


def public(story: StoryPage) -> bool:
    return gate.verdict(again(story), clock.now()).public


# -- publishing


def test_a_story_is_published_and_the_log_says_by_whom(chief: User) -> None:
    story = make_story(live=False)
    assert publish(story, chief).public
    assert again(story).first_published_at is not None
    assert PageLogEntry.objects.filter(page=story.pk, action="wagtail.publish", user=chief).exists()


def test_who_may_not_publish_does_not(bob: User) -> None:
    story = make_story(live=False)
    with pytest.raises(PermissionDenied):
        publish(story, bob)
    assert not again(story).live


def test_under_an_embargo_the_verdict_says_until_when(chief: User) -> None:
    story, until = make_story(live=False), clock.now() + SOON
    embargo(story, chief, until)
    verdict = publish(story, chief)
    assert (verdict.reason, verdict.until) == (Reason.EMBARGO, until)
    assert again(story).live


def test_publishing_an_older_draft_does_not_lift_what_came_after_it(chief: User) -> None:
    story = make_story()
    draft = story.save_revision()
    hold(story, chief, "The numbers are checked.")
    draft.publish(user=chief)
    assert again(story).hold
    assert not public(story)


def test_a_story_is_taken_in_again(chief: User) -> None:
    story = make_story()
    unpublish(story, chief)
    assert not public(story)
    with pytest.raises(Refused, match="not published"):
        unpublish(story, chief)


# -- what a story needs


def test_a_working_headline_is_never_published(chief: User) -> None:
    story = make_story(live=False, headline_is_working=True)
    with pytest.raises(Refused, match="working headline"):
        publish(story, chief)
    with pytest.raises(ValidationError):
        make_story("Another", headline_is_working=True)
    assert not again(story).live


@pytest.mark.parametrize("place", ["hero", "body"])
def test_a_picture_without_credit_is_not_newly_published(place: str, chief: User) -> None:
    picture = make_picture(credit="")
    shown = {"hero": picture} if place == "hero" else {"body": [block("picture", {"picture": picture.pk})]}
    with pytest.raises(Refused, match="needs a credit"):
        publish(make_story(live=False, **shown), chief)


def test_a_picture_that_readers_have_already_keeps_what_it_has(chief: User) -> None:
    story = make_story(hero=make_picture(credit="", alt=""))
    story.standfirst = "Changed."
    story.save_revision()
    assert publish(story, chief).public
    assert again(story).standfirst == "Changed."


def test_a_draft_of_a_live_story_may_be_unready(chief: User) -> None:
    story = make_story()
    story.headline_is_working = True
    story.save_revision(user=chief)
    assert public(story)


# -- killed


@pytest.fixture
def killed(chief: User) -> StoryPage:
    story = make_story()
    story.save_revision()
    kill(story, chief, "It named a witness.")
    return story


def test_a_kill_unpublishes_too(killed: StoryPage, chief: User) -> None:
    row = again(killed)
    assert (row.live, row.killed_by, row.kill_reason) == (False, chief, "It named a witness.")


def test_our_own_publishing_does_not_bring_it_back(killed: StoryPage, chief: User) -> None:
    with pytest.raises(Refused, match="killed"):
        publish(killed, chief)
    assert not again(killed).live


def test_wagtails_publishing_does_not_bring_it_back(killed: StoryPage) -> None:
    with pytest.raises(ValidationError, match="killed"):
        killed.get_latest_revision().publish()
    assert not again(killed).live


def test_a_revert_does_not_bring_it_back(killed: StoryPage, chief: User) -> None:
    revision = again(killed).revisions.order_by("pk").first()
    reverted = revision.as_object().save_revision(user=chief, previous_revision=revision)
    with pytest.raises(ValidationError, match="killed"):
        reverted.publish()
    assert not again(killed).live


def test_a_schedule_made_before_the_kill_does_not_bring_it_back(chief: User) -> None:
    story = make_story(live=False)
    story.go_live_at = clock.now() + SOON
    story.save_revision().publish(user=chief)
    kill(story, chief, "It named a witness.")
    story.revisions.update(approved_go_live_at=clock.now() - SOON)  # as if the kill had left it
    other = make_story("Herring late again", live=False)
    other.go_live_at = clock.now() + SOON
    other.save_revision().publish()
    other.revisions.update(approved_go_live_at=clock.now() - SOON)
    StoryPage.objects.filter(pk=other.pk).update(go_live_at=clock.now() - SOON)
    revision = other.get_latest_revision()
    revision.content["go_live_at"] = (clock.now() - SOON).isoformat()
    revision.save()
    call_command("publish_scheduled")
    assert not again(story).live
    assert again(other).live


def test_a_copy_does_not_bring_it_back(killed: StoryPage, chief: User) -> None:
    copied = again(killed).copy(update_attrs={"slug": "again"}, keep_live=True, user=chief).specific
    assert not public(copied)
    with pytest.raises(Refused, match="killed"):
        publish(copied, chief)


def test_an_alias_is_killed_with_its_story(chief: User) -> None:
    story = make_story()
    alias = story.create_alias(parent=make_section("Markets"), update_slug="the-same").specific
    assert public(alias)
    kill(story, chief, "It named a witness.")
    assert gate.verdict(again(alias), clock.now()).killed


def test_an_older_copy_that_is_saved_does_not_bring_it_back(chief: User) -> None:
    story = make_story()
    held = again(story)
    kill(story, chief, "It named a witness.")
    held.title = "Saved from before"
    with pytest.raises(ValidationError, match="killed"):
        held.save()
    held.save(update_fields=["title", "live"])
    assert gate.verdict(again(story), clock.now()).killed


def test_the_desks_unlocked_row_says_the_same(killed: StoryPage) -> None:
    row = again(killed)
    row.live = True
    with pytest.raises(ValidationError, match="killed"):
        row.save()


# -- copies and translations


def test_a_translation_begins_as_a_draft_in_its_own_tree() -> None:
    section = make_section("Harbour")
    story = make_story(section=section, foreign_id="wire:17")
    german = home("de").locale
    section.copy_for_translation(german)
    translated = story.copy_for_translation(german).specific
    assert (translated.language, translated.live, translated.foreign_id) == ("de", False, None)
    assert translated.translation_key == story.translation_key
    assert translated.bylines.count() == 1
    assert Page.objects.get(pk=translated.pk).url_path.startswith("/home-de/")
