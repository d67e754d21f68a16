"""Subscribers at the desk: who may see them, how they are found, and what each verb leaves behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from broadsheet.newsletters import hashes, lists
from broadsheet.newsletters.desk.subscribers import searching
from broadsheet.newsletters.models import (
    ConsentRecord,
    Newsletter,
    Subscriber,
    Suppression,
    SuppressionReason,
    Tally,
)
from broadsheet.newsletters.tests.cast import added, make_newsletter, states, upload
from broadsheet.newsletters.tests.issue_desk import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief() -> Client:
    return signed_in("cleo", "Chief editor")


@pytest.fixture
def tide() -> Newsletter:
    return make_newsletter()


SCREENS = ["newsletters_subscribers", "newsletters_blocked", "newsletters_imports", "newsletters_subscriber_add"]


@pytest.mark.parametrize("name", SCREENS)
@pytest.mark.parametrize(
    ("who", "group", "may"), [("ada", "Reporter", 0), ("ebo", "Editor", 0), ("c", "Chief editor", 1)]
)
def test_only_chief_editors_see_who_the_subscribers_are(name: str, who: str, group: str, may: int) -> None:
    assert (signed_in(who, group).get(reverse(name)).status_code == 200) is bool(may)


def test_an_exact_address_comes_alone_and_a_beginning_in_the_order_of_the_alphabet(tide: Newsletter) -> None:
    for name in ("ana@example.org", "ana@example.org.example.net", "Anatol@example.org", "ben@example.org"):
        added(name, tide)
    assert [each.key for each in searching.by_address(" ANA@example.org ").people] == ["ana@example.org"]
    assert [each.key for each in searching.by_address("An").people] == [
        "ana@example.org", "ana@example.org.example.net", "anatol@example.org",
    ]  # fmt: skip
    assert searching.by_address("%").people == []


def test_all_of_a_provider_are_found_by_an_index_a_page_at_a_time(
    chief: Client, tide: Newsletter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "PAGE", 2)
    for name in ("cy@mail.example", "ana@mail.example", "ben@mail.example", "ana@a.mail.example", "x@bücher.example"):
        added(name, tide)
    first = searching.at_domain("@MAIL.example")
    assert [each.key for each in first.people] == ["cy@mail.example", "ana@mail.example"]
    second = searching.at_domain("@mail.example", first.after)
    assert ([each.key for each in second.people], second.after) == (["ben@mail.example"], "")
    assert [each.address for each in searching.at_domain("@bücher.example").people] == ["x@bücher.example"]
    page = chief.get(reverse("newsletters_subscribers"), {"q": "@mail.example"}).content.decode()
    assert f'href="?q=%40mail.example&amp;after={first.after}"' in page
    for nobody in ("@mail", "@", "@a b", "@" + "x" * 300):
        assert (
            "the whole domain is looked for"
            in chief.get(reverse("newsletters_subscribers"), {"q": nobody}).content.decode()
        )
    with CaptureQueriesContext(connection) as asked:
        searching.at_domain("@mail.example")
    with connection.cursor() as cursor:
        explain = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "SET enable_seqscan = off; EXPLAIN "
        cursor.execute(explain + asked.captured_queries[0]["sql"])
        assert "newsletters_of_domain" in str(cursor.fetchall())


def test_pages_follow_each_other_without_a_gap(tide: Newsletter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "PAGE", 3)
    keys = sorted(f"r{number}@example.org" for number in range(10))
    for key in keys:
        added(key, tide)
    seen, after = [], ""
    while True:
        found = searching.by_address("r", after)
        seen += [each.key for each in found.people]
        if not (after := found.after):
            break
    assert seen == keys
    seen, before = [], None
    while True:
        found = searching.newest(tide.pk, "confirmed", before)
        seen += [each.key for each in found.people]
        if not found.after:
            break
        before = int(found.after)
    assert seen == keys[::-1]


def test_a_standing_is_found_in_any_newsletter_and_any_standing_in_one(tide: Newsletter, chief: Client) -> None:
    court = make_newsletter("Court Notes", slug="court")
    for name in ("ana@example.org", "ben@example.org"):
        added(name, tide)
        lists.unsubscribe(added(name, court), "link")
    added("cy@example.org", court)
    found = {
        (letter, state): [each.key[:2] for each in searching.newest(letter, state).people]
        for letter in (None, tide.pk, court.pk)
        for state in ("", "confirmed", "unsubscribed")
    }
    assert found == {
        (None, ""): ["cy", "be", "an"],
        (None, "confirmed"): ["cy", "be", "an"],
        (None, "unsubscribed"): ["be", "an"],
        (tide.pk, ""): ["be", "an"],
        (tide.pk, "confirmed"): ["be", "an"],
        (tide.pk, "unsubscribed"): [],
        (court.pk, ""): ["cy", "be", "an"],
        (court.pk, "confirmed"): ["cy"],
        (court.pk, "unsubscribed"): ["be", "an"],
    }
    page = chief.get(reverse("newsletters_subscribers"), {"state": "unsubscribed"}).content.decode()
    assert "ben@example.org" in page
    assert "cy@example.org" not in page


@pytest.mark.parametrize("after", ["9" * 18, "9" * 400, "-1", "x", "٣"])
@pytest.mark.parametrize("q", ["", "@example.org", "ana", "\0"])
def test_a_page_that_never_was_is_no_error(chief: Client, tide: Newsletter, q: str, after: str) -> None:
    added("ana@example.org", tide)
    assert chief.get(reverse("newsletters_subscribers"), {"q": q, "after": after}).status_code == 200


def test_the_list_asks_few_queries(chief: Client, tide: Newsletter, django_assert_max_num_queries: object) -> None:
    for number in range(30):
        added(f"r{number}@example.org", tide)
    chief.get(reverse("newsletters_subscribers"))  # the first of a minute notes the session
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        page = chief.get(reverse("newsletters_subscribers"), {"q": "r1"})
    assert "r19@example.org" in page.content.decode()


def test_one_person_with_what_they_agreed_to(chief: Client, tide: Newsletter) -> None:
    chief.post(
        reverse("newsletters_subscriber_add"),
        {"address": "Ana@Example.org", "newsletter": tide.pk, "asked": "At the counter, on a signed slip."},
    )
    person = Subscriber.objects.get()
    page = chief.get(reverse("newsletters_subscriber", args=(person.pk,))).content.decode()
    assert "Ana@Example.org" in page
    assert "“At the counter, on a signed slip.”" in page
    assert "added at the desk" in page


def test_the_desk_removes_pauses_and_resumes_through_the_verbs_of_lists(chief: Client, tide: Newsletter) -> None:
    held = added("ana@example.org", tide)
    url = reverse("newsletters_subscriber", args=(held.subscriber_id,))
    chief.post(url, {"do": "pause", "subscription": held.pk, "weeks": "2"})
    held.refresh_from_db()
    assert held.paused_until is not None
    chief.post(url, {"do": "resume", "subscription": held.pk})
    chief.post(url, {"do": "remove", "subscription": held.pk})
    assert states(tide) == {"ana@example.org": "unsubscribed"}
    events = ConsentRecord.objects.order_by("pk").values_list("event", "by")
    assert list(events) == [("added", "cleo"), ("paused", "cleo"), ("resumed", "cleo"), ("removed", "cleo")]


def test_an_editor_may_do_nothing_of_it(tide: Newsletter) -> None:
    held = added("ana@example.org", tide)
    url = reverse("newsletters_subscriber", args=(held.subscriber_id,))
    signed_in("ebo", "Editor").post(url, {"do": "remove", "subscription": held.pk})
    assert states(tide) == {"ana@example.org": "confirmed"}


def test_erasing_asks_for_the_address_once_more_and_leaves_no_name(chief: Client, tide: Newsletter) -> None:
    held = added("ana@example.org", tide)
    url = reverse("newsletters_subscriber", args=(held.subscriber_id,))
    chief.post(url, {"do": "erase", "address": "ana@example.com"})
    assert Subscriber.objects.exists()
    chief.post(url, {"do": "erase", "address": "ana@example.org"})
    assert not Subscriber.objects.exists()
    assert set(ConsentRecord.objects.values_list("address_hash", flat=True)) == {hashes.of("ana@example.org")}
    assert not ModelLogEntry.objects.filter(label__contains="ana@").exists()


def test_blocking_and_lifting_need_a_reason_and_are_logged(chief: Client) -> None:
    url = reverse("newsletters_blocked")
    chief.post(url, {"address": "ana@example.org", "note": ""})
    assert not Suppression.objects.exists()
    chief.post(url, {"address": "Ana@example.org", "note": "She telephoned."})
    row = Suppression.objects.get()
    assert row.address_hash == hashes.of("ana@example.org")
    assert "She telephoned." in chief.get(url, {"q": "ana@example.org"}).content.decode()
    assert "It is not blocked." in chief.get(url, {"q": "ben@example.org"}).content.decode()
    chief.post(url, {"row": row.pk, "note": ""})
    assert Suppression.objects.exists()
    chief.post(url, {"row": row.pk, "note": "She telephoned again."})
    assert not Suppression.objects.exists()
    assert set(ModelLogEntry.objects.values_list("action", flat=True)) == {"newsletters.block", "newsletters.unblock"}


@pytest.mark.parametrize(
    ("sent", "sentence", "field", "kept"),
    [
        ({"do": "erase", "address": "ana@example.com"}, "nothing was erased", "erase-address", "ana@example.com"),
        ({"do": "block", "reason": " "}, "Say why it is blocked", "block-reason", " "),
        ({"do": "add", "asked": ""}, "Say how they asked for it", "add-asked", ""),
    ],
)
def test_what_is_missing_on_a_persons_page_is_told_at_its_field(
    chief: Client, tide: Newsletter, sent: dict[str, str], sentence: str, field: str, kept: str
) -> None:
    other = make_newsletter("Court Notes", slug="court")
    held = added("ana@example.org", tide)
    url = reverse("newsletters_subscriber", args=(held.subscriber_id,))
    answer = chief.post(url, {**sent, "newsletter": other.pk})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'value="{kept}" autofocus aria-invalid="true" aria-describedby="{field}-wrong"' in page
    assert sentence in page.split(f'id="{field}-wrong"')[1].split("</p>")[0]
    assert page.count('<details class="readers-more" open>') == 1


def test_nobody_who_is_blocked_is_added_and_the_desk_says_why(chief: Client, tide: Newsletter) -> None:
    other = make_newsletter("Court Notes", slug="court")
    held = added("ana@example.org", tide)
    lists.suppress("ana@example.org", SuppressionReason.DESK)
    url = reverse("newsletters_subscriber", args=(held.subscriber_id,))
    page = chief.post(url, {"do": "add", "newsletter": other.pk, "asked": "By telephone."}, follow=True)
    assert "nobody may write to it" in page.content.decode()


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"address": "ana@", "note": "She telephoned."}, "address"),
        ({"address": "ana@example.org", "note": " "}, "note"),
    ],
)
def test_what_is_missing_for_a_block_is_told_at_its_field(chief: Client, sent: dict[str, str], field: str) -> None:
    answer = chief.post(reverse("newsletters_blocked"), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="{field}-wrong" role="alert"' in page
    assert all(f'value="{typed}"' in page for typed in sent.values())


def test_a_block_ends_what_they_get_and_lifting_it_mails_nobody(chief: Client, tide: Newsletter) -> None:
    added("ana@example.org", tide)
    url = reverse("newsletters_blocked")
    chief.post(url, {"address": "ana@example.org", "note": "She telephoned."})
    assert states(tide) == {"ana@example.org": "unsubscribed"}
    assert Tally.objects.get().total == 0
    last = ConsentRecord.objects.order_by("-pk").first()
    assert (last.event, last.by, last.newsletter_id) == ("removed", "cleo", tide.pk)
    chief.post(url, {"row": Suppression.objects.get().pk, "note": "She telephoned again."})
    assert states(tide) == {"ana@example.org": "unsubscribed"}


def test_lifting_a_block_that_a_list_brought_ends_what_they_got_here(
    chief: Client, tide: Newsletter, settings: LazySettings, tmp_path: Path
) -> None:
    added("ana@example.org", tide)
    settings.SITE = tmp_path
    url = upload(chief, tide, b"email,status\nana@example.org,bounced\n")
    chief.post(url, {"column-0": "address", "column-1": "state", "do": "begin", "consent": "Yes."})
    chief.post(reverse("newsletters_blocked"), {"row": Suppression.objects.get().pk, "note": "It works again."})
    assert states(tide) == {"ana@example.org": "bounced"}
    assert Tally.objects.get().total == 0
