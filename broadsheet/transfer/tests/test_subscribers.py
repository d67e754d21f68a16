"""`broadsheet import subscribers`: what it prints, and when it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from broadsheet.newsletters.models import Newsletter, Subscription
from broadsheet.transfer.subscribers import NoSuchNewsletter, SubscriberImport

pytestmark = pytest.mark.django_db
LIST = "email,status,city\na@example.org,active,Mirna Bay\nb@example.org,unsubscribed,\nnobody,active,\n"


@pytest.fixture(autouse=True)
def tide() -> Newsletter:
    fields = {"description": "-", "cadence": "-", "from_name": "The Ledger", "from_address": "l@ledger.example"}
    return Newsletter.objects.create(name="The Tide Letter", slug="tide", **fields)


def imported(folder: Path, *texts: str, dry: bool = False) -> SubscriberImport:
    files = [folder / f"{number}.csv" for number in range(len(texts))]
    for file, text in zip(files, texts, strict=True):
        file.write_text(text)
    made = SubscriberImport("tide", "I would like it.")
    made.look(files)
    made.run(dry=dry)
    return made


def test_the_report_reconciles_every_row(tmp_path: Path) -> None:
    totals = {"items": 3, "imported": 2, "changed": 0, "unchanged": 0, "skipped": 1}
    report = imported(tmp_path, LIST).to_json(dry=False)
    assert report["totals"] == totals
    assert report["problems"] == [{"where": "0.csv:4", "what": "“nobody” is no mail address."}]
    assert (report["subscribers"]["confirmed"], report["subscribers"]["unsubscribed"]) == (1, 1)


def test_a_dry_run_says_what_the_columns_were_taken_for(tmp_path: Path) -> None:
    report = imported(tmp_path, LIST, dry=True).to_json(dry=True)
    assert report["files"] == [
        {
            "file": "0.csv",
            "rows": 3,
            "encoding": "utf-8",
            "delimiter": ",",
            "columns": {"email": "address", "status": "state"},
            "not kept": ["city"],
        }
    ]
    assert not Subscription.objects.exists()


def test_a_file_that_cannot_be_read_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    made = imported(tmp_path, "", LIST)
    assert [each.what for each in made.outcome.problems] == ["It is empty.", "“nobody” is no mail address."]
    assert made.refused == 1
    assert Subscription.objects.count() == 2


def test_progress_tells_each_row_once(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(LIST)
    made, told = SubscriberImport("tide", "Yes"), []
    rows = made.look([tmp_path / "list.csv"])
    made.run(dry=False, progress=told.append)
    assert sum(told) == rows == 3


def test_an_unknown_newsletter_is_told_with_those_there_are() -> None:
    with pytest.raises(NoSuchNewsletter, match=r"no newsletter tde in en \(there are: tide\)"):
        SubscriberImport("tde", "Yes")


def test_the_report_is_json() -> None:
    assert json.loads(json.dumps(SubscriberImport("tide", "Yes").to_json(dry=True)))["totals"]["items"] == 0
