"""The check list of an issue: what keeps it in, and what is only advice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.urls import get_resolver

from broadsheet.briefs.factories import brief, draft
from broadsheet.kit import clock
from broadsheet.newsletters.composing import findings, mail
from broadsheet.newsletters.composing.findings import look
from broadsheet.newsletters.models import Issue, Sending
from broadsheet.newsletters.tests.issues import block, issue_of_everything, make_issue, make_newsletter, story_block
from broadsheet.pictures.factories import make_picture
from broadsheet.press.models import Plate
from broadsheet.release.actions.embargo import embargo
from broadsheet.release.actions.hold import hold
from broadsheet.release.actions.kill import kill
from broadsheet.stories.factories import make_story

pytestmark = pytest.mark.django_db
TEXT = block("text", "<p>Good morning.</p>")


def stops(issue: Issue) -> list[str]:
    return [finding.check for finding in look(issue) if finding.blocking]


def advice(issue: Issue) -> list[str]:
    return [finding.check for finding in look(issue) if not finding.blocking]


def linked(url: str) -> Issue:
    return make_issue(body=[block("text", f'<p><a href="{url}">there</a></p>')])


@pytest.mark.parametrize(
    ("words", "note"),
    [
        (
            "[Ines: something short about the tram bell, if Petra has it by five, and else what the baker said.]",
            "[Ines",
        ),
        ("The bell rings at TK.", "TK"),
        ("“They [the pilots] knew it,” she said.", ""),
        ("See [1].", ""),
    ],
)
def test_a_note_to_a_colleague_is_found_before_it_goes_out(words: str, note: str) -> None:
    found = [
        each for each in look(make_issue(body=[TEXT, block("text", f"<p>{words}</p>")])) if each.check == "notes"
    ]
    assert [each.sentence.startswith(f"“{note}") for each in found] == [True] * bool(note)
    assert not any(each.blocking for each in found)


def test_an_issue_with_everything_right_has_nothing_to_be_said() -> None:
    Plate.objects.create(url="/contact/", kind="page", status=200, made=1)
    assert look(issue_of_everything()) == []


@pytest.mark.parametrize(
    ("fields", "check", "blocking"),
    [
        ({"subject": ""}, "subject", True),
        ({"subject": "x" * 51}, "subject", False),
        ({"preheader": ""}, "preheader", False),
        ({"preheader": "x" * 91}, "preheader", False),
        ({"body": []}, "body", True),
    ],
)
def test_words(fields: dict[str, Any], check: str, blocking: bool) -> None:
    found = look(make_issue(**{"body": [TEXT], **fields}))
    assert [(finding.check, finding.blocking) for finding in found] == [(check, blocking)]


def test_a_subject_that_was_sent_before_is_told() -> None:
    newsletter = make_newsletter()
    make_issue(newsletter, [TEXT], begun_at=clock.now(), sending=Sending.DONE)
    assert advice(make_issue(newsletter, [TEXT])) == ["subject"]


def test_a_draft_of_a_story_or_a_brief_keeps_it_in() -> None:
    assert stops(make_issue(body=[story_block(make_story(live=False).pk)])) == ["gate"]
    assert stops(make_issue(make_newsletter(slug="two"), [block("brief", draft().pk)])) == ["gate"]


def test_a_killed_story_and_a_deleted_one_keep_it_in() -> None:
    story, gone = make_story("One"), make_story("Two")
    issue = make_issue(body=[story_block(story.pk), story_block(gone.pk)])
    assert stops(issue) == []
    kill(story, None, "It was wrong.")
    gone.delete()
    assert stops(issue) == ["gate", "gate"]


def test_what_is_public_by_then_keeps_nothing_in() -> None:
    at = clock.now() + timedelta(hours=3)
    story = make_story(embargoed_until=at)
    issue = make_issue(body=[story_block(story.pk)])
    assert stops(issue) == ["gate"]
    issue.send_at = at - timedelta(minutes=1)
    assert stops(issue) == ["gate"]
    issue.send_at = at
    assert stops(issue) == []


def test_an_issue_on_hold_or_under_embargo_stays_in() -> None:
    issue = make_issue(body=[TEXT])
    hold(issue, None, "The lawyers read it.")
    assert stops(Issue.objects.get()) == ["gate"]
    other = make_issue(make_newsletter(slug="two"), [TEXT])
    embargo(other, None, clock.now() + timedelta(hours=1))
    assert stops(Issue.objects.get(pk=other.pk)) == ["gate"]


def test_the_same_twice_is_told() -> None:
    story, told = make_story(), brief()
    blocks = [story_block(story.pk), story_block(story.pk), block("brief", told.pk), block("brief", told.pk)]
    assert advice(make_issue(body=blocks)) == ["twice", "twice"]


def test_a_picture_without_an_alternative_keeps_it_in_unless_it_is_left_out_or_decorative() -> None:
    story = make_story(hero=make_picture("Pier", alt=""))
    newsletter = make_newsletter()
    assert stops(make_issue(newsletter, [story_block(story.pk)])) == ["alt"]
    assert stops(make_issue(newsletter, [story_block(story.pk, picture=False)])) == []
    plain = make_story("Two", hero=make_picture("Rope", alt="", is_decorative=True))
    assert stops(make_issue(newsletter, [story_block(plain.pk)])) == []


def test_a_picture_whose_rights_end_is_told() -> None:
    story = make_story(hero=make_picture(rights_until=clock.now() - timedelta(days=1)))
    assert advice(make_issue(body=[story_block(story.pk)])) == ["picture"]


@pytest.mark.parametrize("url", ["", "#", "https://", "tides.example/today", "mailto:"])
def test_a_link_that_leads_nowhere_keeps_it_in(url: str) -> None:
    assert stops(linked(url)) == ["links"]


@pytest.mark.parametrize("url", ["https://tides.example/", "mailto:desk@ledger.example", "tel:+3531", "/desk/x/"])
def test_a_link_to_elsewhere_is_not_asked_about(url: str) -> None:
    assert get_resolver().url_patterns  # what answers by itself is told there
    assert look(linked(url)) == []


@pytest.mark.parametrize("url", ["/no-such-page/", "https://ledger.example/no-such-page/", "/../etc/"])
def test_a_link_into_the_paper_has_to_lead_somewhere(url: str) -> None:
    assert stops(linked(url)) == ["links"]


def test_a_link_to_a_page_that_stands_there_is_well() -> None:
    Plate.objects.create(url="/about/", kind="page", status=200, made=1)
    Plate.objects.create(url="/killed/", kind="page", status=410, made=1)
    assert stops(linked("https://ledger.example/about/?a=b#c")) == []
    make_newsletter(slug="two")
    issue = Issue.objects.get()
    issue.body = [block("button", {"words": "Go", "url": "https://ledger.example/killed/"})]
    assert stops(issue) == ["links"]


def test_an_unencrypted_link_and_a_link_to_a_draft_are_told() -> None:
    assert advice(linked("http://tides.example/")) == ["links"]
    hidden = make_story("Hidden", live=False)
    text = block("text", f'<p><a linktype="page" id="{hidden.pk}">soon</a></p>')
    assert advice(make_issue(make_newsletter(slug="two"), [text])) == ["links"]


def test_a_template_without_the_way_out_keeps_it_in(monkeypatch: pytest.MonkeyPatch) -> None:
    issue = make_issue(body=[TEXT])
    whole = mail.html
    monkeypatch.setattr(mail, "html", lambda *given: whole(*given).replace("unsubscribe", ""))
    assert stops(issue) == ["unsubscribe"]


def test_a_newsletter_without_a_postal_address_is_told() -> None:
    assert advice(make_issue(make_newsletter(postal_address=""), [TEXT])) == ["unsubscribe"]


def test_size_warns_first_and_then_keeps_it_in_unless_somebody_says_otherwise() -> None:
    def of(kilobytes: int) -> Issue:
        return make_issue(newsletter, [block("text", f"<p>{'x' * (kilobytes * 1024)}</p>")])

    newsletter = make_newsletter()
    assert look(of(60)) == []
    assert advice(of(85)) == ["size"]
    large = of(110)
    assert stops(large) == ["size"]
    large.override_size = True
    assert (stops(large), advice(large)) == ([], ["size"])
    assert findings.kilobytes(1025) == 2


def test_a_closed_newsletter_keeps_it_in() -> None:
    assert stops(make_issue(make_newsletter(archived=True), [TEXT])) == ["newsletter"]


def test_mail_that_is_not_vouched_for_keeps_it_in(settings: LazySettings) -> None:
    settings.MAIL_URL = "smtp://relay.example"
    assert stops(make_issue(body=[TEXT])) == ["sender"]


def test_a_paper_without_a_public_address_is_told(settings: LazySettings) -> None:
    settings.PAPER_BASE_URL = "http://127.0.0.1:8000"
    assert advice(make_issue(body=[TEXT])) == ["address"]
    settings.MAIL_URL = "smtp://relay.example"
    assert "address" in stops(make_issue(make_newsletter(slug="two"), [TEXT]))
