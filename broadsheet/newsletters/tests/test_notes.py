"""Mails to one person on their way to the relay: whose they are, and how servers are told."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from django.test import Client

from broadsheet.kit import clock
from broadsheet.newsletters import lists
from broadsheet.newsletters.composing import splicing
from broadsheet.newsletters.composing.letters import compose
from broadsheet.newsletters.composing.slots import PREFERENCES, UNSUBSCRIBE
from broadsheet.newsletters.desk.issues import trials
from broadsheet.newsletters.models import Newsletter, Note, Outcome
from broadsheet.newsletters.sending import notes, states
from broadsheet.newsletters.sending.jobs import Job, Jobs
from broadsheet.newsletters.tests.issues import block, make_issue, make_newsletter
from broadsheet.newsletters.tests.readers import CLICK, mails, path_in, reader, sign_up

pytestmark = pytest.mark.django_db


def post(address: str) -> Note:
    given = ("Hello", "Hello.\n")
    return notes.post(address, *given, kind="test", language="en", expires=None)


def taken() -> list[Job]:
    now = clock.wall()
    jobs, _ = Jobs({}).of_notes(states.claim(Note, "here", now=now, until=now, limit=9), now)
    return jobs


def test_an_international_domain_is_written_in_ascii_and_needs_nothing_of_the_relay() -> None:
    make_newsletter()
    Newsletter.objects.update(from_address="tide@straße.example")
    post("alice@bücher.de")
    [job] = taken()
    assert (job.load.recipient, job.load.smtputf8) == ("alice@xn--bcher-kva.de", False)
    assert job.load.sender == "tide@xn--strae-oqa.example"
    message = message_from_bytes(job.load.whole.encode(), policy=default)
    assert message["To"] == "alice@xn--bcher-kva.de"
    assert message["From"].addresses[0].addr_spec == "tide@xn--strae-oqa.example"
    assert message["Message-ID"].endswith("@xn--strae-oqa.example>")
    job.load.whole.encode("ascii")


def _mail(job: Job) -> EmailMessage:
    return message_from_bytes(job.load.whole.encode(), policy=default)


def _second() -> Newsletter:
    """Not the first newsletter, which is whom the paper writes from."""
    make_newsletter(name="First", slug="first", from_address="first@ledger.example")
    fields = {"from_name": "Court desk", "from_address": "court@court.example", "reply_to": "answers@court.example"}
    return make_newsletter(name="Court Notes", slug="court", order=5, **fields)


def test_what_follows_a_sign_up_comes_from_its_newsletter(client: Client) -> None:
    court = _second()
    sign_up(client, court)
    [note] = mails("confirmation")
    client.post(path_in(note), headers=CLICK)
    sign_up(client, court)
    mails()
    found = [(job.load.sender, _mail(job)) for job in taken()]
    assert len(found) == 3  # a confirmation, a welcome, and "you are subscribed already"
    for sender, mail in found:
        assert sender == "court@court.example"
        assert mail["From"] == "Court desk <court@court.example>"
        assert mail["Reply-To"] == "answers@court.example"
        assert mail["Auto-Submitted"] == "auto-generated"
        assert notes.OF not in mail


def test_a_test_has_all_that_mail_programs_are_told_of_an_issue(client: Client) -> None:
    court = _second()
    issue = make_issue(newsletter=court, body=[block("text", "<p>Good morning.</p>")])
    trials.send(issue, ["ada@post.example"])
    [job] = taken()
    parts = splicing.cut(compose(issue), court)
    whole = parts.build("ada@post.example", {UNSUBSCRIBE: "x", PREFERENCES: "x"}, delivery=1, at=clock.wall())
    readers, test = message_from_bytes(whole, policy=default), _mail(job)
    assert test.keys() == readers.keys()
    for name in ("From", "Reply-To", "To", "List-Id", "List-Unsubscribe-Post", "List-Archive"):
        assert test[name] == readers[name]
    assert test["List-Unsubscribe"] == "<https://ledger.example/newsletters/court/>"
    assert test["Subject"] == f"[Test] {issue.subject}"
    assert job.load.sender == "court@court.example"
    bodies = [[part.get_content_type() for part in mail.walk()] for mail in (test, readers)]
    assert bodies[0] == bodies[1]


def test_only_a_local_part_beyond_ascii_asks_for_smtputf8() -> None:
    post("ä@bücher.de")
    [job] = taken()
    assert (job.load.recipient, job.load.smtputf8) == ("ä@xn--bcher-kva.de", True)


def test_an_erased_reader_gets_no_note_that_waits_and_no_old_one_names_them() -> None:
    ada = reader(make_newsletter(), "Ada@bücher.de").subscriber
    post("Ada@bücher.de")
    Note.objects.update(state="sent")
    post("Ada@bücher.de")
    [job] = taken()
    post("bob@post.example")
    lists.erase(ada, "link")
    assert Note.objects.get().address == "bob@post.example"
    # a worker had it already: it is not let go, and nothing of it is ended
    now = clock.wall()
    assert states.embark(Note, "here", [job.fence], now=now, until=now) == set()


def test_notes_go_after_a_while_whatever_became_of_them() -> None:
    for state in ("sent", "failed", "uncertain", "inflight"):
        made = post(f"{state}@post.example")
        Note.objects.filter(pk=made.pk).update(state=state)
    notes.forget(clock.wall() + notes.KEPT - timedelta(hours=1))
    assert Note.objects.count() == 4
    notes.forget(clock.wall() + notes.KEPT + timedelta(hours=1))
    assert Note.objects.get().state == "inflight"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("<ada@post.example>: Recipient address rejected", "<…>: Recipient address rejected"),
        ("no such user: ada.ness+tide@post.example, sorry", "no such user: …, sorry"),
        ("rcpt=ada@post.example refused", "rcpt=… refused"),
        ("2.0.0 queued as 7@mx", "2.0.0 queued as …"),
        ("queued", "queued"),
    ],
)
def test_a_relay_s_words_are_kept_without_the_reader_s_address(said: str, kept: str) -> None:
    post("ada@post.example")
    [job] = taken()
    now = clock.wall()
    ending = states.Ending(job.fence, Outcome.FAILED, "5.1.1", said)
    states.settle(Note, "here", [ending], now=now)
    assert Note.objects.get().reply == kept


def test_a_ledger_keeps_no_address_of_those_who_got_it_either() -> None:
    post("ada@post.example")
    [job] = taken()
    now = clock.wall()
    states.embark(Note, "here", [job.fence], now=now, until=now)
    states.settle(Note, "here", [states.Ending(job.fence, Outcome.SENT, "2.0.0", "ok <ada@post.example>")], now=now)
    assert Note.objects.get().reply == "ok <…>"
