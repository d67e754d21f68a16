"""From an issue to a relay, in one process: each outcome, and what an editor may do about it."""

from __future__ import annotations

import re
import threading
from collections import Counter
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from django.db import connection

from broadsheet.kit import clock
from broadsheet.newsletters import hashes
from broadsheet.newsletters.couriers.loads import Word
from broadsheet.newsletters.models import (
    Delivery,
    Issue,
    Note,
    Outcome,
    Sending,
    Subscriber,
    Subscription,
    Suppression,
)
from broadsheet.newsletters.senders.mailbox import Mailbox
from broadsheet.newsletters.senders.smtp import Relay
from broadsheet.newsletters.sending import freezing, notes, progress, states, verbs
from broadsheet.newsletters.sending.endings import Told
from broadsheet.newsletters.sending.office import Office
from broadsheet.newsletters.tests.through_a_sink import QUICK, Sent, by_state, now
from broadsheet.release.actions.kill import kill
from tests.sending.paper import make_issue, subscribe
from tests.sending.sink import Faults, running
from tests.sites import until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def sent(tmp_path: Path) -> Sent:
    return Sent(tmp_path)


def test_each_reader_gets_it_once(sent: Sent) -> None:
    issue = sent.readers(50)
    sink = sent.send(issue)
    assert sink.accepted() == Counter(f"r{n}@mirna.example" for n in range(50))
    assert by_state() == {Outcome.SENT: 50}
    assert set(Delivery.objects.values_list("code", "reply", "claim", "lease_until")) == {
        ("2.0.0", "queued", "", None)
    }
    assert now(issue).done_at is not None


def test_who_left_is_paused_or_is_suppressed_is_left_out(sent: Sent) -> None:
    issue = sent.readers(5)
    # addressed first, changed afterwards: it is looked at again when a row is taken
    from_first = list(Subscription.objects.order_by("pk"))
    Issue.objects.filter(pk=issue.pk).update(sending=Sending.SENDING, frozen_up_to=verbs.ADDRESSED)
    Delivery.objects.bulk_create(Delivery(issue=issue, subscription=each) for each in from_first)
    Subscription.objects.filter(pk=from_first[0].pk).update(state="unsubscribed")
    Subscription.objects.filter(pk=from_first[1].pk).update(paused_until=clock.wall() + timedelta(days=1))
    Suppression.objects.create(address_hash=hashes.of("r2@mirna.example"), reason="asked", at=clock.wall())
    from_first[3].subscriber.delete()
    sink = sent.send(issue)
    assert sink.accepted() == Counter(["r4@mirna.example"])
    left_out = Delivery.objects.filter(state=Outcome.SKIPPED).order_by("pk").values_list("code", flat=True)
    assert list(left_out) == ["unsubscribed", "paused", "suppressed", "erased"]


def test_what_the_relay_refuses_has_failed_with_its_code(sent: Sent) -> None:
    issue = sent.readers(10)
    sink = sent.send(issue, Faults(always={"r3": "rcpt5"}))
    assert sink.accepted().total() == 9
    failed = Delivery.objects.get(state=Outcome.FAILED)
    assert (failed.code, failed.reply) == ("5.1.1", "nobody here")


def test_what_it_puts_off_goes_again_and_fails_when_there_is_no_end_of_it(sent: Sent) -> None:
    issue = sent.readers(10)
    sink = sent.send(issue, Faults(always={"r3": "rcpt4"}))
    assert sink.accepted().total() == 9
    assert sink.happened()["rcpt4"] == len(QUICK.waits) + 1
    failed = Delivery.objects.get(state=Outcome.FAILED)
    assert (failed.code, failed.deferrals) == ("4.2.0", len(QUICK.waits))


@pytest.mark.parametrize("fault", ["mail4", "data4", "end4", "closing", "busy", "drop_envelope"])
def test_what_is_known_not_to_be_accepted_goes_again(sent: Sent, fault: str) -> None:
    issue = sent.readers(40)
    sink = sent.send(issue, Faults(seed=3, **{fault: 0.15}))
    assert sink.happened()[fault]
    assert sink.accepted() == Counter(f"r{n}@mirna.example" for n in range(40))
    assert by_state() == {Outcome.SENT: 40}


@pytest.mark.parametrize("fault", ["drop_before", "drop_after", "garbage"])
def test_what_nobody_knows_stays_unknown_until_an_editor_decides(sent: Sent, fault: str) -> None:
    issue = sent.readers(40)
    sink = sent.send(issue, Faults(seed=3, **{fault: 0.2}))
    silent = sink.happened()[fault] or sink.happened()["silent"]
    assert silent
    assert by_state() == {Outcome.SENT: 40 - silent, Outcome.UNCERTAIN: silent}
    assert max(sink.accepted().values()) == 1
    assert verbs.resend_uncertain(now(issue)) == silent
    again = sent.send(issue)
    assert again.accepted().total() == silent
    assert by_state() == {Outcome.SENT: 40}


def test_who_comes_back_after_the_issue_was_done_has_its_reader_sent_again(sent: Sent) -> None:
    """A worker stood still for longer than its lease; the rest was sent, and what it had was unknown. Then it says
    that it never ended that message."""
    issue = sent.readers(1)
    while not freezing.address_more(issue.pk, clock.wall()):
        pass
    late = Office(threading.Event(), Relay("127.0.0.1", 1), QUICK)
    at, later = clock.wall(), clock.wall() + timedelta(seconds=9)
    fences = states.claim(Delivery, late.clerk.token, now=at, until=at, limit=9, issue=issue.pk)
    (job,), _ = late.clerk.makes.of_deliveries(fences, at)
    states.embark(Delivery, late.clerk.token, fences, now=at, until=at)
    states.reap(Delivery, now=later)
    verbs.finish_done(later)
    assert (now(issue).sending, by_state()) == (Sending.DONE, {Outcome.UNCERTAIN: 1})

    late.clerk.enter([], [Told(Word.GIVEN_BACK, job)])
    assert (now(issue).sending, by_state()) == (Sending.SENDING, {Outcome.PENDING: 1})
    assert sent.send(issue).accepted() == Counter(["r0@mirna.example"])


def test_of_couriers_that_die_at_most_one_message_a_connection_is_unknown(sent: Sent, tmp_path: Path) -> None:
    issue = sent.readers(60)
    with running(tmp_path / "sink", Faults(slow=1, delay=0.02)) as sink:
        office = Office(threading.Event(), Relay("127.0.0.1", sink.port, connections=3), QUICK)

        def some_are_out_and_some_are_not() -> bool:
            return 5 < sink.accepted().total() < 50

        def done() -> bool:
            if not killed and some_are_out_and_some_are_not():
                process = office._crew._process
                assert process is not None
                process.kill()
                killed.append(process.pid)
            return now(issue).sending == Sending.DONE

        killed: list[int] = []
        sent.run(office, done)
    assert killed
    unknown = by_state().get(Outcome.UNCERTAIN, 0)
    assert unknown <= 3
    assert by_state() == {Outcome.SENT: 60 - unknown, **({Outcome.UNCERTAIN: unknown} if unknown else {})}
    assert max(sink.accepted().values()) == 1
    assert sink.accepted().total() >= 60 - unknown


def test_couriers_end_with_their_office(sent: Sent) -> None:
    issue = sent.readers(3)
    office = Office(threading.Event(), Mailbox(sent.folder / "mail"), QUICK)
    sent.run(office, lambda: now(issue).sending == Sending.DONE)
    assert office._crew._process is None


def test_the_unknown_can_be_left(sent: Sent) -> None:
    issue = sent.readers(40)
    sink = sent.send(issue, Faults(seed=3, drop_after=0.2))
    assert verbs.leave_uncertain(now(issue)) == sink.happened()["silent"]
    assert verbs.leave_uncertain(now(issue)) == 0
    with pytest.raises(verbs.Refused):
        verbs.resend_uncertain(now(issue))


def test_a_policy_of_the_relay_pauses_the_issue_and_suppresses_nobody(sent: Sent) -> None:
    issue = sent.readers(60)
    sent.send(issue, Faults(always={"r3": "policy"}), state=Sending.PAUSED)
    assert now(issue).cause == "550 5.7.1 not from you"
    assert Delivery.objects.get(code="5.7.1").state in {Outcome.DEFERRED, Outcome.PENDING}
    assert by_state().get(Outcome.CLAIMED, 0) + by_state().get(Outcome.INFLIGHT, 0) == 0
    assert not Suppression.objects.exists()
    verbs.resume(now(issue))
    sent.send(issue, Faults(always={"r3": "policy"}))
    assert by_state() == {Outcome.SENT: 59, Outcome.FAILED: 1}


def test_a_relay_that_is_away_is_named_and_nothing_is_lost(sent: Sent, tmp_path: Path) -> None:
    issue = sent.readers(10)
    nobody = Relay("127.0.0.1", 9, connections=2)
    sent.run(Office(threading.Event(), nobody, QUICK), lambda: bool(now(issue).cause))
    assert "127.0.0.1:9 cannot be reached" in now(issue).cause
    assert by_state() == {Outcome.PENDING: 10}
    assert sent.send(issue).accepted().total() == 10
    assert now(issue).cause == ""


def test_pause_resume_and_cancel(sent: Sent) -> None:
    issue = sent.readers(200)
    log = sent.folder / "sink"
    with running(log, Faults(slow=1, delay=0.02)) as sink:
        relay = Relay("127.0.0.1", sink.port, connections=2)
        office = Office(threading.Event(), relay, QUICK)
        thread = threading.Thread(target=office.run)
        thread.start()
        until(lambda: sink.accepted().total() > 5)
        verbs.pause(now(issue), "Paused at the desk.")
        until(lambda: not by_state().get(Outcome.CLAIMED) and not by_state().get(Outcome.INFLIGHT))
        before = sink.accepted().total()
        assert before == by_state()[Outcome.SENT] < 100
        verbs.resume(now(issue))
        until(lambda: sink.accepted().total() > before)
        verbs.cancel(now(issue))
        until(lambda: not by_state().get(Outcome.CLAIMED) and not by_state().get(Outcome.INFLIGHT))
        office._stopping.set()
        thread.join(60)  # longer than an office waits for its lanes
        assert sink.accepted().total() == by_state()[Outcome.SENT] < 200
    assert now(issue).sending == Sending.CANCELLED


def test_a_forwarded_issue_opens_nobody_s_choices(sent: Sent, tmp_path: Path) -> None:
    sent.readers(1)
    mailbox = Mailbox(tmp_path / "mail")
    sent.run(Office(threading.Event(), mailbox, QUICK), Issue.objects.filter(sending=Sending.DONE).exists)
    [kept] = (tmp_path / "mail" / "new").iterdir()
    text = kept.read_bytes().decode().replace("=\r\n", "").replace("=\n", "")
    assert "/newsletters/preferences/" in text
    assert set(re.findall(r"/newsletters/(\w+)/[\w-]{20,}", text)) == {"unsubscribe"}


def test_what_is_killed_goes_no_further(sent: Sent) -> None:
    issue = sent.readers(5)
    Issue.objects.filter(pk=issue.pk).update(sending=Sending.SENDING, frozen_up_to=verbs.ADDRESSED)
    Delivery.objects.bulk_create(Delivery(issue=issue, subscription=each) for each in Subscription.objects.all())
    kill(issue, None, "It named a child.")
    assert sent.send(issue, state=Sending.PAUSED).accepted() == Counter()
    assert "killed" in now(issue).cause


def test_the_unknown_of_a_cancelled_issue_are_not_promised_to_go_again(sent: Sent) -> None:
    issue = sent.readers(1)
    Delivery.objects.create(issue=issue, subscription=Subscription.objects.get(), state=Outcome.UNCERTAIN)
    verbs.cancel(issue)
    with pytest.raises(verbs.Refused, match="cancelled"):
        verbs.resend_uncertain(issue)
    assert by_state() == {Outcome.UNCERTAIN: 1}


def test_a_correction_goes_to_those_who_got_the_issue_and_still_want_it(sent: Sent) -> None:
    first = sent.readers(10)
    sent.send(first, Faults(always={"r3": "rcpt5"}))
    Subscription.objects.filter(subscriber__key="r5@mirna.example").update(state="unsubscribed")
    subscribe(sent.newsletter, 3, first=10)
    sink = sent.send(make_issue(sent.newsletter, follows=first))
    assert sink.accepted() == Counter(f"r{n}@mirna.example" for n in (0, 1, 2, 4, 6, 7, 8, 9))


def test_the_rate_is_that_of_all_offices_together(sent: Sent) -> None:
    issue = sent.readers(60)
    began = clock.wall()
    sink = sent.send(issue, rate=40.0)
    assert sink.accepted().total() == 60
    assert (clock.wall() - began).total_seconds() > 0.45


def test_a_domain_has_a_rate_of_its_own_and_holds_up_nobody(sent: Sent) -> None:
    subscribe(sent.newsletter, 10, first=100, domain="slow.example")
    issue = sent.readers(30)
    began = clock.wall()
    sink = sent.send(issue, domain_rates={"slow.example": 8.0})
    assert sink.accepted().total() == 40
    assert (clock.wall() - began).total_seconds() > 0.2
    # eight may go at once; the other two are taken a second time, and they alone
    twice = Delivery.objects.filter(attempt__gt=1).values_list("subscription__subscriber__key", flat=True)
    assert len(twice) == 2
    assert all(who.endswith("@slow.example") for who in twice)


def test_who_needs_smtputf8_is_left_out_where_the_relay_has_none(sent: Sent) -> None:
    issue = sent.readers(3)
    reader = Subscriber.objects.filter(key="r1@mirna.example")
    reader.update(address="ä1@mirna.example", key="ä1@mirna.example", needs_smtputf8=True)
    sink = sent.send(issue, Faults(offers=("PIPELINING",)))
    assert sink.accepted().total() == 2
    assert "SMTPUTF8" in Delivery.objects.get(state=Outcome.SKIPPED).reply


def test_a_relay_without_pipelining_serves_as_well(sent: Sent) -> None:
    issue = sent.readers(20)
    sink = sent.send(issue, Faults(seed=1, offers=(), rcpt4=0.2, data4=0.1))
    assert sink.accepted() == Counter(f"r{n}@mirna.example" for n in range(20))


def test_a_note_is_sent_and_its_words_are_gone(sent: Sent, tmp_path: Path) -> None:
    box = Mailbox(tmp_path / "mail")
    given = ("Please confirm", "Your code: 123456\n", "<p>Your code: 123456</p>")
    note = notes.post("ada@mirna.example", *given, kind="confirmation", language="en")
    late = notes.post("bob@mirna.example", *given, kind="test", language="en", expires=clock.wall() - timedelta(1))
    sent.run(
        Office(threading.Event(), box, QUICK),
        lambda: not Note.objects.filter(state__in=["pending", "claimed", "inflight"]).exists(),
    )
    note.refresh_from_db()
    late.refresh_from_db()
    assert (note.state, note.text, note.html, note.subject) == (Outcome.SENT, "", "", "")
    assert (late.state, late.code, late.text) == (Outcome.SKIPPED, "expired", "")
    [file] = (tmp_path / "mail" / "new").iterdir()
    message = message_from_bytes(file.read_bytes(), policy=default)
    assert message["To"] == "ada@mirna.example"
    assert message["Subject"] == "Please confirm"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_body(("plain",)).get_content().strip() == "Your code: 123456"


def test_progress_counts_and_groups(sent: Sent) -> None:
    issue = sent.readers(12)
    sent.send(issue, Faults(always={"r3": "rcpt5", "r4": "rcpt5"}))
    told = progress.of(now(issue))
    assert (told.total, told.sent, told.open) == (12, 10, 0)
    assert [(cause.code, cause.count) for cause in told.causes] == [("5.1.1", 2)]


def test_the_database_keeps_what_was_committed(sent: Sent) -> None:
    if connection.vendor == "sqlite":
        Office(threading.Event(), Mailbox(sent.folder), QUICK).clerk.keep_what_is_committed()
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)
            cursor.execute("PRAGMA synchronous=OFF")
