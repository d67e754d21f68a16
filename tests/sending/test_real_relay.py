"""A hop through a relay that is not ours: Postfix, with STARTTLS and a password. What we wrote is what arrives, two
parsers read the same in it, and its one-click link works."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
import uvloop
from django.conf import LazySettings
from django.test import Client

from broadsheet.kit import clock
from broadsheet.newsletters.models import OPEN, Delivery, Issue, Note, Outcome, Sending, Subscriber, Subscription
from broadsheet.newsletters.senders.base import Unreachable
from broadsheet.newsletters.senders.smtp import Relay
from broadsheet.newsletters.sending import freezing, notes, states, verbs
from broadsheet.newsletters.sending.jobs import Jobs
from broadsheet.newsletters.sending.office import Office
from broadsheet.newsletters.tests.issues import WORDS, issue_of_everything
from tests.sending import postfix
from tests.sending.paper import subscribe
from tests.sending.postfix import PASSWORD, USER, Postfix
from tests.sending.reading import Read, by_postal_mime, by_python
from tests.sites import until

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.part("postfix", "saslpasswd2", "postal-mime"),
]

READERS = 4
LANGUAGES = {"en": "English", "uk": "Ukrainian", "ar": "Arabic"}
ADDED = {"return-path", "x-original-to", "delivered-to", "received"}
"""Headers that a relay adds (RFC 5321, 4.4); Postfix writes the first three into its mailboxes."""


@pytest.fixture(scope="module")
def relay() -> Iterator[Postfix]:
    with postfix.running() as found:
        yield found


def client_of(relay: Postfix, password: str = PASSWORD) -> Relay:
    named = {"user": USER, "password": password, "tls": "starttls", "trusts": relay.trusted}
    return Relay("127.0.0.1", relay.port, connections=2, messages=3, hello="ledger.example", **named)


def begin(issue: Issue) -> None:
    """Without the check list, which would look for the pages that the issue links to."""
    verbs.send_now(issue)
    freezing.compile_issue(issue)


def send(relay: Postfix) -> list[bytes]:
    """All that waits; what arrived."""
    before = set(relay.mails())
    stopping = threading.Event()
    office = threading.Thread(target=Office(stopping, client_of(relay)).run)
    office.start()
    try:
        until(lambda: not _waits(), 30, told=_standing)
    finally:
        stopping.set()
        office.join(60)
    count = Delivery.objects.filter(state="sent").count() + Note.objects.filter(state="sent").count()
    return until(lambda: len(found := set(relay.mails()) - before) == count and list(found), 30, told=relay.log)


def _waits() -> bool:
    notes_wait = Note.objects.filter(state__in=OPEN).exists()
    return notes_wait or Issue.objects.exclude(sending__in=(Sending.DRAFT, Sending.DONE)).exists()


def _standing() -> list[tuple[str, ...]]:
    issues = list(Issue.objects.values_list("sending", "cause"))
    return issues + [row for book in (Note, Delivery) for row in book.objects.values_list("state", "code", "reply")]


def ours(read: Read) -> list[tuple[str, str]]:
    return [(name, value) for name, value in read.headers if name not in ADDED]


def undated(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """A mail that is built once more says when."""
    return [(name, "" if name == "date" else value) for name, value in headers]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_issue_arrives_as_it_was_written(relay: Postfix, language: str, settings: LazySettings) -> None:
    settings.PAPER_LANGUAGES = list(LANGUAGES)
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = list(LANGUAGES.items())
    issue = issue_of_everything(language)
    subscribe(issue.newsletter, READERS, domain=f"{language}.example")
    # the domain that this Postfix takes; and one whose local part is not ASCII
    for place, reader in enumerate(Subscriber.objects.order_by("pk")):
        key = f"r{place}.{language}@mirna.example" if place else f"ä.{language}@mirna.example"
        Subscriber.objects.filter(pk=reader.pk).update(address=key, key=key, needs_smtputf8=not key.isascii())
    begin(issue)
    arrived = send(relay)
    assert len(arrived) == READERS
    written = {read.recipient: read for read in map(by_python, _written(issue.pk))}
    for mail, other in zip(arrived, by_postal_mime(arrived), strict=True):
        read = by_python(mail)
        assert undated(ours(read)) == undated(written[read.recipient].headers)
        assert (read.text, read.html) == (written[read.recipient].text, written[read.recipient].html)
        assert (other.subject, other.sender, other.recipient) == (read.subject, read.sender, read.recipient)
        assert (other.text, other.html) == (read.text, read.html)
        assert [name for name, _ in other.headers] == [name for name, _ in read.headers]
        assert read.subject == WORDS[language]["subject"]
        assert WORDS[language]["story"] in read.text


def _written(issue: int) -> list[bytes]:
    """The mails of the issue, built once more."""
    Delivery.objects.filter(issue=issue).update(state=Outcome.PENDING, claim="")
    now = clock.wall()
    fences = states.claim(Delivery, "test", now=now, until=now + timedelta(minutes=1), limit=99, issue=issue)
    makes = Jobs({})
    jobs, _ = makes.of_deliveries(fences, now)
    return [makes.message(job) for job in jobs]


def test_one_post_to_the_link_that_arrived_unsubscribes(relay: Postfix, client: Client) -> None:
    issue = issue_of_everything()
    subscribe(issue.newsletter, 1)
    begin(issue)
    [mail] = send(relay)
    headers = dict(ours(by_python(mail)))
    assert headers["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    [path] = re.findall(r"<https://ledger\.example(/\S+)>", headers["list-unsubscribe"])
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Subscription.objects.get().state == "unsubscribed"


def test_a_note_arrives_with_its_headers(relay: Postfix) -> None:
    words = ("Будь ласка, підтвердьте", "Ваш код: 123456\n.\nFrom here on\n", "<p>Ваш код: 123456</p>")
    notes.post("ada@mirna.example", *words, kind="confirmation", language="uk")
    [mail] = send(relay)
    read, [other] = by_python(mail), by_postal_mime([mail])
    assert (read.subject, read.text, read.html) == (words[0], words[1].rstrip(), words[2])
    assert (other.subject, other.text, other.html) == (read.subject, read.text, read.html)
    assert dict(ours(read))["auto-submitted"] == "auto-generated"
    assert dict(ours(read))["content-language"] == "uk"


def test_a_wrong_password_is_refused_in_the_relays_words(relay: Postfix) -> None:
    async def sign_in() -> None:
        await client_of(relay, "wrong").connect()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner, pytest.raises(Unreachable, match="535"):
        runner.run(sign_in())
