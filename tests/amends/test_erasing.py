"""An erasure takes two people, destroys what every room knows of a story, and goes on after whatever breaks it
off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse
from wagtail.log_actions import log
from wagtail.models import Comment, PageLogEntry, Revision

from broadsheet.amends import erasing
from broadsheet.amends.actions.erase import ask, confirm, decline
from broadsheet.amends.models import Erasure, Stage, Version
from broadsheet.desk.tests import forms
from broadsheet.kit import clock
from broadsheet.live.models import Event
from broadsheet.newsletters import correcting
from broadsheet.newsletters.models import Issue
from broadsheet.newsletters.sending import freezing
from broadsheet.newsletters.tests.issues import make_issue, make_newsletter, story_block
from broadsheet.press import news
from broadsheet.previews.actions.link import make
from broadsheet.release.actions.hold import hold, lift_hold
from broadsheet.release.actions.kill import kill
from broadsheet.release.actions.standing import Refused
from broadsheet.release.erasers import erasers
from broadsheet.sourcing.models import ProtectedName
from broadsheet.sourcing.protected import keep, reveal
from broadsheet.stories.actions.correct import correct
from broadsheet.stories.factories import make_story, paragraphs
from broadsheet.stories.models import StoryClaim, StoryPage
from broadsheet.updates.models import LiveStory, Update
from tests.pressing import Pressing

pytestmark = pytest.mark.django_db
Cast = Callable[[str], Any]
SECRET = "Zqvxkwj"
ORDER = "District Court of Mirna Bay, 4 C 118/26"


def wordy(cast: Cast) -> StoryPage:
    """A story with its word in every place."""
    story: Any = make_story(f"{SECRET} owns the gate", slug="gate", body=paragraphs(f"{SECRET} was seen."))
    story.standfirst = story.seo_title = story.ednote = f"{SECRET} again"
    story.body = paragraphs(f"{SECRET} was seen twice.")
    of_whom = keep(f"{SECRET} himself", cast("ebo"))
    words = {"words": f"{SECRET} was there", "note": f"ask {SECRET}", "protected": of_whom}
    story.claims = [StoryClaim(block=story.body.raw_data[0]["id"], **words)]
    story.save_revision(user=cast("ebo"), log_action=True).publish(user=cast("ebo"))
    reveal(of_whom, cast("cleo"), "The court asks.", story.title)
    hold(story, cast("ebo"), f"{SECRET} called.")
    lift_hold(story, cast("ebo"))
    correct(story, cast("ebo"), "correction", f"{SECRET} was there once.")
    make(story, cast("ebo"), f"The lawyer of {SECRET}", timedelta(days=1))
    Comment.objects.create(page=story, user=cast("ebo"), text=f"{SECRET}?", contentpath="title")
    return StoryPage.objects.get(pk=story.pk)


def said() -> set[str]:
    """Tables in which the word stands, the press's own left out: it is emptied as it is pressed."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        found = set()
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            if SECRET.lower() in str(cursor.fetchall()).lower() and not table.startswith("press_"):
                found.add(table)
    return found


def under_way(cast: Cast) -> Erasure:
    erasure = ask(wordy(cast), cast("ebo"), ORDER, "It is not true.")
    confirm(erasure, cast("cleo"))
    return Erasure.objects.get(pk=erasure.pk)


def test_nothing_of_it_is_left_but_the_tombstone(pressing: Pressing, cast: Cast) -> None:
    erasure = under_way(cast)
    there = {"stories_storypage", "wagtailcore_page", "amends_version", "previews_previewlink"}
    assert there | {"wagtailcore_modellogentry"} <= said()
    erasing.go_on()
    assert said() == set()
    assert not ProtectedName.objects.exists()
    assert not Revision.objects.exists()
    assert not Version.objects.exists()
    erasure.refresh_from_db()
    assert (erasure.stage, erasure.order) == (Stage.DONE, ORDER)
    assert (erasure.asked_name, erasure.decided_name) == ("ebo", "cleo")
    pressing.everything()
    story = StoryPage.objects.get()
    assert "legal reasons" in (pressing.gone(story.url) or "")
    assert SECRET not in "".join(
        path.read_text(errors="replace") for path in pressing.folder.root.rglob("*") if path.is_file()
    )


def test_what_open_pages_were_told_of_it_is_destroyed_in_the_same_step(pressing: Pressing, cast: Cast) -> None:
    """Its headline, its correction, its updates and key points: nobody waits for a worker."""
    story = wordy(cast)
    now = clock.now()
    LiveStory.objects.create(story=story, begun_at=now, key_points=f"{SECRET} has fled.")
    Update.objects.create(story=story, text=f"{SECRET} is sought.", at=now)
    pressing.settle()
    while news.tell():
        pass
    told = Event.objects.filter(data__contains=SECRET)
    assert set(told.values_list("kind", flat=True)) == {"story", "correction", "update", "live-story"}
    newest = Event.objects.latest("pk").pk
    confirm(ask(story, cast("ebo"), ORDER, "It is not true."), cast("cleo"))
    erasing.go_on()
    kinds = set(Event.objects.values_list("kind", flat=True))
    assert kinds == {"story-removed", "correction-removed", "update-removed", "live-story-removed"}
    assert Event.objects.filter(pk__gt=newest).count() == 4, "servers that have the words hear that they are gone"
    pressing.settle()
    while news.tell():
        pass
    assert set(Event.objects.values_list("kind", flat=True)) == kinds
    assert "live_event" not in said()


def test_that_it_was_done_stays_in_the_log_and_its_words_go(cast: Cast) -> None:
    under_way(cast)
    erasing.go_on()
    kept = list(PageLogEntry.objects.order_by("pk").values_list("action", flat=True))
    assert "stories.correct" in kept
    assert kept[-1] == "amends.erase"
    assert PageLogEntry.objects.latest("pk").message == f"Destroyed, by the order: {ORDER}"


def test_readers_do_not_have_it_from_the_moment_it_is_confirmed(pressing: Pressing, cast: Cast) -> None:
    story = wordy(cast)
    pressing.settle()
    erasure = ask(story, cast("ebo"), ORDER, "It is not true.")
    pressing.settle()
    assert SECRET in (pressing.read(story.url) or "")
    confirm(erasure, cast("cleo"))
    pressing.settle()
    assert pressing.read(story.url) is None


def test_it_takes_two_and_the_right(cast: Cast) -> None:
    erasure = ask(wordy(cast), cast("cleo"), ORDER, "It is not true.")
    with pytest.raises(Refused, match="somebody else has to confirm"):
        confirm(erasure, cast("cleo"))
    with pytest.raises(PermissionDenied):
        confirm(erasure, cast("ebo"))
    assert Erasure.objects.get().stage == Stage.ASKED
    with pytest.raises(IntegrityError):
        Erasure.objects.update(stage=Stage.GOING, decided_by=cast("cleo"))


def test_nobody_is_two_people_by_an_account_that_they_made(cast: Cast) -> None:
    erasure = ask(wordy(cast), cast("cleo"), ORDER, "It is not true.")
    dora = cast("dora")
    log(instance=dora, action="staff.role_given", user=cast("cleo"), data={"roles": ["Chief editor"]})
    with pytest.raises(Refused, match="has made your account lately"):
        confirm(erasure, dora)
    assert Erasure.objects.get().stage == Stage.ASKED


def test_an_editor_that_is_still_open_writes_nothing_back(cast: Cast, at_desk: Callable[[str], Client]) -> None:
    """It saves by itself, and sends what is typed for the preview."""
    story = wordy(cast)
    client, form = at_desk("ebo"), forms.story(f"{SECRET} owns the gate", [f"{SECRET} was seen."], slug="gate")
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=(story.pk,))
    client.post(preview, form)
    assert "wagtailadmin_formstate" in said()
    confirm(ask(story, cast("ebo"), ORDER, "It is not true."), cast("cleo"))
    erasing.go_on()
    assert said() == set()
    for address in (reverse("wagtailadmin_pages:edit", args=(story.pk,)), preview):
        for accepts in ("text/html", "application/json"):
            client.post(address, form, headers={"Accept": accepts})
    with pytest.raises(ValidationError, match="destroyed by order of a court"):
        StoryPage.objects.get().save()
    assert said() == set()


def test_newsletters_keep_no_headline_of_it_and_no_correction(cast: Cast) -> None:
    story = wordy(cast)
    letter = make_newsletter()
    before = clock.now() - timedelta(hours=1)
    issue = make_issue(letter, subject=f"{SECRET} owns the gate; and rain", body=[story_block(story.pk)])
    issue.save_revision()
    freezing.compile_issue(Issue.objects.get(pk=issue.pk))
    Issue.objects.filter(pk=issue.pk).update(begun_at=before, sending="done", live=True, slug="one")
    follow = correcting.write(Issue.objects.get(pk=issue.pk), story, cast("ebo"))
    assert SECRET in str(follow.subject) + str(follow.body)
    confirm(ask(story, cast("ebo"), ORDER, "It is not true."), cast("cleo"))
    erasing.go_on()
    assert said() == set()
    assert Issue.objects.get(pk=issue.pk).subject == "and rain"
    assert Issue.objects.get(pk=follow.pk).subject == "Correction"


def test_why_it_was_killed_before_goes_too(cast: Cast) -> None:
    story = wordy(cast)
    kill(story, cast("ebo"), f"{SECRET} sues us.", legal=True)
    confirm(ask(story, cast("ebo"), ORDER, "It is not true."), cast("cleo"))
    erasing.go_on()
    assert said() == set()


def test_a_reporter_cannot_ask(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        ask(wordy(cast), cast("ada"), ORDER, "It is not true.")


def test_what_was_declined_is_not_done_and_can_be_asked_for_again(cast: Cast) -> None:
    story = wordy(cast)
    erasure = ask(story, cast("ebo"), ORDER, "It is not true.")
    with pytest.raises(Refused, match="asked for already"):
        ask(story, cast("ebo"), ORDER, "It is not true.")
    decline(erasure, cast("cleo"))
    with pytest.raises(Refused, match="changed meanwhile"):
        confirm(erasure, cast("dora"))
    erasing.go_on()
    assert SECRET in StoryPage.objects.get().title
    ask(story, cast("ebo"), ORDER, "It is not true.")


@pytest.mark.parametrize("at", range(7))
def test_what_broke_off_goes_on_when_the_lease_is_over(cast: Cast, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    """The process dies in the middle of a step: what that step did is rolled back, what came before is kept."""

    class Died(BaseException):
        pass

    erasure = under_way(cast)
    name = [eraser.name for eraser in erasers.of(StoryPage)][at]

    def dying(erasure: Erasure, eraser: Any, story: Any) -> None:
        if eraser.name == name:
            raise Died
        step(erasure, eraser, story)

    step = erasing._step
    monkeypatch.setattr(erasing, "_step", dying)
    with pytest.raises(Died):
        erasing.go_on()
    monkeypatch.undo()
    erasing.go_on()
    erasure.refresh_from_db()
    assert erasure.stage == Stage.GOING, "the lease of the one that died still runs"
    assert len(erasure.steps) == at
    Erasure.objects.update(claimed_until=clock.wall() - timedelta(seconds=1))
    erasing.go_on()
    erasure.refresh_from_db()
    assert erasure.stage == Stage.DONE
    assert said() == set()


def test_one_asks_and_another_confirms_at_the_desk(cast: Cast, at_desk: Callable[[str], Client]) -> None:
    story = wordy(cast)
    url = reverse("amends_erase", args=(story.pk,))
    page = at_desk("cleo").post(url, {"verb": "ask", "order": ORDER, "reason": "It is not true."}, follow=True)
    assert "somebody else has to confirm it" in page.content.decode()
    assert "Destroy it</button>" not in page.content.decode()
    dora = at_desk("dora")
    assert "asked for it on" in dora.get(reverse("amends_erasures")).content.decode()
    unsure = dora.post(url, {"verb": "confirm"}).content.decode()
    assert "Destroy it</button>" in unsure
    assert Erasure.objects.get().stage == Stage.ASKED
    dora.post(url, {"verb": "confirm", "sure": "on"})
    erasing.go_on()
    done = dora.get(url).content.decode()
    assert "Everything was destroyed by" in done
    assert SECRET not in done
