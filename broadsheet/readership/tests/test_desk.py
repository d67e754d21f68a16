"""The desk shows how much is read: the paper's page, a story's, beside its editor, a line on the home."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from broadsheet.kit import clock
from broadsheet.readership import figures
from broadsheet.readership.charts import chart
from broadsheet.readership.models import Audience, Reading, Share, Views
from broadsheet.sections.factories import make_section
from broadsheet.stories.factories import make_story
from broadsheet.stories.models import StoryPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def reporter() -> Client:
    user = User.objects.create_user("ada", "ada@ledger.example")
    user.groups.add(Group.objects.get(name="Reporter"))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def ferry() -> StoryPage:
    story = make_story("The ferry is late", section=make_section("Harbour"))
    now, today = clock.wall(), figures.today()
    for views, at in ((5, now), (37, now - timedelta(days=3))):
        Views.objects.create(story=story.pk, at=at.replace(minute=0, second=0, microsecond=0), views=views)
    Views.objects.create(story=0, at=now.replace(minute=0, second=0, microsecond=0), views=10)
    Share.objects.create(story=story.pk, day=today, kind="source", name="forum.example", views=4)
    Share.objects.create(story=story.pk, day=today, kind="device", name="phone", views=3)
    Audience.objects.create(day=today, run="one", sketch=b"", readers=11)
    Reading.objects.create(process="one", at=now, stories={str(story.pk): 2, "0": 1})
    Reading.objects.create(process="gone", at=now - timedelta(minutes=4), stories={"0": 50})
    return story


def test_the_papers_page_has_sums_pictures_and_tables(reporter: Client, ferry: StoryPage) -> None:
    page = reporter.get("/desk/readers/?days=7").content.decode()
    for word in (
        "The ferry is late",
        "forum.example",
        "Telephone",
        "Different readers today",
        ">11<",
        ">15<",
        ">42<",
    ):
        assert word in page
    assert "<dt>Reading now</dt><dd>3</dd>" in page
    assert page.count('<svg role="img" aria-label="') == 2
    assert page.count('<th scope="row">') >= 30 + 3
    assert "style=" not in page.partition('class="readership"')[2].partition("</main>")[0]


def test_a_period_is_one_of_three(reporter: Client, ferry: StoryPage) -> None:
    assert ">42<" not in reporter.get("/desk/readers/?days=1").content.decode()
    assert reporter.get("/desk/readers/?days=9999999").status_code == 200


def test_a_storys_page_and_the_panel_beside_it(reporter: Client, ferry: StoryPage) -> None:
    page = reporter.get(f"/desk/readers/{ferry.pk}/").content.decode()
    assert "<dt>Views in all</dt><dd>42</dd>" in page
    assert "<dt>Reading now</dt><dd>2</dd>" in page
    editor = reporter.get(f"/desk/pages/{ferry.pk}/edit/").content.decode()
    assert "readership-beside" in editor
    assert "<dt>Views in all</dt><dd>42</dd>" in editor
    draft = make_story("Not out yet", live=False)
    assert "readership-beside" not in reporter.get(f"/desk/pages/{draft.pk}/edit/").content.decode()


def test_the_home_has_a_line(reporter: Client, ferry: StoryPage) -> None:
    page = reporter.get("/desk/").content.decode()
    assert "3 read now" in page
    assert "15 views today" in page


def test_who_has_not_signed_in_learns_nothing(client: Client, ferry: StoryPage) -> None:
    assert client.get("/desk/readers/").status_code == 302
    assert client.get(f"/desk/readers/{ferry.pk}/").status_code == 302


def test_days_are_those_of_the_papers_clock(ferry: StoryPage) -> None:
    found = figures.days(30)
    assert [day for day, _ in found][-1] == figures.today()
    assert sum(views for _, views in found) == 52


def test_a_column_of_one_view_is_seen_beside_a_thousand() -> None:
    drawn = chart("days", "Days", [(str(date(2026, 11, 1)), 1), ("b", 0), ("c", 1000)], "Day")
    assert [column.height for column in drawn.columns] == [1.0, 0.0, 100.0]
    assert drawn.sentence.startswith("1001 views; the most: c (1000)")
