"""How newsletters grow, for all who see to them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from broadsheet.kit import clock
from broadsheet.newsletters import addresses, consent, lists
from broadsheet.newsletters.consent import Proof
from broadsheet.newsletters.desk.subscribers import growth
from broadsheet.newsletters.models import Event, Newsletter, Tally
from broadsheet.newsletters.tests.cast import added, make_newsletter
from broadsheet.newsletters.tests.issue_desk import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def tide() -> Newsletter:
    return make_newsletter()


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
