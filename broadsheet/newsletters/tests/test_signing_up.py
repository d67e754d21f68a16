"""From the form to a confirmed subscription, with and without JavaScript."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from broadsheet.kit import clock
from broadsheet.newsletters import lists
from broadsheet.newsletters.models import (
    Attempt,
    ConsentRecord,
    Event,
    Newsletter,
    SignUp,
    Subscriber,
    Subscription,
    SuppressionReason,
    Tally,
)
from broadsheet.newsletters.signup.attending import tidy
from broadsheet.newsletters.tests.issues import make_newsletter
from broadsheet.newsletters.tests.readers import (
    CLICK,
    FRAGMENT,
    THANKS,
    code_in,
    mails,
    path_in,
    reader,
    said,
    sign_up,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def tide() -> Newsletter:
    return make_newsletter()


def test_a_form_is_answered_with_thanks_in_a_status(client: Client, tide: Newsletter) -> None:
    answer = sign_up(client, tide)
    assert answer.status_code == 200
    assert f'<div role="status" tabindex="-1" class="done"><p>{THANKS}</p></div>' in said(answer)
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"


def test_the_button_of_the_mail_confirms_and_a_welcome_follows(client: Client, tide: Newsletter) -> None:
    sign_up(client, tide, email=" Ada@Post.example ")
    [note] = mails()
    assert (note.kind, note.address) == ("confirmation", "Ada@Post.example")
    assert Subscription.objects.get().state == "pending"
    path = path_in(note)
    assert "<form" in said(client.get(path))
    assert Subscription.objects.get().state == "pending"
    assert "confirmed" in said(client.post(path, headers=CLICK))
    assert Subscription.objects.get().state == "confirmed"
    assert [each.kind for each in mails()] == ["confirmation", "welcome"]
    assert Tally.objects.get().total == 1


def test_a_second_press_changes_nothing_and_brings_nobody_back(client: Client, tide: Newsletter) -> None:
    sign_up(client, tide)
    path = path_in(mails()[0])
    client.post(path, headers=CLICK)
    lists.unsubscribe(Subscription.objects.get(), "link")
    again = client.post(path, headers=CLICK)
    assert (again.status_code, "You do not get what you signed up for" in said(again)) == (410, True)
    assert Subscription.objects.get().state == "unsubscribed"
    assert len(mails("welcome")) == 1


def test_an_older_sign_up_brings_nobody_back_who_left_after_it(client: Client, tide: Newsletter) -> None:
    sign_up(client, tide)
    sign_up(client, tide)
    first, second = (path_in(note) for note in mails("confirmation"))
    client.post(second, headers=CLICK)
    lists.unsubscribe(Subscription.objects.get(), "link")
    assert client.post(first, headers=CLICK).status_code == 410
    assert Subscription.objects.get().state == "unsubscribed"
    sign_up(client, tide)
    client.post(path_in(mails("confirmation")[-1]), headers=CLICK)
    assert Subscription.objects.get().state == "confirmed"


@pytest.mark.parametrize("how", ["button", "code"])
@pytest.mark.parametrize("what", ["blocked", "closed"])
def test_nobody_is_welcomed_who_gets_nothing(client: Client, tide: Newsletter, how: str, what: str) -> None:
    sign_up(client, tide)
    [note] = mails()
    if what == "blocked":
        lists.suppress("ada@post.example", SuppressionReason.DESK)
    else:
        make_newsletter(name="Court Notes", slug="court")
        Newsletter.objects.filter(pk=tide.pk).update(archived=True)
    answer = (
        client.post(path_in(note), headers=CLICK) if how == "button" else sign_up(client, tide, code=code_in(note))
    )
    assert answer.status_code in {410, 422}
    assert "You do not get what you signed up for" in said(answer)
    assert mails("welcome") == []


def test_the_six_digits_confirm_where_the_form_was(client: Client, tide: Newsletter) -> None:
    sign_up(client, tide)
    code = code_in(mails()[0])
    answer = sign_up(client, tide, code=f" {code[:3]} {code[3:]} ")
    assert "your subscription is confirmed" in said(answer)
    assert Subscription.objects.get().state == "confirmed"
    assert ConsentRecord.objects.get(event=Event.CONFIRMED).by == "code"


def test_after_five_wrong_codes_the_right_one_is_wrong_too(client: Client, tide: Newsletter) -> None:
    sign_up(client, tide)
    code = code_in(mails()[0])
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    for _ in range(5):
        answer = sign_up(client, tide, code=wrong)
        assert answer.status_code == 422
        assert 'aria-invalid="true" aria-describedby="letter-wrong"' in said(answer)
    assert sign_up(client, tide, code=code).status_code == 422
    assert Subscription.objects.get().state == "pending"


@pytest.mark.parametrize(
    "typed", ["", "ada", "ada@", "ada@post", "a b@post.example", "ada@post.example\r\nBcc: x@y.example"]
)
def test_a_bad_address_is_told_at_its_field_and_kept(client: Client, tide: Newsletter, typed: str) -> None:
    answer = sign_up(client, tide, email=typed)
    assert answer.status_code == 422
    page = said(answer)
    assert '<p class="error" id="letter-wrong">Please enter a correct email address</p>' in page
    assert 'aria-invalid="true" aria-describedby="letter-wrong"' in page
    assert not SignUp.objects.exists()
    assert '<a href="/newsletters/morning-tide/">The Morning Tide</a>' in page
    if typed == "ada@post":
        assert 'value="ada@post"' in page


def test_several_are_chosen_at_once_and_what_was_chosen_is_kept(client: Client, tide: Newsletter) -> None:
    court = make_newsletter(name="Court Notes", slug="court", description="What was decided.")
    answer = client.post("/newsletters/subscribe/", {"form": "letters", "email": "ada@post.example"})
    assert "Please choose at least one newsletter" in said(answer)
    assert len(re.findall(r'<input type="checkbox"[^>]* autofocus aria-invalid="true"', said(answer))) == 1
    answer = sign_up(client, tide, court, form="letters", email="ada@")
    assert said(answer).count("checked") == 2
    sign_up(client, tide, court, form="letters")
    client.post(path_in(mails()[0]), headers=CLICK)
    assert set(Subscription.objects.filter(state="confirmed").values_list("newsletter__slug", flat=True)) == {
        "morning-tide",
        "court",
    }


def test_a_form_of_the_footer_is_answered_on_a_page_with_that_footer(client: Client, tide: Newsletter) -> None:
    Newsletter.objects.update(in_footer=True)
    sent = {"form": "foot-letter", "newsletter": "morning-tide", "email": "ada"}
    page = said(client.post("/newsletters/subscribe/", sent))
    assert '<p class="error" id="letter-wrong">Please enter a correct email address</p>' in page
    assert page.count('id="foot-letter-email"') == page.count('id="letter-email"') == 1
    alone = said(client.post("/newsletters/subscribe/", sent, headers=FRAGMENT))
    assert '<p class="error" id="foot-letter-wrong">' in alone


def test_the_script_gets_the_form_alone(client: Client, tide: Newsletter) -> None:
    answer = client.post(
        "/newsletters/subscribe/",
        {"form": "rail-letter", "newsletter": tide.slug, "email": "ada@post.example"},
        headers=FRAGMENT,
    )
    assert answer["X-Fragment"] == "1"
    assert said(answer).startswith('<div role="status"')
    assert 'id="rail-letter-code"' in said(answer)


def test_each_record_says_what_was_agreed_to_and_where(client: Client, tide: Newsletter) -> None:
    client.post(
        "/newsletters/subscribe/",
        {"newsletter": tide.slug, "email": "ada@post.example"},
        headers={"referer": "https://ledger.example/harbour/dredging/?from=mail"},
        REMOTE_ADDR="203.0.113.77",
    )
    client.post(path_in(mails()[0]), headers=CLICK)
    asked, confirmed = ConsentRecord.objects.order_by("pk")
    for record in (asked, confirmed):
        assert record.wording is not None
        assert record.wording.text == (
            "The Morning Tide\nWe use your address for this newsletter only. "
            "You confirm from your inbox, and leave with one click.\n[Subscribe]"
        )
        assert record.form_url == "https://ledger.example/harbour/dredging/"
        assert record.network == "203.0.113.0/24"
    with pytest.raises(TypeError):
        asked.save()


@pytest.mark.parametrize(
    ("first", "kept"),
    [("https://ledger.example/harbour/", "https://ledger.example/harbour/"), ("https://x.example/", "")],
)
def test_where_somebody_signed_up_is_known_after_a_slip_as_well(
    client: Client, tide: Newsletter, first: str, kept: str
) -> None:
    """Our answer has a browser tell nothing of where it was; without JavaScript the form stands there then."""
    data = {"newsletter": tide.slug, "email": "ada@"}
    page = said(client.post("/newsletters/subscribe/", data, headers={"referer": first}))
    assert (f'name="at" value="{kept}"' in page) is bool(kept)
    client.post("/newsletters/subscribe/", {**data, "email": "ada@post.example", "at": first})
    assert SignUp.objects.get().form_url == kept


def test_without_javascript_a_link_leads_back_and_a_wrong_code_stays(client: Client, tide: Newsletter) -> None:
    story = "https://ledger.example/harbour/dredging/"
    data = {"form": "letter", "newsletter": tide.slug, "email": "ada@post.example"}
    page = said(client.post("/newsletters/subscribe/", data, headers={"referer": story}))
    assert f'<a class="tap" href="{story}">' in page
    at = page.split('name="at" value="')[1].split('"')[0]
    page = said(client.post("/newsletters/subscribe/", {**data, "at": at, "code": "12 34x"}))
    assert f'<a class="tap" href="{story}">' in page
    assert 'value="12 34x" autofocus aria-invalid="true"' in page
    assert "* indicates required" in page
    for elsewhere in ("https://x.example/", "javascript://ledger.example/%0aalert(1)"):
        page = said(client.post("/newsletters/subscribe/", {**data, "at": elsewhere}))
        assert "Back to where you were" not in page


# -- what cannot be found out


@pytest.fixture
def known(tide: Newsletter) -> dict[str, str]:
    """Addresses in every state, by it."""
    reader(tide, "gets@post.example")
    left = reader(tide, "left@post.example")
    lists.unsubscribe(left, "link")
    lists.suppress("never@post.example", SuppressionReason.ASKED)
    return {each: f"{each}@post.example" for each in ("gets", "left", "never", "new")}


def test_the_same_words_and_the_same_work_for_every_address(
    client: Client, tide: Newsletter, known: dict[str, str]
) -> None:
    sign_up(client, tide, email="warm@post.example")
    answers = []
    counts = []
    for address in known.values():
        with CaptureQueriesContext(connection) as found:
            answers.append(said(sign_up(client, tide, email=address)).replace(address, "…"))
        counts.append(len(found))
    assert len(set(answers)) == 1
    assert len(set(counts)) == 1


def test_only_the_mail_says_what_is_known(client: Client, tide: Newsletter, known: dict[str, str]) -> None:
    for address in known.values():
        sign_up(client, tide, email=address)
    assert {(note.address, note.kind) for note in mails()} == {
        ("gets@post.example", "already"),
        ("left@post.example", "confirmation"),
        ("new@post.example", "confirmation"),
    }
    assert Subscription.objects.get(subscriber__key="left@post.example").state == "unsubscribed"


# -- several forms of one page


def test_the_code_of_each_form_counts_in_each_and_the_answer_says_what_it_was(
    client: Client, tide: Newsletter
) -> None:
    court = make_newsletter(name="Court Notes", slug="court")
    sign_up(client, tide)
    sign_up(client, court)
    first, second = (code_in(note) for note in mails())
    for form, code, name in ((tide, second, "Court Notes"), (court, first, "The Morning Tide")):
        answer = sign_up(client, form, code=code)
        assert f"your subscription is confirmed ({name})" in said(answer)
    assert set(Subscription.objects.values_list("state", flat=True)) == {"confirmed"}


def test_wrong_codes_count_against_each_mail_that_they_might_have_been_of(client: Client, tide: Newsletter) -> None:
    for _ in range(2):
        sign_up(client, tide)
    codes = [code_in(note) for note in mails()]
    wrong = next(each for each in ("000000", "111111", "222222") if each not in codes)
    for _ in range(5):
        sign_up(client, tide, code=wrong)
    for code in codes:
        assert sign_up(client, tide, code=code).status_code == 422
    sign_up(client, tide)
    assert sign_up(client, tide, code=code_in(mails()[-1])).status_code == 200


def test_a_closed_newsletter_takes_nobody(client: Client, tide: Newsletter) -> None:
    Newsletter.objects.update(archived=True)
    assert sign_up(client, tide).status_code == 422
    assert not Subscriber.objects.exists()


# -- what becomes of it


def test_what_nobody_confirmed_goes_after_14_days(client: Client, tide: Newsletter) -> None:
    reader(tide, "stays@post.example")
    sign_up(client, tide)
    mails()
    now = clock.wall()
    tidy(now + timedelta(days=13))
    assert Subscription.objects.count() == 2
    tidy(now + timedelta(days=15))
    assert Subscriber.objects.get().key == "stays@post.example"
    assert not SignUp.objects.exists()
    assert not Attempt.objects.exists()
    assert ConsentRecord.objects.filter(event=Event.ASKED).count() == 1


def test_mails_speak_the_language_of_the_form(client: Client) -> None:
    sign_up(client, make_newsletter("de", name="Morgenflut", slug="morgenflut"))
    [note] = mails()
    assert note.language == "de"
    assert path_in(note).startswith("/de/newsletters/confirm/")
    assert client.get(path_in(note)).content.startswith(b'<!doctype html>\n<html lang="de"')


def test_names_cannot_write_headers_or_markup_into_mails(client: Client, tide: Newsletter) -> None:
    Newsletter.objects.update(name='Tide\r\nBcc: x@y.example <b onclick="x">')
    sign_up(client, tide)
    [note] = mails()
    assert "\n" not in note.subject
    assert "\r" not in note.subject
    assert "<b onclick" not in note.html
