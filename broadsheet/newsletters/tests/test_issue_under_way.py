"""The desk of issues, once an issue is on its way: watched, stopped, corrected."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from broadsheet.kit import clock
from broadsheet.newsletters.desk.issues import proposals
from broadsheet.newsletters.models import Delivery, Issue, Outcome, Sending, Subscription
from broadsheet.newsletters.sending import freezing, verbs
from broadsheet.newsletters.tests.issue_desk import BEFORE, TEXT, edit, form, press, readers, said, screen, signed_in
from broadsheet.newsletters.tests.issues import make_issue, make_newsletter, story_block
from broadsheet.release import gate
from broadsheet.release.actions.kill import kill
from broadsheet.stories.actions.correct import correct
from broadsheet.stories.factories import make_story
from broadsheet.stories.models import CorrectionKind


@pytest.fixture
def editor(db: None) -> Client:
    return signed_in("ebo", "Editor")


def going(issue: Issue, **states: int) -> None:
    """Its ledger as it is somewhere on the way."""
    subscriptions = iter(readers(issue, sum(states.values())))
    for state, count in states.items():
        Delivery.objects.bulk_create(
            Delivery(issue=issue, subscription=next(subscriptions), state=state, changed=clock.now())
            for _ in range(count)
        )


def under_way(**states: int) -> Issue:
    issue = make_issue(body=[TEXT], sending=Sending.SENDING, begun_at=clock.now(), slug="today")
    Issue.objects.filter(pk=issue.pk).update(live=True)
    going(issue, **states)
    return issue


def test_progress_shows_itself_anew_while_it_goes_out(editor: Client) -> None:
    issue = under_way(sent=3, pending=1)
    page = said(editor.get(screen(issue)))
    assert "data-moving" in page
    assert "3 of 4 are settled" in page
    fragment = said(editor.get(reverse("newsletters_issue_progress", args=(issue.pk,))))
    assert "3 of 4 are settled" in fragment
    assert "<html" not in fragment
    Issue.objects.update(sending=Sending.DONE, done_at=clock.now())
    assert "data-moving" not in said(editor.get(screen(issue)))


def test_it_is_paused_resumed_and_cancelled(editor: Client) -> None:
    issue = under_way(pending=1)
    press(editor, issue, "pause")
    assert Issue.objects.get().sending == Sending.PAUSED
    assert "Paused at the desk." in said(editor.get(screen(issue)))
    press(editor, issue, "resume")
    assert Issue.objects.get().sending != Sending.PAUSED
    asked = said(press(editor, issue, "cancel"))
    assert "Handed over so far: 0. Not yet: 1." in asked
    assert Issue.objects.get().sending != Sending.CANCELLED
    press(editor, issue, "cancel", sure="1")
    assert Issue.objects.get().sending == Sending.CANCELLED
    assert "It has changed meanwhile" in said(press(editor, issue, "pause"))


def test_what_was_cancelled_before_anybody_had_it_leaves_the_archive_and_counts_for_nothing(editor: Client) -> None:
    issue = under_way(pending=2, failed=1)
    assert "its page leaves the archive too" in said(press(editor, issue, "cancel"))
    press(editor, issue, "cancel", sure="1")
    row = Issue.objects.get()
    assert (row.sending, gate.verdict(row, clock.now()).public) == (Sending.CANCELLED, False)
    assert proposals.last_sent(issue.newsletter) is None


def test_what_somebody_has_stays_in_the_archive_when_the_rest_is_cancelled(editor: Client) -> None:
    issue = under_way(sent=1, pending=2)
    assert "Its page stays in the archive" in said(press(editor, issue, "cancel"))
    press(editor, issue, "cancel", sure="1")
    assert gate.verdict(Issue.objects.get(), clock.now()).public
    assert proposals.last_sent(issue.newsletter) == issue.begun_at


def test_a_cancelled_issue_is_written_anew_from_what_it_was(editor: Client) -> None:
    issue = under_way(pending=1)
    press(editor, issue, "cancel", sure="1")
    address = reverse("newsletters_issue_copy", args=(issue.pk,))
    assert address in said(editor.get(screen(issue)))
    made = editor.post(address)
    copy = Issue.objects.exclude(pk=issue.pk).get()
    assert made.headers["Location"] == edit(copy)
    assert (copy.sending, copy.subject, copy.slug, copy.live) == (Sending.DRAFT, issue.subject, "", False)
    assert copy.body.raw_data[0]["value"] == issue.body.raw_data[0]["value"]
    assert address.replace(str(issue.pk), str(copy.pk)) not in said(editor.get(screen(copy)))


def test_causes_are_told_in_words_and_together(editor: Client) -> None:
    issue = under_way(failed=3, sent=1)
    Delivery.objects.filter(state="failed").update(code="5.1.1", reply="550 5.1.1 no such user")
    page = said(editor.get(screen(issue)))
    assert "The address does not exist (5.1.1)" in page
    assert "<td>3</td>" in page


def test_the_unknown_are_resent_or_left_as_the_editor_says(editor: Client) -> None:
    issue = under_way(uncertain=2, sent=1)
    assert "2 are unknown" in said(editor.get(screen(issue)))
    press(editor, issue, "leave")
    assert "are unknown" not in said(editor.get(screen(issue)))
    Delivery.objects.filter(state="uncertain").update(code="")
    press(editor, issue, "resend")
    assert Delivery.objects.filter(state=Outcome.PENDING).count() == 2


def test_an_issue_that_did_not_reach_everybody_says_so_wherever_it_is_shown(editor: Client) -> None:
    issue = under_way(failed=4, sent=1)
    verbs.finish_done(clock.wall())
    assert "It was handed over for 1 of 5 readers." in said(editor.get(reverse("wagtailadmin_home")))
    assert "sent to 1 of 5," in said(editor.get(reverse("wagtailsnippets_newsletters_issue:list")))
    page = said(editor.get(screen(issue)))
    assert "It has gone out, but not to everybody" in page
    Delivery.objects.update(state="failed")
    assert "Nobody has got it" in said(editor.get(screen(issue)))


def test_the_refused_are_tried_again_by_who_may_send(editor: Client) -> None:
    issue = under_way(failed=3, sent=1)
    Delivery.objects.filter(state="failed").update(code="554", reply="554 not verified")
    Delivery.objects.filter(pk=Delivery.objects.filter(state="failed").first().pk).update(code="5.1.1")
    Issue.objects.update(sending=Sending.DONE, done_at=clock.now())
    assert "2 readers were refused, and their addresses were not the reason." in said(editor.get(screen(issue)))
    reporter = signed_in("rhea", "Reporter")
    assert "Try the refused again" not in said(reporter.get(screen(issue)))
    press(reporter, issue, "again")
    assert not Delivery.objects.filter(state=Outcome.PENDING).exists()
    assert "2 refused readers are tried again." in said(press(editor, issue, "again"))
    assert (Issue.objects.get().sending, Delivery.objects.filter(state=Outcome.PENDING).count()) == ("sending", 2)
    assert ModelLogEntry.objects.filter(action="newsletters.again").count() == 1
    assert "nobody who could be tried again" in said(press(editor, issue, "again"))


def test_what_was_kept_in_at_its_time_says_why_and_can_be_mended(editor: Client) -> None:
    story = make_story("The pier")
    issue = make_issue(body=[story_block(story.pk)])
    press(editor, issue, "send", sure="1")
    kill(story, None, "It was wrong.")
    freezing.go_on(clock.now())
    assert Issue.objects.get().sending == Sending.PAUSED
    assert "It could not begin" in said(editor.get(screen(issue)))
    press(editor, issue, "unschedule")
    assert Issue.objects.get().sending == Sending.DRAFT


# -- afterwards


def test_a_sent_issue_is_neither_changed_nor_deleted(editor: Client) -> None:
    issue = under_way(sent=1)
    assert "It has gone out" in said(editor.get(screen(issue))) or "It is going out" in said(
        editor.get(screen(issue))
    )
    editor.post(edit(issue), form(issue, subject="Another subject"))
    editor.post(reverse("wagtailsnippets_newsletters_issue:delete", args=(issue.pk,)))
    editor.post(reverse("wagtail_bulk_action", args=("newsletters", "issue", "delete")) + f"?id={issue.pk}")
    assert Issue.objects.get().get_latest_revision_as_object().subject == issue.subject


def test_a_correction_goes_to_those_who_got_it(editor: Client) -> None:
    issue = under_way(sent=2, failed=1)
    made = editor.post(reverse("newsletters_issue_correct", args=(issue.pk,)), {"what": "own"})
    follow = Issue.objects.get(follows=issue)
    assert made.headers["Location"] == edit(follow)
    assert follow.subject == f"Correction: {issue.subject}"
    assert "2 readers who got" in said(editor.get(screen(follow)))
    paused = Subscription.objects.filter(deliveries__issue=issue, deliveries__state="sent").first()
    Subscription.objects.filter(pk=paused.pk).update(paused_until=clock.now() + timedelta(days=1))
    assert "1 reader who got" in said(editor.get(screen(follow)))


def test_a_correction_that_does_not_say_what_is_right_stays_in(editor: Client) -> None:
    issue = under_way(sent=1)
    Issue.objects.update(subject="Two <gates> & a lock")
    editor.post(reverse("newsletters_issue_correct", args=(issue.pk,)), {"what": "own"})
    follow = Issue.objects.get(follows=issue)
    assert "“Two &lt;gates&gt; &amp; a lock” we were wrong" in follow.body.raw_data[0]["value"]
    press(editor, follow, "send", sure="1")
    assert "It does not say yet what is right" in said(editor.get(screen(follow)))
    assert Issue.objects.get(pk=follow.pk).sending == Sending.DRAFT
    follow.body = [*follow.body.raw_data, TEXT]
    follow.save_revision(clean=False)
    press(editor, follow, "send", sure="1")
    assert Issue.objects.get(pk=follow.pk).sending == Sending.FREEZING


def test_nobody_is_corrected_who_got_nothing(editor: Client) -> None:
    issue = make_issue(body=[TEXT])
    editor.post(reverse("newsletters_issue_correct", args=(issue.pk,)), {"what": "own"})
    assert Issue.objects.count() == 1


def test_the_screen_says_what_became_wrong_of_what_it_carried(editor: Client) -> None:
    one, two = make_story("One pier"), make_story("Two piers")
    issue = make_issue(body=[story_block(one.pk), story_block(two.pk)], sending=Sending.DONE, begun_at=BEFORE)
    assert "It was killed" not in said(editor.get(screen(issue)))
    kill(one, None, "It was wrong.")
    correct(two, None, CorrectionKind.CORRECTION, "There are three.")
    page = said(editor.get(screen(issue)))
    assert "One pier: It was killed" in page
    assert "There are three." in page


def test_the_list_shows_each_issue_with_its_standing(editor: Client) -> None:
    under_way(sent=1)
    make_issue(make_newsletter(slug="two", name="The Evening Tide"), subject="Tonight")
    page = said(editor.get(reverse("wagtailsnippets_newsletters_issue:list")))
    assert "being sent," in page
    assert "The Evening Tide" in page
    assert page.index("Tonight") < page.index("The channel")
    only = said(editor.get(reverse("wagtailsnippets_newsletters_issue:list"), {"sending": "draft"}))
    assert "The channel" not in only


def test_what_is_killed_while_it_goes_out_goes_no_further(editor: Client) -> None:
    issue = under_way(sent=1, pending=1)
    kill(issue, None, "It named a child.")
    verbs.stop_withdrawn(clock.now())
    assert Issue.objects.get().sending == Sending.PAUSED
    assert "It was killed" in said(editor.get(screen(issue)))
    assert "It was killed" in said(press(editor, issue, "resume"))
    assert Issue.objects.get().sending == Sending.PAUSED


def test_it_goes_no_further_with_a_story_that_was_killed_meanwhile(editor: Client) -> None:
    story = make_story("One pier")
    issue = make_issue(body=[story_block(story.pk)])
    Issue.objects.update(live=True, sending=Sending.SENDING, begun_at=BEFORE)
    going(issue, sent=1, pending=1)
    verbs.stop_withdrawn(clock.now())
    assert Issue.objects.get().sending == Sending.SENDING
    kill(story, None, "It was wrong.")
    verbs.stop_withdrawn(clock.now())
    assert Issue.objects.get().sending == Sending.PAUSED
    assert "“One pier” may not go out: It was killed" in said(editor.get(screen(issue)))


def test_the_page_of_an_issue_is_killed_on_its_screen_of_release(editor: Client) -> None:
    issue = make_issue(body=[TEXT])
    freezing.compile_issue(issue)
    address = reverse("desk_release", args=("newsletters.issue", issue.pk))
    assert "/newsletters/morning-tide/" in said(editor.get(address))
    assert address in said(editor.get(edit(issue)))
    editor.post(address, {"verb": "kill", "kill-reason": "It named a child.", "kill-sure": "on"})
    assert Issue.objects.get().killed_at is not None


def test_the_home_of_the_desk_shows_what_is_on_its_way_and_what_is_stuck(editor: Client) -> None:
    home = reverse("wagtailadmin_home")
    issue = make_issue(body=[TEXT])
    assert "Newsletters on their way" not in said(editor.get(home))
    press(editor, issue, "schedule", at="2099-07-01T06:30")
    assert "Goes out on 1 Jul 2099, 06:30" in said(editor.get(home))
    Issue.objects.update(sending=Sending.PAUSED, cause="The relay refuses it.")
    page = said(editor.get(home))
    assert "Paused: The relay refuses it." in page
    assert screen(issue) in page
    Issue.objects.update(sending=Sending.SENDING, cause="mail.example cannot be reached.")
    assert "Does not get on: mail.example cannot be reached." in said(editor.get(home))
    Issue.objects.update(sending=Sending.SCHEDULED, cause="", send_at=clock.wall() - timedelta(hours=1))
    assert "Its time has passed, and nothing has begun it" in said(editor.get(home))
