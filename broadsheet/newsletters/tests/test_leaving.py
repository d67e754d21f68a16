"""Leaving a newsletter, taking it back, and the machines that follow links in mails."""

from __future__ import annotations

import re
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from html import unescape
from typing import Any
from unittest import mock

import pytest
from django.test import Client

from broadsheet.kit import clock
from broadsheet.newsletters import lists, places, tokens
from broadsheet.newsletters.addresses import normalise
from broadsheet.newsletters.models import (
    ConsentRecord,
    Delivery,
    Newsletter,
    Note,
    Subscriber,
    Subscription,
    Tally,
)
from broadsheet.newsletters.sending import states
from broadsheet.newsletters.sending.jobs import Jobs
from broadsheet.newsletters.signup import people
from broadsheet.newsletters.tests.issues import make_newsletter
from broadsheet.newsletters.tests.readers import CLICK, mails, path_in, reader, sign_up
from tests.sending.paper import make_issue as letter_issue

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
PREFETCH = {"purpose": "prefetch", "sec-purpose": "prefetch"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def tide() -> Newsletter:
    return make_newsletter()


@pytest.fixture
def ada(tide: Newsletter) -> Subscription:
    return reader(tide)


def path_of(subscription: Subscription) -> str:
    return places.unsubscribe("en", tokens.unsubscribe(subscription.pk, subscription.token_epoch))


def state() -> str:
    return Subscription.objects.get().state


def said(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_mail_programs_unsubscribe_with_one_post_as_often_as_they_like(client: Client, ada: Subscription) -> None:
    strict = Client(enforce_csrf_checks=True)
    for _ in range(2):
        answer = strict.post(path_of(ada), ONE_CLICK, headers={"origin": "https://mail.example"})
        assert answer.status_code == 200
        assert not answer.cookies
        assert "Location" not in answer
    assert state() == "unsubscribed"
    assert ConsentRecord.objects.filter(event="unsubscribed", by="one-click").count() == 1
    tally = Tally.objects.get()
    assert (tally.left, tally.total) == (1, 0)


def test_one_click_may_be_sent_in_either_form(client: Client, ada: Subscription) -> None:
    kind = "application/x-www-form-urlencoded"
    assert client.post(path_of(ada), "List-Unsubscribe=One-Click", content_type=kind).status_code == 200
    assert state() == "unsubscribed"


def test_the_page_shows_one_button_and_the_next_one_takes_it_back(client: Client, ada: Subscription) -> None:
    path = path_of(ada)
    page = said(client.get(path))
    assert page.partition("<main")[2].count("<form") == 1
    assert "a…@post.example" in page
    assert "ada@" not in page
    left = client.post(path, headers=CLICK)
    assert "You will get no more of “The Morning Tide”." in said(left)
    assert left["Referrer-Policy"] == "no-referrer"
    assert state() == "unsubscribed"
    undo = said(left).split('name="undo" value="')[1].split('"')[0]
    assert "You get “The Morning Tide” again." in said(client.post(path, {"undo": undo}, headers=CLICK))
    assert state() == "confirmed"


def test_taking_it_back_ends_after_a_day(client: Client, ada: Subscription) -> None:
    client.post(path_of(ada), headers=CLICK)
    undo = tokens.undo(ada.pk, 0, clock.wall() - timedelta(hours=25))
    client.post(path_of(ada), {"undo": undo}, headers=CLICK)
    assert state() == "unsubscribed"


def test_whoever_was_taken_off_at_the_desk_cannot_undo_it(client: Client, ada: Subscription) -> None:
    lists.remove(ada, "mira")
    undo = tokens.undo(ada.pk, 0, clock.wall())
    client.post(path_of(ada), {"undo": undo}, headers=CLICK)
    assert state() == "unsubscribed"


def test_a_raised_epoch_voids_the_links(client: Client, ada: Subscription) -> None:
    path = path_of(ada)
    Subscription.objects.update(token_epoch=1)
    assert client.post(path, ONE_CLICK).status_code == 410
    assert state() == "confirmed"


def _links(client: Client, tide: Newsletter) -> list[str]:
    """Every link of every mail: a confirmation, a leaving, preferences, a move, an export and an erasure."""
    sign_up(client, tide, email="new@post.example")
    confirm = path_in(mails("confirmation")[0])
    ada = reader(tide)
    choices = places.preferences("en", tokens.preferences(ada.subscriber_id, 0, clock.wall()))
    for wish in ({"do": "export"}, {"do": "erase"}, {"do": "move", "email": "other@post.example"}):
        client.post(choices, wish, headers=CLICK)
    fresh = [path_in(note) for note in mails() if note.kind in {"export", "erase", "agreeing"}]
    assert len(fresh) == 3
    return [confirm, path_of(ada), choices, *fresh]


def _everything() -> list[Any]:
    rows = [
        list(model.objects.order_by("pk").values())  # type: ignore[attr-defined]
        for model in (Subscriber, Subscription, ConsentRecord, Tally, Note)
    ]
    return rows


@pytest.mark.parametrize("headers", [{}, PREFETCH, {"user-agent": "link scanner"}])
def test_looking_at_links_changes_nothing(client: Client, tide: Newsletter, headers: dict[str, str]) -> None:
    links = _links(client, tide)
    before = _everything()
    for link in links:
        for method in (client.get, client.head):
            assert method(link, headers=headers).status_code == 200
    assert _everything() == before


LINK = re.compile(r"https://ledger\.example(/[^\s<>\"']*)")


def _all_links_of_all_mails(client: Client, tide: Newsletter) -> set[str]:
    """Whatever stands in the mails: in their words, their HTML and their headers, those of an issue as well."""
    confirm, *_ = _links(client, tide)
    client.post(confirm, headers=CLICK)  # a welcome follows
    issue = letter_issue(tide)
    Delivery.objects.bulk_create(Delivery(issue=issue, subscription=each) for each in Subscription.objects.all())
    now = clock.wall()
    fences = states.claim(Delivery, "test", now=now, until=now + timedelta(minutes=1), limit=99)
    makes = Jobs({})
    jobs, _ = makes.of_deliveries(fences, now)
    built = [message_from_bytes(makes.message(job), policy=default) for job in jobs]
    parts = [part.get_content() for mail in built for part in mail.walk() if not part.is_multipart()]
    headers = [str(value) for mail in built for value in mail.values()]
    waiting = [f"{note.text} {note.html} {note.headers}" for note in mails()]
    return {unescape(link) for words in (*parts, *headers, *waiting) for link in LINK.findall(words)}


def test_no_link_of_any_mail_does_anything_when_it_is_looked_at(client: Client, tide: Newsletter) -> None:
    links = _all_links_of_all_mails(client, tide)
    kinds = {link.removeprefix("/newsletters/").partition("/")[0] for link in links}
    assert {"confirm", "unsubscribe", "preferences"} <= kinds
    before = _everything()
    for link in links:
        assert client.get(link).status_code < 500
        assert client.head(link).status_code < 500
    assert _everything() == before


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "same-origin", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"},
        {"sec-fetch-site": "none"},
        {},
    ],
)
def test_a_form_that_a_script_sends_changes_nothing(
    client: Client, tide: Newsletter, headers: dict[str, str]
) -> None:
    links = _links(client, tide)
    choices = links[2]
    wishes: list[dict[str, str]] = [{"do": each} for each in ("leave", "save", "export", "erase")]
    wishes += [{"do": "move", "email": "evil@post.example"}]
    before = _everything()
    for link, fields in [*((link, {}) for link in links if link != choices), *((choices, each) for each in wishes)]:
        with mock.patch.object(clock, "wall", return_value=clock.wall()):  # at once, as scripts do
            answer = client.post(link, fields, headers=headers)
            assert answer.status_code == 200
            again = said(answer).split('name="again" value="')[1].split('"')[0]
            client.post(link, {**fields, "again": again}, headers=headers)
    assert _everything() == before


def test_an_old_browser_presses_twice(client: Client, ada: Subscription) -> None:
    path = path_of(ada)
    again = said(client.post(path)).split('name="again" value="')[1].split('"')[0]
    assert state() == "confirmed"
    later = clock.wall() + people.A_MOMENT + timedelta(seconds=1)
    with mock.patch.object(clock, "wall", return_value=later):
        client.post(path, {"again": again})
    assert state() == "unsubscribed"


# -- links for ever


def test_a_link_of_an_address_that_became_another_still_leaves(client: Client, tide: Newsletter) -> None:
    one, two, three = (reader(tide, f"{name}@post.example") for name in ("one", "two", "three"))
    old = [path_of(one), path_of(two)]
    lists.move(one.subscriber, normalise("two@post.example"), "link")
    lists.move(Subscriber.objects.get(key="two@post.example"), normalise("three@post.example"), "link")
    assert Subscription.objects.get() == three
    assert "t…@post.example" in said(client.get(old[0]))
    assert client.post(old[0], ONE_CLICK).status_code == 200
    assert state() == "unsubscribed"
    left = client.post(old[1], headers=CLICK)
    assert "You have left" in said(left)
    undo = said(left).split('name="undo" value="')[1].split('"')[0]
    client.post(old[1], {"undo": undo}, headers=CLICK)
    assert state() == "confirmed"


def test_whoever_was_erased_has_left_as_their_old_mails_say(client: Client, ada: Subscription) -> None:
    path = path_of(ada)
    lists.erase(ada.subscriber, "link")
    answer = client.post(path, ONE_CLICK)
    assert (answer.status_code, said(answer)) == (200, "You have left.")
    page = client.get(path)
    assert page.status_code == 200
    assert "does not go to you any more" in said(page)
    assert client.post(f"{path[:-2]}A/", ONE_CLICK).status_code == 410


def test_the_time_that_a_form_gets_is_no_second_press(client: Client, ada: Subscription) -> None:
    """A scanner could ask for it, wait a moment, and press."""
    shown = client.get("/newsletters/subscribe/?time").content.decode()
    later = clock.wall() + people.A_MOMENT + timedelta(seconds=1)
    with mock.patch.object(clock, "wall", return_value=later):
        client.post(path_of(ada), {"again": shown})
    assert state() == "confirmed"


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_other_methods_are_not_allowed(client: Client, ada: Subscription, method: str) -> None:
    assert getattr(client, method)(path_of(ada)).status_code == 405
