"""The page of a reader's choices."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.test import Client

from broadsheet.kit import clock
from broadsheet.newsletters import lists, places, tokens
from broadsheet.newsletters.addresses import normalise
from broadsheet.newsletters.models import (
    ConsentRecord,
    Newsletter,
    Note,
    Subscriber,
    Subscription,
    Suppression,
    Tally,
)
from broadsheet.newsletters.models import SuppressionReason as Reason
from broadsheet.newsletters.signup import dossiers, people
from broadsheet.newsletters.tests.issues import make_newsletter
from broadsheet.newsletters.tests.readers import CLICK, mails, path_in, reader, sign_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def tide() -> Newsletter:
    return make_newsletter()


@pytest.fixture
def court() -> Newsletter:
    return make_newsletter(name="Court Notes", slug="court", order=1)


@pytest.fixture
def ada(tide: Newsletter) -> Subscriber:
    return reader(tide).subscriber


def page_of(subscriber: Subscriber, *, at: Any = None) -> str:
    token = tokens.preferences(subscriber.pk, subscriber.preferences_epoch, at or clock.wall())
    return places.preferences("en", token)


def said(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def states(key: str = "ada@post.example") -> dict[str, str]:
    rows = Subscription.objects.filter(subscriber__key=key)
    return dict(rows.values_list("newsletter__slug", "state"))


def moved(client: Client) -> None:
    """Agreed to at the old address, and confirmed at the new one."""
    for kind in ("agreeing", "moving"):
        client.post(path_in(mails(kind)[-1]), headers=CLICK)


def test_the_link_is_mailed_and_the_words_tell_nothing(client: Client, ada: Subscriber) -> None:
    url = places.preferences("en")
    first = said(client.post(url, {"email": "ada@post.example"}))
    assert first == said(client.post(url, {"email": "nobody@post.example"}))
    [note] = mails()
    assert (note.kind, note.address) == ("link", "ada@post.example")
    assert client.get(path_in(note)).status_code == 200


def test_a_bad_address_is_told_at_its_field(client: Client) -> None:
    answer = client.post(places.preferences("en"), {"email": "ada@"})
    assert answer.status_code == 422
    assert "Please enter a correct email address" in said(answer)
    assert 'value="ada@"' in said(answer)


def test_what_is_ticked_is_got_and_what_is_not_is_left(
    client: Client, tide: Newsletter, court: Newsletter, ada: Subscriber
) -> None:
    page = said(client.get(page_of(ada)))
    assert page.count("checked") == 1
    client.post(page_of(ada), {"do": "save", "newsletter": [str(court.pk)], "language": "de"}, headers=CLICK)
    assert states() == {"morning-tide": "unsubscribed", "court": "confirmed"}
    ada.refresh_from_db()
    assert ada.language == "de"
    assert ConsentRecord.objects.filter(by="preferences").count() == 2
    assert Tally.objects.get(newsletter=court).total == 1


def test_a_pause_ends_by_itself_or_when_one_says_so(client: Client, tide: Newsletter, ada: Subscriber) -> None:
    ticked = {"do": "save", "newsletter": [str(tide.pk)]}
    client.post(page_of(ada), {**ticked, "pause": "2"}, headers=CLICK)
    until = Subscription.objects.get().paused_until
    assert until is not None
    assert timedelta(days=13) < until - clock.wall() <= timedelta(days=14)
    assert "Paused until" in said(client.get(page_of(ada)))
    client.post(page_of(ada), {**ticked, "pause": "0"}, headers=CLICK)
    assert Subscription.objects.get().paused_until is None
    assert states() == {"morning-tide": "confirmed"}


def test_a_form_from_elsewhere_changes_nothing_and_is_not_about_the_address(client: Client, ada: Subscriber) -> None:
    answer = client.post(page_of(ada), {"do": "leave"}, headers={**CLICK, "sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert '<p class="error" role="alert">This form was sent from another site: nothing was changed.' in said(answer)
    assert "email-wrong" not in said(answer)
    assert states() == {"morning-tide": "confirmed"}


def test_leaving_all_at_once(client: Client, tide: Newsletter, court: Newsletter, ada: Subscriber) -> None:
    lists.choose(ada, court, lists.Proof("the tests"))
    client.post(page_of(ada), {"do": "leave"}, headers=CLICK)
    assert set(states().values()) == {"unsubscribed"}


@pytest.mark.parametrize("days", [31, -1])
def test_an_old_link_and_one_from_the_future_are_void(client: Client, ada: Subscriber, days: int) -> None:
    answer = client.get(page_of(ada, at=clock.wall() - timedelta(days=days)))
    assert answer.status_code == 410
    assert "ada@" not in said(answer)


def test_a_new_address_is_used_once_it_was_confirmed_from_there(client: Client, ada: Subscriber) -> None:
    old = page_of(ada)
    client.post(old, {"do": "move", "email": "New@post.example"}, headers=CLICK)
    [asked] = mails()
    assert (asked.kind, asked.address) == ("agreeing", "ada@post.example")
    client.get(path_in(asked))
    assert mails("moving") == []
    client.post(path_in(asked), headers=CLICK)
    [note] = mails("moving")
    assert note.address == "New@post.example"
    assert Subscriber.objects.get().key == "ada@post.example"
    client.post(path_in(note), headers=CLICK)
    assert Subscriber.objects.get().address == "New@post.example"
    assert states("new@post.example") == {"morning-tide": "confirmed"}
    assert client.get(old).status_code == 410
    told = Note.objects.get(kind="moved")
    assert told.address == "ada@post.example"
    assert "new@" not in told.text.lower()
    assert client.post(path_in(note), headers=CLICK).status_code == 410


def test_an_address_that_is_known_already_gains_what_it_lacked(
    client: Client, tide: Newsletter, court: Newsletter, ada: Subscriber
) -> None:
    other = reader(court, "new@post.example")
    lists.choose(other.subscriber, tide, lists.Proof("the tests"))
    client.post(page_of(ada), {"do": "move", "email": "new@post.example"}, headers=CLICK)
    moved(client)
    assert Subscriber.objects.get() == other.subscriber
    assert states("new@post.example") == {"morning-tide": "confirmed", "court": "confirmed"}
    assert Tally.objects.get(newsletter=tide).total == 1


def test_whoever_was_forwarded_a_mail_carries_nobody_away(client: Client, tide: Newsletter, ada: Subscriber) -> None:
    """A welcome and the like lead to where a link is asked for; with one that was asked for, and sent on, an address
    is moved only as the old one agrees."""
    sign_up(client, tide)
    sign_up(client, tide, email="new@post.example")
    client.post(path_in(mails("confirmation")[0]), headers=CLICK)
    for kind in ("already", "welcome"):
        [note] = mails(kind)
        assert path_in(note) == places.preferences("en")
    client.post(page_of(ada), {"do": "move", "email": "eve@post.example"}, headers=CLICK)
    assert {note.address for note in mails() if note.kind in {"agreeing", "moving"}} == {"ada@post.example"}


def test_what_was_chosen_here_is_kept_word_by_word(
    client: Client, tide: Newsletter, court: Newsletter, ada: Subscriber
) -> None:
    both = {"do": "save", "newsletter": [str(tide.pk), str(court.pk)]}
    client.post(page_of(ada), both, headers=CLICK, REMOTE_ADDR="203.0.113.77")
    record = ConsentRecord.objects.get(event="confirmed", newsletter=court)
    assert record.wording is not None
    assert record.wording.text == "What you get\n[x] Court Notes\n[Save]"
    assert (record.network, record.form_url) == ("203.0.113.0/24", "https://ledger.example/newsletters/preferences/")


def test_two_addresses_that_became_one_keep_their_proofs_and_pauses(
    client: Client, tide: Newsletter, ada: Subscriber
) -> None:
    sign_up(client, tide, email="old@post.example")
    client.post(path_in(mails("confirmation")[0]), headers=CLICK)
    lists.unsubscribe(Subscription.objects.get(subscriber=ada), "link")
    old = Subscriber.objects.get(key="old@post.example")
    until = clock.wall() + timedelta(days=9)
    lists.pause(old.subscriptions.get(), until, "link")
    lists.move(old, normalise("ada@post.example"), "link")
    held = Subscription.objects.get()
    assert (held.state, held.paused_until) == ("confirmed", until)
    last = ConsentRecord.objects.filter(event="confirmed").order_by("pk").last()
    assert last is not None
    assert last.wording is not None
    assert last.wording.text.startswith("The Morning Tide\n")
    told = [each["event"] for each in dossiers.dossier(ada)["history"]]
    assert {"asked", "confirmed", "moved"} <= set(told)
    assert len(told) == ConsentRecord.objects.count()


def test_a_browser_that_tells_nothing_sends_its_choices_twice(
    client: Client, tide: Newsletter, court: Newsletter, ada: Subscriber
) -> None:
    both = {"do": "save", "newsletter": [str(tide.pk), str(court.pk)], "pause": "2"}
    page = said(client.post(page_of(ada), both))
    assert "Save your choices?" in page
    assert states() == {"morning-tide": "confirmed"}
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    sent = {name: [value for each, value in fields if each == name] for name, _ in fields}
    later = clock.wall() + people.A_MOMENT + timedelta(seconds=1)
    with mock.patch.object(clock, "wall", return_value=later):
        client.post(page_of(ada), sent)
    assert states() == {"morning-tide": "confirmed", "court": "confirmed"}
    assert set(Subscription.objects.values_list("paused_until", flat=True)) != {None}


def test_a_newsletter_in_another_language_is_marked_and_what_we_say_of_it_is_not(
    client: Client, ada: Subscriber
) -> None:
    late = make_newsletter("ar", name="مدّ المساء", slug="late")
    lists.choose(ada, late, lists.Proof("the tests"))
    lists.pause(Subscription.objects.get(newsletter=late), clock.wall() + timedelta(days=9), "link")
    page = said(client.get(page_of(ada)))
    [row] = [each for each in page.split("<li>") if "مدّ المساء" in each]
    marked, _, besides = row.partition('<div lang="ar" dir="rtl">')[2].partition("</div>")
    assert "مدّ المساء" in marked
    assert "Paused until" not in marked
    assert "Paused until" in besides


def test_a_reader_takes_all_that_is_kept_by_a_fresh_link(client: Client, ada: Subscriber) -> None:
    client.post(page_of(ada), {"do": "export"}, headers=CLICK)
    answer = client.post(path_in(mails()[0]), headers=CLICK)
    assert answer["Content-Disposition"].startswith("attachment")
    found = json.loads(answer.content)
    assert found["address"] == "ada@post.example"
    assert [each["newsletter"] for each in found["subscriptions"]] == ["The Morning Tide"]
    assert [each["event"] for each in found["history"]] == ["added", "exported"]


def test_a_script_that_sends_the_form_takes_no_data(client: Client, ada: Subscriber) -> None:
    client.post(page_of(ada), {"do": "export"}, headers=CLICK)
    answer = client.post(path_in(mails()[0]))
    assert "Content-Disposition" not in answer
    assert not ConsentRecord.objects.filter(event="exported").exists()


@pytest.mark.parametrize("wish", ["export", "erase"])
def test_nobody_is_flooded_with_fresh_links(client: Client, ada: Subscriber, wish: str) -> None:
    page = page_of(ada)  # once: a link that is made a second later is another link
    answers = {said(client.post(page, {"do": wish}, headers=CLICK)) for _ in range(5)}
    assert len(answers) == 1
    assert len(mails(wish)) == 3


def test_erasing_leaves_nothing_that_names_them_and_keeps_who_must_not_be_written_to(
    client: Client, tide: Newsletter, ada: Subscriber
) -> None:
    sign_up(client, tide)
    lists.suppress("ada@post.example", Reason.ASKED)
    client.post(page_of(ada), {"do": "erase"}, headers=CLICK)
    client.post(path_in(mails("erase")[0]), headers=CLICK)
    assert not Subscriber.objects.exists()
    assert not Subscription.objects.exists()
    assert Suppression.objects.count() == 1
    assert {each.subscriber_id for each in ConsentRecord.objects.all()} == {None}
    assert Tally.objects.get().total == 0
    assert not Note.objects.filter(address__contains="ada").exists()
    assert "ada" not in json.dumps(list(ConsentRecord.objects.values("address_hash", "form_url", "by")))


def test_who_is_blocked_is_not_told_that_anything_was_chosen(
    client: Client, tide: Newsletter, ada: Subscriber
) -> None:
    page = page_of(ada)
    lists.suppress("ada@post.example", Reason.ASKED)
    assert states() == {"morning-tide": "unsubscribed"}
    answer = said(client.post(page, {"do": "save", "newsletter": tide.pk}, headers=CLICK))
    assert "Your address is blocked here" in answer
    assert "Your choices are saved." not in answer
    assert states() == {"morning-tide": "unsubscribed"}


def test_a_link_for_one_thing_opens_nothing_else(client: Client, ada: Subscriber) -> None:
    at = clock.wall()
    tried = [
        places.preferences("en", tokens.fresh("export", ada.pk, 0, at), "erase"),
        places.preferences("en", tokens.preferences(ada.pk, 0, at), "erase"),
        places.preferences("en", tokens.fresh("erase", ada.pk, 0, at)),
        places.unsubscribe("en", tokens.confirm(1, at)),
        places.confirm("en", tokens.form_time(at)),
        places.preferences("en", tokens.fresh("erase", ada.pk, 1, at), "erase"),
    ]
    for path in tried:
        assert client.post(path, headers=CLICK).status_code == 410
    assert states() == {"morning-tide": "confirmed"}
