"""A list of subscribers comes in whole, says what is wrong with it row by row, and nobody is brought back by it."""

from __future__ import annotations

import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.kit import clock
from broadsheet.newsletters import addresses, hashes, lists
from broadsheet.newsletters.consent import Proof
from broadsheet.newsletters.importing import columns, judging, reading, work
from broadsheet.newsletters.importing.batches import Bringing
from broadsheet.newsletters.importing.columns import Field
from broadsheet.newsletters.importing.work import Report
from broadsheet.newsletters.models import (
    ConsentRecord,
    Import,
    Newsletter,
    Subscriber,
    Subscription,
    Suppression,
    Tally,
)
from broadsheet.newsletters.tests.cast import WORDS, bring, make_newsletter, states

pytestmark = pytest.mark.django_db

GHOST = """id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,created_at,deleted_at,labels
1,Ana@Example.org,Ana,,true,,,2023-04-01T08:30:00.000Z,,
2,ben@example.org,Ben,,false,,,2023-04-02T08:30:00.000Z,,
3,cara@example.org,Cara,,true,,,2023-04-03T08:30:00.000Z,2024-01-01T00:00:00.000Z,
"""


@pytest.fixture
def tide() -> Newsletter:
    return make_newsletter()


def written(folder: Path, text: str | bytes, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_ghost_export(tmp_path: Path, tide: Newsletter) -> None:
    report = bring(written(tmp_path, GHOST), tide)
    assert states(tide) == {
        "ana@example.org": "confirmed",
        "ben@example.org": "unsubscribed",
        "cara@example.org": "unsubscribed",
    }
    assert (report.counts.confirmed, report.counts.unsubscribed, report.problems) == (1, 2, [])
    ana = Subscriber.objects.get(key="ana@example.org")
    assert (ana.address, ana.created) == ("Ana@Example.org", datetime(2023, 4, 1, 8, 30, tzinfo=UTC))


def test_each_has_a_consent_record_and_the_tally_is_right(tmp_path: Path, tide: Newsletter) -> None:
    bring(written(tmp_path, GHOST), tide)
    records = ConsentRecord.objects.order_by("subscriber__key").values_list(
        "subscriber__key", "event", "wording__text", "by", "address_hash"
    )
    assert list(records) == [
        ("ana@example.org", "imported", WORDS, "import", hashes.of("ana@example.org")),
        ("ben@example.org", "unsubscribed", None, "import", hashes.of("ben@example.org")),
        ("cara@example.org", "unsubscribed", None, "import", hashes.of("cara@example.org")),
    ]
    assert list(Tally.objects.values_list("newsletter", "confirmed", "left", "total")) == [(tide.pk, 1, 0, 1)]


def test_twice_changes_nothing(tmp_path: Path, tide: Newsletter) -> None:
    path = written(tmp_path, GHOST)
    bring(path, tide)
    again = bring(path, tide)
    assert (again.counts.unchanged, again.counts.confirmed, again.counts.unsubscribed) == (3, 0, 0)
    assert ConsentRecord.objects.count() == 3
    assert Tally.objects.get().total == 1


@pytest.mark.parametrize(
    "text",
    [
        "Email Address,First Name,MEMBER_RATING,OPTIN_TIME,CLEAN_TIME\na@example.org,A,2,,2024-02-03 10:00:00\n",
        "email;status\na@example.org;bounced\n",
        "E-Mail\tStatus\na@example.org\tCleaned\n",
    ],
)
def test_who_bounced_is_kept_as_a_hash_alone(tmp_path: Path, tide: Newsletter, text: str) -> None:
    assert bring(written(tmp_path, text), tide).counts.suppressed == 1
    assert list(Suppression.objects.values_list("address_hash", "reason")) == [
        (hashes.of("a@example.org"), "bounced")
    ]
    assert not Subscriber.objects.exists()


def test_who_complained_anywhere_in_the_file_is_never_confirmed_by_it(tmp_path: Path, tide: Newsletter) -> None:
    text = "email,status\na@example.org,active\nb@example.org,active\nA@EXAMPLE.ORG,complained\n"
    report = bring(written(tmp_path, text), tide)
    assert states(tide) == {"b@example.org": "confirmed"}
    assert (report.counts.suppressed, report.counts.blocked, report.counts.confirmed) == (1, 1, 1)


def test_who_left_anywhere_in_the_file_is_never_confirmed_by_it(tmp_path: Path, tide: Newsletter) -> None:
    text = "email,email_disabled\na@example.org,false\na@example.org,true\n"
    bring(written(tmp_path, text), tide)
    assert states(tide) == {"a@example.org": "unsubscribed"}


def test_who_left_here_is_not_brought_back(tmp_path: Path, tide: Newsletter) -> None:
    subscription = lists.add(addresses.normalise("a@example.org"), tide, "en", Proof("cleo"))
    lists.unsubscribe(subscription, "link")
    assert bring(written(tmp_path, "email\na@example.org\n"), tide).counts.unchanged == 1
    assert states(tide) == {"a@example.org": "unsubscribed"}


@pytest.mark.parametrize("dry", [False, True])
def test_who_had_their_data_erased_stays_out_until_they_sign_up_again(
    tmp_path: Path, tide: Newsletter, dry: bool
) -> None:
    held = lists.add(addresses.normalise("a@example.org"), tide, "en", Proof("cleo"))
    lists.erase(held.subscriber, "link")
    path = written(tmp_path, "email,status\na@example.org,active\nb@example.org,active\n")
    report = bring(path, tide, dry=dry)
    assert (report.counts.confirmed, report.counts.blocked) == (1, 1)
    assert [(each.line, each.what) for each in report.problems] == [
        (2, "They had their data erased here: they stay out.")
    ]
    left = written(tmp_path, "email,status\na@example.org,unsubscribed\n", "left.csv")
    assert bring(left, tide, dry=dry).counts.unchanged == 1
    assert not Subscriber.objects.filter(key="a@example.org").exists()
    again = lists.subscriber_of(addresses.normalise("a@example.org"), "en", clock.wall())
    lists.ask(again, [tide], Proof("form"))
    assert bring(path, tide, dry=dry).counts.blocked == 1  # anybody can send a form
    assert lists.choose(again, tide, Proof("link"))
    assert bring(path, tide, dry=dry).counts.blocked == 0


def test_rows_go_in_in_one_order_so_that_two_imports_do_not_wait_for_each_other(
    tmp_path: Path, tide: Newsletter
) -> None:
    with CaptureQueriesContext(connection) as found:
        bring(written(tmp_path, "email,status\nb@example.org,active\na@example.org,bounced\n"), tide)
    into = [each["sql"] for each in found if "ON CONFLICT" in each["sql"] and "import_batch" in each["sql"]]
    assert len(into) >= 3
    assert all("ORDER BY" in each for each in into)


def test_an_erasure_takes_the_address_out_of_what_imports_told(tide: Newsletter) -> None:
    held = lists.add(addresses.normalise("Ada@example.org"), tide, "en", Proof("cleo"))
    problems = [[2, "“ada@Example.org” is no mail address."], [3, "b@example.org never confirmed it."]]
    made = Import.objects.create(newsletter=tide, file="x.csv", created=clock.wall(), report={"problems": problems})
    lists.erase(held.subscriber, "link")
    made.refresh_from_db()
    assert made.report["problems"] == [[2, "(erased)"], problems[1]]


def test_who_gets_it_here_and_left_there_stays_and_is_told(tmp_path: Path, tide: Newsletter) -> None:
    lists.add(addresses.normalise("a@example.org"), tide, "en", Proof("cleo"))
    report = bring(written(tmp_path, "email,status\na@example.org,unsubscribed\n"), tide)
    assert states(tide) == {"a@example.org": "confirmed"}
    assert [(each.line, each.what) for each in report.problems] == [
        (2, "They left there, and get it here: they stay.")
    ]


def test_who_waits_here_and_gets_it_there_is_confirmed(tmp_path: Path, tide: Newsletter) -> None:
    now = datetime.now(UTC)
    person = lists.subscriber_of(addresses.normalise("a@example.org"), "en", now)
    lists.ask(person, [tide], Proof("form"))
    assert bring(written(tmp_path, "email\na@example.org\n"), tide).counts.confirmed == 1
    assert states(tide) == {"a@example.org": "confirmed"}
    assert Tally.objects.get().total == 1


def test_bad_rows_are_told_with_their_line_and_the_rest_goes_on(tmp_path: Path, tide: Newsletter) -> None:
    text = (
        'email,status\nnobody,active\n\n"two\nlines",active\na@example.org,perhaps\n,active\nb@example.org,active\n'
    )
    report = bring(written(tmp_path, text), tide)
    assert [(each.line, each.what) for each in report.problems] == [
        (2, "“nobody” is no mail address."),
        (5, "“two�lines” is no mail address."),
        (6, "“perhaps” does not tell whether they get it."),
        (7, "There is no address."),
    ]
    assert states(tide) == {"b@example.org": "confirmed"}


def test_who_never_confirmed_there_stays_out(tmp_path: Path, tide: Newsletter) -> None:
    report = bring(written(tmp_path, "email,type\na@example.org,unactivated\n"), tide)
    assert [each.what for each in report.problems] == ["a@example.org never confirmed it, so it stays out."]
    assert not Subscriber.objects.exists()


def test_a_dry_run_counts_the_same_and_writes_nothing(tmp_path: Path, tide: Newsletter) -> None:
    lists.add(addresses.normalise("here@example.org"), tide, "en", Proof("cleo"))
    before = (Subscriber.objects.count(), ConsentRecord.objects.count())
    text = "email,status\n" + "".join(
        f"{name}@example.org,{state}\n"
        for name, state in [
            ("a", "active"), ("a", "active"), ("b", "unsubscribed"), ("b", "active"), ("c", "bounced"),
            ("c", "active"), ("d", "complained"), ("here", "active"), ("e", "who knows"), ("f", "active"),
        ]
    )  # fmt: skip
    path = written(tmp_path, text)
    dry = bring(path, tide, dry=True)
    assert (Subscriber.objects.count(), ConsentRecord.objects.count(), Suppression.objects.count()) == (*before, 0)
    assert dry.to_json() == bring(path, tide).to_json()


class Broken(Exception):
    """The machine stops."""


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_work_that_broke_off_goes_on_where_it_was(
    tmp_path: Path, tide: Newsletter, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After every batch in turn it breaks off; what is written in the end is the same."""
    monkeypatch.setattr(work, "BATCH_ROWS", size)
    text = "email,status\n" + "".join(f"r{n}@example.org,{'active' if n % 3 else 'left'}\n" for n in range(20))
    path, report, place = written(tmp_path, text), work.Report(), work.Place()
    form = reading.form(path)

    tried: set[work.Place] = set()
    kept = (place, report.to_json())

    def done(at: work.Place) -> None:
        nonlocal kept
        if at not in tried:
            tried.add(at)
            raise Broken
        kept = (at, report.to_json())

    to = Bringing(tide, "en", None, datetime.now(UTC))
    for _ in range(100):
        place, report = kept[0], work.Report.of_json(kept[1])
        try:
            work.run(path, form, columns.guess(form), to, report, start=place, done=done)
            break
        except Broken:
            continue
    assert len(states(tide)) == 20
    assert (report.counts.confirmed, report.counts.unsubscribed) == (13, 7)


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        ("email,name\na@example.org,Ñ\n".encode(), "utf-8"),
        ("email,name\na@example.org,Ñ\n".encode("utf-8-sig"), "utf-8-sig"),
        ("email,name\na@example.org,Ñ\n".encode("latin-1"), "utf-8"),
        ("email,name\na@example.org,Ñ\n".encode("utf-16"), "utf-16"),
        ("email,name\na@example.org,Ñ\n".encode("utf-16-le"), "utf-16-le"),
        (b"email,name\r\na@example.org,N\r\n", "utf-8"),
        (b"email,name\ra@example.org,N\r", "utf-8"),
    ],
)
def test_encodings(tmp_path: Path, tide: Newsletter, raw: bytes, encoding: str) -> None:
    path = written(tmp_path, raw)
    assert reading.form(path).encoding == encoding
    bring(path, tide)
    assert states(tide) == {"a@example.org": "confirmed"}


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "It is empty."),
        (b"\n\n", "It is empty."),
        (b"PK\x03\x04\0 not text", "It is not text: save the list as CSV."),
        (b'email\n"a@example.org' + b"x" * 200_000, "Line 2: a cell has no end; is a quotation mark missing?"),
        (b"email\n" + b"a" * 1_200_000, "Line 2 is too long for a list of subscribers."),
        (b"email\n" + b"a," * 1_000, "Line 2 has too many columns."),
        (b"name\nAna\n", "No column holds mail addresses: name it “email” in the first line."),
    ],
)
def test_a_file_that_is_no_list_is_refused_whole(tmp_path: Path, raw: bytes, sentence: str) -> None:
    path = written(tmp_path, raw)
    with pytest.raises(reading.Unreadable) as refused:
        look(path)
    assert str(refused.value) == sentence


def look(path: Path) -> None:
    form = reading.form(path)
    work.check(columns.guess(form))
    work.count(path, form)


def test_a_long_list_is_never_held_as_a_whole(
    tmp_path: Path, tide: Newsletter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A million lines take the memory of one batch: here 20,000 in batches of 500."""
    monkeypatch.setattr(work, "BATCH_ROWS", 500)
    path = tmp_path / "long.csv"
    with path.open("w") as file:
        file.write("email,status\n")
        file.writelines(f"reader.{n}@m{n % 50}.example.com,active\n" for n in range(20_000))
    form, report = reading.form(path), Report()
    tracemalloc.start()
    try:
        bringing = Bringing(tide, "en", None, clock.wall())
        work.run(path, form, columns.guess(form), bringing, report)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert report.counts.confirmed == Subscription.objects.count() == 20_000
    assert peak < 5_000_000  # bytes; the rows together are twice that


def test_a_list_without_a_header(tmp_path: Path, tide: Newsletter) -> None:
    bring(written(tmp_path, "Ana;a@example.org\nBen;b@example.org\n"), tide)
    assert set(states(tide)) == {"a@example.org", "b@example.org"}


def test_columns_that_are_not_kept_are_named(tmp_path: Path) -> None:
    form = reading.form(written(tmp_path, GHOST))
    guessed = columns.guess(form)
    assert guessed == {1: Field.ADDRESS, 4: Field.TAKES, 7: Field.CREATED, 8: Field.LEFT}
    assert columns.not_kept(form, guessed) == [
        "id", "name", "note", "complimentary_plan", "stripe_customer_id", "labels",
    ]  # fmt: skip


LABEL = st.from_regex(r"[A-Za-z0-9_.+-]{1,70}", fullmatch=True)
DOMAIN = st.from_regex(
    r"[A-Za-z0-9-]{1,66}\.([a-z0-9-]{1,5}\.)?(com|org|test|local|x|co1|museum|invalid)", fullmatch=True
)


@given(LABEL, DOMAIN)
def test_the_quick_look_at_an_address_says_what_the_slow_one_does(local: str, domain: str) -> None:
    typed = f"{local}@{domain}"
    try:
        slow = addresses.normalise(typed)
    except addresses.Bad:
        with pytest.raises(addresses.Bad):
            judging._address(typed)
    else:
        assert judging._address(typed) == (slow.typed, slow.key, slow.needs_smtputf8)
