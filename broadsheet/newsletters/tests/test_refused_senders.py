"""A relay that does not want the sender: the issue pauses before its list is used up, and the refused go again."""

from __future__ import annotations

import threading
from collections import Counter
from pathlib import Path

import pytest

from broadsheet.newsletters.models import Note, Outcome, Sending
from broadsheet.newsletters.senders.smtp import Relay
from broadsheet.newsletters.sending import endings, notes, verbs
from broadsheet.newsletters.sending.office import Office
from broadsheet.newsletters.tests.through_a_sink import QUICK, Sent, by_state, now
from tests.sending.sink import Faults, running

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def sent(tmp_path: Path) -> Sent:
    return Sent(tmp_path)


@pytest.mark.parametrize(
    "says",
    [
        {"MAIL": "550 5.1.8 bad sender"},
        {"MAIL": "553 that is not yours to use"},
        {"RCPT": "550 5.4.5 Daily user sending limit exceeded"},
        {"END": "552 5.3.4 too big"},
    ],
)
def test_a_relay_that_does_not_want_the_sender_pauses_the_issue_and_nobody_is_lost(
    sent: Sent, says: dict[str, str]
) -> None:
    issue = sent.readers(30)
    sent.send(issue, Faults(says=says), state=Sending.PAUSED)
    assert now(issue).cause == next(iter(says.values()))
    assert set(by_state()) <= {Outcome.DEFERRED, Outcome.PENDING}
    verbs.resume(now(issue))
    assert sent.send(issue).accepted() == Counter(f"r{n}@mirna.example" for n in range(30))


NOT_VERIFIED = {"END": "554 Message rejected: Email address is not verified."}


def test_many_refused_in_a_row_without_a_reason_of_their_own_pause_the_issue(sent: Sent) -> None:
    issue = sent.readers(60)
    sent.send(issue, Faults(says=NOT_VERIFIED), state=Sending.PAUSED)
    assert "none was accepted: 554 Message rejected" in now(issue).cause
    failed = by_state()[Outcome.FAILED]
    assert endings.IN_A_ROW <= failed < 60
    assert verbs.try_refused(now(issue)) == failed
    verbs.resume(now(issue))
    assert sent.send(issue).accepted() == Counter(f"r{n}@mirna.example" for n in range(60))


def test_addresses_that_do_not_exist_pause_nothing_and_are_not_tried_again(sent: Sent) -> None:
    issue = sent.readers(20)
    sent.send(issue, Faults(always={f"r{n}": "rcpt5" for n in range(2 * endings.IN_A_ROW)}))
    assert by_state() == {Outcome.FAILED: 20}
    with pytest.raises(verbs.Refused):
        verbs.try_refused(now(issue))


def test_the_refused_of_an_issue_that_is_done_are_tried_again_and_get_it_once(sent: Sent) -> None:
    issue = sent.readers(6)
    sent.send(issue, Faults(says=NOT_VERIFIED, always={"r0": "rcpt5"}))
    assert by_state() == {Outcome.FAILED: 6}
    assert verbs.try_refused(now(issue)) == 5
    assert now(issue).sending == Sending.SENDING
    assert sent.send(issue).accepted() == Counter(f"r{n}@mirna.example" for n in range(1, 6))
    assert by_state() == {Outcome.FAILED: 1, Outcome.SENT: 5}


def test_a_mail_to_one_person_waits_while_the_sender_is_refused(sent: Sent, tmp_path: Path) -> None:
    note = notes.post("ada@mirna.example", "Confirm", "Code", kind="confirmation", language="en")
    with running(tmp_path / "sink", Faults(says={"MAIL": "550 5.7.1 not from you"})) as sink:
        relay = Relay("127.0.0.1", sink.port)
        sent.run(Office(threading.Event(), relay, QUICK), Note.objects.filter(deferrals__gt=1).exists)
    note.refresh_from_db()
    assert (note.state, note.code, note.text) in {
        (Outcome.DEFERRED, "5.7.1", "Code"), (Outcome.PENDING, "5.7.1", "Code"),
    }  # fmt: skip
