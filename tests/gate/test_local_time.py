"""Times that people type are on the paper's clock. One that does not exist, or comes twice, is refused; what is
dated near midnight has the date of the paper's own town."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from wagtail.models import Revision

from broadsheet.briefs.factories import brief, draft
from broadsheet.briefs.models import Brief
from broadsheet.desk.release_forms import EmbargoForm
from broadsheet.desk.release_view import release_url
from broadsheet.desk.tests import forms
from broadsheet.kit import clock
from broadsheet.release.actions.embargo import embargo
from broadsheet.sections.factories import make_section
from broadsheet.stories.factories import make_story
from tests.pressing import Pressing

NOWHERE = ("2027-03-28 01:00", "2027-03-28 01:59:59")  # Lisbon's clocks go from 01:00 to 02:00
TWICE = ("2027-10-31 01:00", "2027-10-31 01:59")  # and back from 02:00 to 01:00
ONCE = {
    "2027-03-28 00:59": datetime(2027, 3, 28, 0, 59, tzinfo=UTC),
    "2027-03-28 02:00": datetime(2027, 3, 28, 1, 0, tzinfo=UTC),
    "2027-10-31 00:59": datetime(2027, 10, 30, 23, 59, tzinfo=UTC),
    "2027-10-31 02:00": datetime(2027, 10, 31, 2, 0, tzinfo=UTC),
}


@pytest.fixture
def chief(db: None) -> Client:
    user = User.objects.create(username="cleo", email="cleo@ledger.example")
    user.groups.add(Group.objects.get(name="Chief editor"))
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("typed", [*NOWHERE, *TWICE])
def test_the_desk_refuses_an_embargo_at_no_time_or_at_two(chief: Client, typed: str) -> None:
    made = draft("Budget leaks.")
    answer = chief.post(release_url(made), {"verb": "embargo", "embargo-until": typed})
    assert answer.status_code == 200
    assert "may be ambiguous or it may not exist" in answer.content.decode()
    made.refresh_from_db()
    assert made.embargoed_until is None


@pytest.mark.parametrize("typed", ONCE)
def test_beside_the_change_a_time_is_that_time(typed: str) -> None:
    form = EmbargoForm({"until": typed})
    assert form.is_valid()
    assert form.cleaned_data["until"] == ONCE[typed]


@pytest.mark.parametrize("field", ["go_live_at", "expire_at"])
@pytest.mark.parametrize("typed", [NOWHERE[0], TWICE[0]])
def test_nothing_is_scheduled_at_no_time_or_at_two(chief: Client, field: str, typed: str) -> None:
    section = make_section("Harbour")
    story = make_story("Ferry", section=section, live=False)
    sent = forms.story("Ferry", ["It sails."], slug="ferry", **{field: typed})
    url = reverse("wagtailadmin_pages:edit", args=(story.pk,))
    answer = chief.post(url, {**sent, "action-publish": "action-publish"})
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()


MIDNIGHTS = {
    "a second before, in winter": (datetime(2027, 1, 14, 23, 59, 59, tzinfo=UTC), date(2027, 1, 14)),
    "midnight, in winter": (datetime(2027, 1, 15, 0, 0, tzinfo=UTC), date(2027, 1, 15)),
    "a second before, in summer": (datetime(2027, 7, 14, 22, 59, 59, tzinfo=UTC), date(2027, 7, 14)),
    "midnight, in summer": (datetime(2027, 7, 14, 23, 0, tzinfo=UTC), date(2027, 7, 15)),
    "the last midnight of winter time": (datetime(2027, 3, 28, 0, 0, tzinfo=UTC), date(2027, 3, 28)),
    "the first midnight of summer time": (datetime(2027, 3, 28, 23, 0, tzinfo=UTC), date(2027, 3, 29)),
    "the last midnight of summer time": (datetime(2027, 10, 30, 23, 0, tzinfo=UTC), date(2027, 10, 31)),
    "the first midnight of winter time": (datetime(2027, 11, 1, 0, 0, tzinfo=UTC), date(2027, 11, 1)),
}


@pytest.mark.parametrize("name", MIDNIGHTS)
@pytest.mark.parametrize("embargoed", [True, False])
def test_a_brief_near_midnight_has_the_towns_own_date(pressing: Pressing, name: str, embargoed: bool) -> None:
    instant, dated = MIDNIGHTS[name]
    made = _under_embargo(instant) if embargoed else brief("Fog on the bay.", at=instant)
    assert made.dated == dated
    assert made.url == f"/news-feed/{dated:%Y/%m/%d}/fog-on-the-bay/"
    pressing.let_pass(instant)
    with clock.as_of(instant):
        pressing.settle()
    assert f'<time datetime="{clock.local(instant).isoformat(timespec="seconds")}"' in str(pressing.read(made.url))
    assert made.url in str(pressing.read(f"/news-feed/{dated:%Y/%m/%d}/"))


def _under_embargo(instant: datetime) -> Brief:
    """As at the desk: a draft, its embargo, and then it is published."""
    made: Any = draft("Fog on the bay.")
    embargo(made, None, instant)
    made.refresh_from_db()
    made.save_revision().publish()
    made.refresh_from_db()
    return made
