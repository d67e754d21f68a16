"""Lists of subscribers at the desk: in, after a look at what they mean, and out."""

from __future__ import annotations

import csv
import re
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from broadsheet.kit import clock
from broadsheet.newsletters import addresses, consent, exporting, hashes, lists
from broadsheet.newsletters.consent import Proof
from broadsheet.newsletters.importing import jobs, work
from broadsheet.newsletters.models import (
    ConsentRecord,
    Import,
    ImportState,
    Newsletter,
    Subscriber,
    Subscription,
    SuppressionReason,
    Tally,
)
from broadsheet.newsletters.tests.cast import LIST, added, make_newsletter, states, upload
from broadsheet.newsletters.tests.issue_desk import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def tide() -> Newsletter:
    return make_newsletter()


@pytest.fixture
def chief() -> Client:
    return signed_in("cleo", "Chief editor")


@pytest.fixture(autouse=True)
def apart(tmp_path: Path, settings: LazySettings) -> None:
    settings.SITE = tmp_path


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


def test_a_list_that_is_stopped_goes_on_where_it_was_and_counts_each_row_once(
    chief: Client, tide: Newsletter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "BATCH_ROWS", 2)
    body = "email\n" + "".join(f"r{number}@example.org\n" for number in range(7))
    job = jobs.keep([body.encode()], "readers.csv", tide, "cleo")
    url = reverse("newsletters_import", args=(job.pk,))
    held, shares = jobs._held, []

    def then(kept: Import, claim: str, **values: object) -> None:
        held(kept, claim, **values)
        shares.append(jobs.share(Import.objects.get()))
        if len(shares) == 2:
            chief.post(url, {"do": "stop"})

    monkeypatch.setattr(jobs, "_held", then)
    chief.post(url, {"column-0": "address", "do": "begin", "consent": "Yes."})
    assert (Import.objects.get().state, Subscription.objects.count(), shares) == (ImportState.STOPPED, 4, [28, 57])
    assert "Stopped at the desk." in chief.get(url).content.decode()
    chief.post(url, {"do": "go_on"})
    done = Import.objects.get()
    assert (done.state, done.report["counts"]["confirmed"], Subscription.objects.count()) == (ImportState.DONE, 7, 7)
    assert ConsentRecord.objects.filter(event="imported").count() == 7


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
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # it is streamed
    assert [line.split(b",")[0] for line in body.splitlines()] == [
        b"email", b"'=cmd@example.org", b"'+tag@example.org", b"ben@example.org",
    ]  # fmt: skip
    other = make_newsletter("Another", slug="another")
    url = upload(chief, other, body)
    chief.post(url, {"column-0": "address", "column-1": "state", "do": "begin", "consent": "Yes."})
    assert states(other) == states(tide)
    assert ModelLogEntry.objects.filter(action="newsletters.export").exists()


# -- everybody


def tables(client: Client) -> dict[str, list[dict[str, str]]]:
    answer = client.get(reverse("newsletters_everybody"))
    assert answer.status_code == 200
    archive = ZipFile(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]  # it is streamed
    assert archive.testzip() is None
    return {name: list(csv.DictReader(StringIO(archive.read(name).decode(), ""))) for name in archive.namelist()}


def test_everybody_is_taken_out_with_what_they_agreed_to_and_who_is_blocked(
    chief: Client, tide: Newsletter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "AT_ONCE", 2)
    other = make_newsletter("Court Notes", slug="court")
    for name in ("=cmd@example.org", "ana@example.org", "ben@example.org"):
        added(name, tide)
    lists.add(addresses.normalise("ana@example.org"), other, "en", Proof("cleo", consent.wording("=HYPERLINK(1)")))
    lists.suppress("ben@example.org", SuppressionReason.DESK, "-1 call", by="cleo")
    lists.suppress("nobody@example.org", SuppressionReason.COMPLAINED)
    lists.erase(Subscriber.objects.get(key="=cmd@example.org"), "cleo")
    Subscriber.objects.create(
        address="Alone@example.org", key="alone@example.org", language="uk", created=clock.now()
    )
    found = tables(chief)
    people = [(row["email"], row["newsletter"], row["status"], row["blocked"]) for row in found["subscribers.csv"]]
    assert people == [
        ("ana@example.org", "The Tide Letter", "confirmed", ""),
        ("ana@example.org", "Court Notes", "confirmed", ""),
        ("ben@example.org", "The Tide Letter", "unsubscribed", "desk"),
        ("Alone@example.org", "", "", ""),
    ]
    agreed = [(row["email"], row["newsletter"], row["event"], row["agreed_to"]) for row in found["consents.csv"]]
    assert ("ana@example.org", "Court Notes", "added", "'=HYPERLINK(1)") in agreed
    assert len(agreed) == ConsentRecord.objects.count()
    erased = [row["hash"] for row in found["consents.csv"] if not row["email"]]
    assert set(erased) == {hashes.of("=cmd@example.org")}
    assert [(row["hash"], row["reason"], row["note"]) for row in found["blocked.csv"]] == [
        (hashes.of("ben@example.org"), "desk", "'-1 call"),
        (hashes.of("nobody@example.org"), "complained", ""),
    ]


def test_who_takes_everybody_out_is_in_the_log_and_only_who_may_does(chief: Client, tide: Newsletter) -> None:
    assert signed_in("ebo", "Editor").get(reverse("newsletters_everybody")).status_code != 200
    assert not ModelLogEntry.objects.filter(action="newsletters.export_everybody").exists()
    tables(chief)
    assert ModelLogEntry.objects.get(action="newsletters.export_everybody").user.username == "cleo"


def test_everybody_is_written_while_it_is_read(
    chief: Client, tide: Newsletter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of the second table is asked for before the first one went out."""
    monkeypatch.setattr(exporting, "AT_ONCE", 1)
    for number in range(3):
        added(f"r{number}@example.org", tide)
    answer = chief.get(reverse("newsletters_everybody"))
    with CaptureQueriesContext(connection) as asked:
        next(answer.streaming_content)  # type: ignore[attr-defined]  # it is streamed
        next(answer.streaming_content)  # type: ignore[attr-defined]  # it is streamed
    assert "newsletters_consentrecord" not in str(asked.captured_queries)
    answer.close()
