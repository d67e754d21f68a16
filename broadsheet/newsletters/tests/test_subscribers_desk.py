"""Subscribers at the desk: who may see them, how they are found, and what each verb leaves behind."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from wagtail.models import ModelLogEntry

from broadsheet.kit import clock
from broadsheet.newsletters import addresses, consent, hashes, lists
from broadsheet.newsletters.consent import Proof
from broadsheet.newsletters.desk.subscribers import growth, searching
from broadsheet.newsletters.importing import jobs
from broadsheet.newsletters.models import (
    ConsentRecord,
    Event,
    Import,
    ImportState,
    Newsletter,
    Subscriber,
    Subscription,
    Suppression,
    SuppressionReason,
    Tally,
)
from broadsheet.newsletters.tests.cast import make_newsletter, states

pytestmark = pytest.mark.django_db


def signed_in(name: str, group: str) -> Client:
    user = User.objects.create(username=name, email=f"{name}@ledger.example")
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def chief() -> Client:
    return signed_in("cleo", "Chief editor")


@pytest.fixture
def tide() -> Newsletter:
    return make_newsletter()


def added(address: str, newsletter: Newsletter) -> Subscription:
    return lists.add(addresses.normalise(address), newsletter, "en", Proof("cleo"))


SCREENS = ["newsletters_subscribers", "newsletters_blocked", "newsletters_imports", "newsletters_subscriber_add"]


@pytest.mark.parametrize("name", SCREENS)
@pytest.mark.parametrize(
    ("who", "group", "may"), [("ada", "Reporter", 0), ("ebo", "Editor", 0), ("c", "Chief editor", 1)]
)
def test_only_chief_editors_see_who_the_subscribers_are(name: str, who: str, group: str, may: int) -> None:
    assert (signed_in(who, group).get(reverse(name)).status_code == 200) is bool(may)


def test_editors_see_how_newsletters_grow_and_no_address(tide: Newsletter) -> None:
    added("ana@example.org", tide)
    page = signed_in("ebo", "Editor").get(reverse("newsletters_growth")).content.decode()
    assert "The Tide Letter" in page
    assert "ana@example.org" not in page


def test_the_picture_of_growth_is_drawn_in_languages_with_decimal_commas(tide: Newsletter) -> None:
    added("ana@example.org", tide)
    with translation.override("uk"):
        page = signed_in("ebo", "Editor").get(reverse("newsletters_growth"), headers={"accept-language": "uk"})
    drawn = re.findall(r' (?:x|y|y1|y2)="([^"]*)"', page.content.decode())
    assert drawn
    assert all(re.fullmatch(r"[\d.]+", number) for number in drawn), drawn


def test_editors_see_where_those_signed_up_who_confirmed_lately(tide: Newsletter) -> None:
    story, now = "https://ledger.example/harbour/channel/", clock.now()
    for number, (url, at) in enumerate([(story, now), (story, now), ("", now), (story, now - timedelta(weeks=5))]):
        who = lists.subscriber_of(addresses.normalise(f"r{number}@example.org"), "en", at)
        consent.record(Event.CONFIRMED, who, [tide.pk], Proof("link", form_url=url), at)
        consent.record(Event.ASKED, who, [tide.pk], Proof("form", form_url=url), at)
    found = growth.sources(tide)
    assert [(each.words, each.count) for each in found] == [
        ("/harbour/channel/", 2),
        ("Their browser did not say where", 1),
    ]
    page = signed_in("ebo", "Editor").get(reverse("newsletters_growth")).content.decode()
    assert f'<a href="{story}">/harbour/channel/</a>' in page


def test_the_picture_of_growth_says_in_its_table_what_its_line_shows(tide: Newsletter) -> None:
    today = clock.local(clock.now()).date()
    for days, came, left, total in ((400, 7, 0, 7), (15, 3, 1, 9), (14, 1, 0, 10), (1, 0, 2, 8)):
        Tally.objects.create(
            newsletter=tide, day=today - timedelta(days=days), confirmed=came, left=left, total=total
        )
    (found,) = growth.growths([tide])
    assert [week.total for week in found.weeks[-4:]] == [7, 10, 10, 8]
    assert (found.came, found.left, found.total) == ("4", "3", "8")
    assert [label.text for label in found.heights] == ["0", "5", "10"]
    assert len(found.line.split()) == growth.WEEKS


@pytest.mark.parametrize(
    ("highest", "step"), [(0, 1), (1, 1), (4, 1), (5, 2), (9, 5), (40, 10), (41, 20), (123_456, 50_000)]
)
def test_the_axis_counts_in_whole_numbers(highest: int, step: int) -> None:
    assert growth._step(highest) == step


def test_an_exact_address_comes_alone_and_a_beginning_in_the_order_of_the_alphabet(tide: Newsletter) -> None:
    for name in ("ana@example.org", "ana@example.org.example.net", "Anatol@example.org", "ben@example.org"):
        added(name, tide)
    assert [each.key for each in searching.by_address(" ANA@example.org ").people] == ["ana@example.org"]
    assert [each.key for each in searching.by_address("An").people] == [
        "ana@example.org", "ana@example.org.example.net", "anatol@example.org",
    ]  # fmt: skip
    assert searching.by_address("%").people == []


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


def test_lifting_a_block_that_a_list_brought_ends_what_they_got_here(chief: Client, tide: Newsletter) -> None:
    added("ana@example.org", tide)
    url = upload(chief, tide, b"email,status\nana@example.org,bounced\n")
    chief.post(url, {"column-0": "address", "column-1": "state", "do": "begin", "consent": "Yes."})
    chief.post(reverse("newsletters_blocked"), {"row": Suppression.objects.get().pk, "note": "It works again."})
    assert states(tide) == {"ana@example.org": "bounced"}
    assert Tally.objects.get().total == 0


# -- lists in and out

LIST = b"email,status,city\nana@example.org,active,Mirna Bay\nben@example.org,unsubscribed,\nnobody,active,\n"


def upload(client: Client, newsletter: Newsletter, body: bytes = LIST) -> str:
    file = SimpleUploadedFile("readers.csv", body, "text/csv")
    answer = client.post(reverse("newsletters_imports"), {"newsletter": newsletter.pk, "file": file})
    return answer["Location"] if answer.status_code == 302 else answer.content.decode()


@pytest.fixture(autouse=True)
def apart(tmp_path: Path, settings: object) -> None:
    settings.SITE = tmp_path  # type: ignore[attr-defined]


def test_a_list_is_looked_at_first_and_brought_in_with_consent(chief: Client, tide: Newsletter) -> None:
    url = upload(chief, tide)
    page = chief.get(url).content.decode()
    assert "Mirna Bay" in page
    assert not Subscriber.objects.exists()
    chosen = {"column-0": "address", "column-1": "state", "column-2": "", "do": "begin"}
    assert "Say what these people agreed to" in chief.post(url, {**chosen, "consent": " "}).content.decode()
    assert not Subscriber.objects.exists()
    chief.post(url, {**chosen, "consent": "I want the Tide Letter."})
    assert states(tide) == {"ana@example.org": "confirmed", "ben@example.org": "unsubscribed"}
    page = chief.get(url).content.decode()
    assert "“nobody” is no mail address." in page
    assert not list(jobs.folder().iterdir())


def test_columns_are_as_somebody_says_and_not_as_they_were_guessed(chief: Client, tide: Newsletter) -> None:
    url = upload(chief, tide)
    chief.post(url, {"column-0": "address", "column-1": "", "do": "begin", "consent": "Yes."})
    assert states(tide) == {"ana@example.org": "confirmed", "ben@example.org": "confirmed"}


WIDE = b"email,%s,unsubscribed_at,shoe size\nana@example.org%s,,\nben@example.org%s,2024-01-01,41\n" % (
    b",".join(b"answer %d" % number for number in range(60)),
    b"," * 60,
    b"," * 60,
)
"""The column that tells who left stands far to the right."""


def test_a_wide_list_keeps_and_shows_the_column_that_tells_who_left(chief: Client, tide: Newsletter) -> None:
    url = upload(chief, tide, WIDE)
    page = chief.get(url).content.decode()
    assert 'name="column-61"' in page
    assert "2024-01-01" in page
    assert "shoe size" not in page
    shown = re.findall(r'name="(column-\d+)"', page)
    chosen = dict.fromkeys(shown, "") | {"column-0": "address", "column-61": "left"}
    chief.post(url, {**chosen, "do": "begin", "consent": "Yes."})
    assert states(tide) == {"ana@example.org": "confirmed", "ben@example.org": "unsubscribed"}


def test_a_column_that_the_form_did_not_bring_stays_what_it_was_taken_for(chief: Client, tide: Newsletter) -> None:
    chief.post(upload(chief, tide, WIDE), {"column-0": "address", "do": "begin", "consent": "Yes."})
    assert states(tide) == {"ana@example.org": "confirmed", "ben@example.org": "unsubscribed"}


def test_two_columns_of_addresses_are_refused(chief: Client, tide: Newsletter) -> None:
    chosen = {"column-0": "address", "column-1": "address", "do": "begin", "consent": "Yes."}
    assert "of one alone" in chief.post(upload(chief, tide), chosen).content.decode()


def test_what_is_no_list_is_refused_with_nothing_kept(chief: Client, tide: Newsletter) -> None:
    assert "It is not text: save the list as CSV." in upload(chief, tide, b"PK\x03\x04\0\0\0a")
    assert not Import.objects.exists()
    assert not list(jobs.folder().iterdir())


def test_a_job_that_another_worker_took_writes_nothing_more(
    tide: Newsletter, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = jobs.keep([LIST], "readers.csv", tide, "cleo")
    Import.objects.filter(pk=job.pk).update(state=ImportState.RUNNING, claim="another's", consent="Yes.")
    job.refresh_from_db()
    jobs._do(job, "mine")
    assert not Subscriber.objects.exists()


def test_a_job_that_a_crash_left_is_found_and_done_once(tide: Newsletter) -> None:
    job = jobs.keep([LIST], "readers.csv", tide, "cleo")
    long_ago = clock.wall() - timedelta(minutes=5)
    kept = {"state": ImportState.RUNNING, "claim": "dead", "lease_until": long_ago, "consent": "Yes."}
    Import.objects.filter(pk=job.pk).update(**kept)
    jobs.Sweep().run()
    jobs.Sweep().run()
    job.refresh_from_db()
    assert (job.state, job.report["counts"]["confirmed"], Tally.objects.get().total) == (ImportState.DONE, 1, 1)


@pytest.mark.parametrize("state", [ImportState.SHOWN, ImportState.STOPPED])
def test_a_file_that_nobody_goes_on_with_is_removed_after_a_week(tide: Newsletter, state: ImportState) -> None:
    job = jobs.keep([LIST], "readers.csv", tide, "cleo")
    Import.objects.filter(pk=job.pk).update(created=clock.wall() - timedelta(days=8), state=state)
    jobs.Sweep().run()
    assert not Import.objects.exists()
    assert not list(jobs.folder().iterdir())


def test_the_file_is_its_owners_alone(tide: Newsletter) -> None:
    job = jobs.keep([LIST], "readers.csv", tide, "cleo")
    assert jobs.path_of(job).stat().st_mode & 0o077 == 0


def test_what_goes_out_comes_in_again_and_starts_no_formula(chief: Client, tide: Newsletter) -> None:
    added("=cmd@example.org", tide)
    added("+tag@example.org", tide)
    lists.unsubscribe(added("ben@example.org", tide), "link")
    answer = chief.get(reverse("newsletters_export", args=(tide.pk,)))
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert [line.split(b",")[0] for line in body.splitlines()] == [
        b"email", b"'=cmd@example.org", b"'+tag@example.org", b"ben@example.org",
    ]  # fmt: skip
    other = make_newsletter("Another", slug="another")
    url = upload(chief, other, body)
    chief.post(url, {"column-0": "address", "column-1": "state", "do": "begin", "consent": "Yes."})
    assert states(other) == states(tide)
    assert ModelLogEntry.objects.filter(action="newsletters.export").exists()


# -- newsletters


def test_a_newsletter_keeps_its_list_id_whatever_it_is_called_later(chief: Client) -> None:
    tide = make_newsletter()
    assert tide.list_id == "tide.ledger.example"
    tide.slug = "ebb"
    tide.save()
    assert tide.list_id == "tide.ledger.example"
    assert make_newsletter(language="de").list_id == "tide.de.ledger.example"


def test_newsletters_are_listed_with_their_readers(chief: Client, tide: Newsletter) -> None:
    Tally.objects.create(newsletter=tide, day=date(2026, 1, 1), total=12_345)
    page = chief.get("/desk/snippets/newsletters/newsletter/").content.decode()
    assert "12,345" in page
    assert chief.get("/desk/snippets/newsletters/newsletter/add/").status_code == 200
