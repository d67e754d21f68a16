"""The demo's newsletters: readers over weeks, issues in each state, and counts that agree with what they count."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from broadsheet.demo import readers
from broadsheet.demo.cast import described
from broadsheet.demo.manuscripts import manuscripts
from broadsheet.kit import clock
from broadsheet.newsletters.models import ConsentRecord, Newsletter, Subscriber, Subscription, Tally

NOW = datetime(2026, 11, 11, 12, tzinfo=UTC)
NAMES = {each["Slug"] for each in described("newsletters")}


def newsletters() -> list[Newsletter]:
    return [
        Newsletter.objects.create(
            name=told["Name"],
            slug=told["Slug"],
            language=told["Language"],
            order=order,
            description=told["Description"],
            cadence=told["Cadence"],
            from_name=told["Name"],
            from_address="letters@ledger.example",
        )
        for order, told in enumerate(described("newsletters"))
    ]


def test_there_are_three_in_english_and_one_in_ukrainian() -> None:
    assert [each["Language"] for each in described("newsletters")] == ["en", "en", "en", "uk"]
    assert any(" with " in each["Name"] for each in described("newsletters"))


@pytest.mark.parametrize("language", ["en", "uk"])
def test_every_issue_is_of_a_newsletter_that_there_is(language: str) -> None:
    for issue in manuscripts(language, "issues", NOW):
        assert issue.head["Newsletter"] in NAMES, issue.name
        assert issue.head["Subject"], issue.name
        assert issue.head["State"].partition(" ")[0] in {"sent", "scheduled", "draft"}, issue.name


def test_there_are_issues_of_each_state() -> None:
    states = [issue.head["State"].partition(" ")[0] for issue in manuscripts("en", "issues", NOW)]
    assert sorted(states) == ["draft", "scheduled", "sent", "sent"]


@pytest.mark.django_db
def test_readers_agree_with_their_counts_and_each_has_proof_of_consent() -> None:
    made = newsletters()
    sizes = {each: int(told["Readers"]) for each, told in zip(made, described("newsletters"), strict=True)}
    readers.build(sizes, clock.now())
    assert 350 <= Subscriber.objects.count() <= readers.HOW_MANY
    for newsletter, size in sizes.items():
        held = Subscription.objects.filter(newsletter=newsletter)
        assert held.count() == size
        assert Tally.objects.filter(newsletter=newsletter).order_by("-day")[0].total == (
            held.filter(state="confirmed").count()
        )
        assert held.filter(state="unsubscribed").exists()
    confirmed = ConsentRecord.objects.filter(event="confirmed").exclude(wording=None).count()
    assert confirmed == Subscription.objects.filter(state__in=("confirmed", "unsubscribed")).count()


@pytest.mark.django_db
def test_no_address_could_be_somebodys() -> None:
    readers.build(dict.fromkeys(newsletters(), 60), clock.now())
    for address in Subscriber.objects.values_list("address", flat=True):
        assert address.endswith(("example.org", "example.net", "example.com"))
