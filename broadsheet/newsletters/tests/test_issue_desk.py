"""The desk of issues, from the empty page to an issue that is sent off."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from broadsheet.briefs.factories import brief
from broadsheet.fronts.factories import make_rail
from broadsheet.kit import clock
from broadsheet.newsletters.models import Issue, Note, Sending, Subscription, Tally
from broadsheet.newsletters.tests.issue_desk import BEFORE, TEXT, edit, form, press, readers, said, screen, signed_in
from broadsheet.newsletters.tests.issues import block, issue_of_everything, make_issue, make_newsletter, story_block
from broadsheet.stories.factories import make_story


@pytest.fixture
def editor(db: None) -> Client:
    return signed_in("ebo", "Editor")


@pytest.fixture
def reporter(db: None) -> Client:
    return signed_in("ada", "Reporter")


# -- putting it together


def test_what_came_out_since_the_last_issue_is_proposed(editor: Client) -> None:
    newsletter = make_newsletter()
    make_issue(newsletter, begun_at=BEFORE, sending=Sending.DONE)
    new, old = make_story("New pier"), make_story("Old pier", first_published_at=BEFORE - timedelta(hours=1))
    make_story("Draft of a pier", live=False)
    brief("The ferry sails."), brief("The ferry sailed.", at=BEFORE - timedelta(hours=1))
    make_rail([old])
    page = said(editor.get(reverse("newsletters_issue_new")))
    assert "New pier" in page
    assert "The ferry sails." in page
    assert "Old pier" not in page
    assert "Draft of a pier" not in page
    assert "The ferry sailed." not in page
    assert f'value="{new.pk}" checked' in page


def test_what_is_ticked_becomes_blocks_in_their_order(editor: Client) -> None:
    newsletter = make_newsletter()
    make_newsletter(slug="second")
    one, two = make_story("One pier"), make_story("Two piers")
    told = brief("The ferry sails.")
    make_rail([one])
    chosen = editor.get(reverse("newsletters_issue_new"))
    assert f"?newsletter={newsletter.pk}" in said(chosen)
    address = f"{reverse('newsletters_issue_new')}?newsletter={newsletter.pk}"
    made = editor.post(address, {"story": [one.pk, two.pk], "brief": [told.pk], "picks": "1"})
    issue = Issue.objects.get()
    assert made.headers["Location"] == edit(issue)
    assert issue.subject == "Two piers"
    kinds = [(each["type"], each["value"]) for each in issue.body.raw_data]
    assert [kind for kind, _ in kinds] == ["story", "story", "heading", "brief", "picks"]
    assert [value["story"] for _, value in kinds[:2]] == [two.pk, one.pk]
    assert editor.get(edit(issue)).status_code == 200


def test_what_was_not_offered_cannot_be_ticked(editor: Client) -> None:
    newsletter, secret = make_newsletter(), make_story("Secret", live=False)
    editor.post(f"{reverse('newsletters_issue_new')}?newsletter={newsletter.pk}", {"story": [secret.pk]})
    assert list(Issue.objects.get().body.raw_data) == []


def test_the_row_follows_what_is_saved_in_the_editor(editor: Client) -> None:
    issue = make_issue(body=[TEXT])
    editor.post(edit(issue), form(issue, subject="Another subject"))
    row = Issue.objects.get()
    assert (row.subject, row.live, row.sending) == ("Another subject", False, Sending.DRAFT)
    assert "New words." in str(row.body.raw_data[0]["value"])


def test_no_button_of_the_editor_publishes(editor: Client) -> None:
    issue = make_issue(body=[TEXT])
    assert "action-publish" not in said(editor.get(edit(issue)))
    editor.post(edit(issue), {**form(issue), "action-publish": "1"})
    assert not Issue.objects.get().live


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("mail", "@media not all"),
        ("dark", "@media all"),
        ("text", "(the reader&#x27;s own link to unsubscribe)"),
        ("page", '<article class="story">'),
    ],
)
def test_the_preview_shows_the_mail(editor: Client, mode: str, words: str) -> None:
    issue = issue_of_everything()
    address = reverse("wagtailsnippets_newsletters_issue:preview_on_edit", args=(issue.pk,))
    editor.post(address, form(issue))
    page = editor.get(address, {"mode": mode})
    assert words in said(page)
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_the_check_list_is_beside_the_editor(editor: Client) -> None:
    issue = make_issue(body=[], preheader="")
    assert "data-issue-checks" in said(editor.get(edit(issue)))
    page = said(editor.get(reverse("newsletters_issue_checks", args=(issue.pk,))))
    assert 'data-refusals="1"' in page
    assert "It brings nothing yet" in page
    assert "It has no preheader" in page
    assert "KB of 102 KB" in page


# -- trying it


def test_a_test_goes_to_the_addresses_that_were_typed_and_unsubscribes_nobody(reporter: Client) -> None:
    issue = make_issue(body=[TEXT])
    assert "ada@ledger.example" in said(reporter.get(screen(issue)))
    press(reporter, issue, "test", to="ada@ledger.example, Ebo@Ledger.example ada@ledger.example")
    notes = Note.objects.order_by("pk")
    assert [note.address for note in notes] == ["ada@ledger.example", "Ebo@Ledger.example"]
    assert notes[0].subject == f"[Test] {issue.subject}"
    assert "https://ledger.example/newsletters/morning-tide/" in notes[0].text
    assert "\ue000" not in notes[0].text + notes[0].html


def test_the_screen_says_what_became_of_a_test(reporter: Client) -> None:
    issue = make_issue(body=[TEXT])
    press(reporter, issue, "test", to="ada@ledger.example")
    fragment = reverse("newsletters_issue_tests", args=(issue.pk,))
    assert "on its way" in said(reporter.get(screen(issue)))
    assert "data-moving" in said(reporter.get(fragment))
    Note.objects.update(state="failed", code="5.1.8", reply="bad sender")
    assert 'refused (<span dir="ltr">bad sender</span>)' in said(reporter.get(screen(issue)))
    assert "data-moving" not in said(reporter.get(fragment))
    other = make_issue(make_newsletter(slug="two", name="Two"), body=[TEXT])
    assert "bad sender" not in said(reporter.get(screen(other)))


def test_a_bad_address_comes_back_with_what_was_typed(editor: Client) -> None:
    issue = make_issue(body=[TEXT])
    page = said(press(editor, issue, "test", to="ada@"))
    assert "“ada@” is no mail address." in page
    assert ">\nada@</textarea>" in page
    assert not Note.objects.exists()


# -- sending it


def test_an_issue_is_scheduled_on_the_papers_clock_and_taken_back(editor: Client) -> None:
    issue = make_issue(body=[TEXT])
    Tally.objects.create(newsletter=issue.newsletter, day=clock.now().date(), total=41)
    assert "41 subscribed readers" in said(editor.get(screen(issue)))
    assert "Europe/Lisbon" in said(editor.get(screen(issue)))
    page = said(press(editor, issue, "schedule", at="2099-07-01T06:30"))
    row = Issue.objects.get()
    assert row.sending == Sending.SCHEDULED
    assert row.send_at is not None
    assert row.send_at.isoformat() == "2099-07-01T05:30:00+00:00"
    assert "1 Jul 2099, 06:30 (Europe/Lisbon, UTC+1)" in page
    press(editor, issue, "unschedule")
    assert Issue.objects.get().sending == Sending.DRAFT


def test_a_scheduled_issue_cannot_be_changed_or_deleted(editor: Client) -> None:
    issue = make_issue(body=[TEXT])
    press(editor, issue, "schedule", at="2099-07-01T06:30")
    page = said(editor.post(edit(issue), form(issue, subject="Another subject")))
    assert "take it back on its screen of sending" in page
    editor.post(reverse("wagtailsnippets_newsletters_issue:delete", args=(issue.pk,)))
    assert Issue.objects.get().subject == issue.subject
    assert Issue.objects.get().get_latest_revision_as_object().subject == issue.subject


def test_a_time_that_has_passed_is_refused(editor: Client) -> None:
    issue = make_issue(body=[TEXT])
    assert "That has passed" in said(press(editor, issue, "schedule", at="2020-07-01T06:30"))
    assert Issue.objects.get().sending == Sending.DRAFT


def test_what_the_check_list_refuses_is_neither_scheduled_nor_sent(editor: Client) -> None:
    issue = make_issue(body=[story_block(make_story("Secret", live=False).pk)])
    assert "“Secret” may not go out" in said(press(editor, issue, "schedule", at="2099-07-01T06:30"))
    press(editor, issue, "send", sure="1")
    assert Issue.objects.get().sending == Sending.DRAFT


def test_sending_asks_once_more_and_says_how_many_get_it(editor: Client) -> None:
    issue = make_issue(body=[TEXT])
    one, *_others = readers(issue, 3)
    Subscription.objects.filter(pk=one.pk).update(paused_until=clock.now() + timedelta(days=1))
    page = said(press(editor, issue, "send"))
    assert "2 readers" in page
    assert 'name="sure"' in page
    assert Issue.objects.get().sending == Sending.DRAFT
    press(editor, issue, "send", sure="1")
    assert Issue.objects.get().sending == Sending.FREEZING


def test_a_reporter_writes_and_tries_but_does_not_send(reporter: Client) -> None:
    issue = make_issue(body=[TEXT])
    assert "An editor sends it" in said(reporter.get(screen(issue)))
    for do in ("schedule", "send", "pause", "cancel", "resend", "override"):
        assert reporter.post(screen(issue), {"do": do, "sure": "1", "at": "2099-07-01T06:30"}).url == reverse(
            "wagtailadmin_home"
        )
    assert Issue.objects.get().sending == Sending.DRAFT


def test_a_mail_that_is_too_large_goes_out_only_when_somebody_says_so(editor: Client) -> None:
    issue = make_issue(body=[block("text", f"<p>{'x' * 110_000}</p>")])
    assert "Message clipped" in said(editor.get(screen(issue)))
    press(editor, issue, "send", sure="1")
    assert Issue.objects.get().sending == Sending.DRAFT
    press(editor, issue, "override")
    press(editor, issue, "send", sure="1")
    assert Issue.objects.get().sending == Sending.FREEZING


# -- watching it
