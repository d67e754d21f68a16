"""What each role may do, as the migration gave it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupApprovalTask

from broadsheet.desk.tests.conftest import ROLES, signed_in
from broadsheet.sections.models import Section
from broadsheet.stories.factories import make_story

pytestmark = pytest.mark.django_db


def allowed(client: Client, url: str) -> bool:
    """Wagtail sends away whom it does not let in."""
    return client.get(url).status_code == 200


def test_wagtails_own_groups_are_gone() -> None:
    assert set(Group.objects.values_list("name", flat=True)) == set(ROLES.values())


def test_what_is_submitted_goes_to_the_editors() -> None:
    task = GroupApprovalTask.objects.get()
    assert task.name == "Editors' approval"
    assert set(task.groups.values_list("name", flat=True)) == {"Editor", "Chief editor"}


@pytest.mark.parametrize(
    ("name", "url", "may"),
    [
        ("ada", "/desk/snippets/briefs/brief/add/", True),
        ("ada", "/desk/images/add/", True),
        ("ada", "/desk/snippets/people/contributor/add/", True),
        ("ada", "/desk/snippets/fronts/rail/", False),
        ("ada", "/desk/users/", False),
        ("ebo", "/desk/snippets/fronts/rail/", True),
        ("ebo", "/desk/snippets/fronts/rail/add/", False),
        ("ebo", "/desk/users/", False),
        ("cleo", "/desk/snippets/fronts/rail/add/", True),
        ("cleo", "/desk/redirects/", True),
        ("cleo", "/desk/users/", True),
    ],
)
def test_who_sees_what(name: str, url: str, may: bool) -> None:
    assert allowed(signed_in(name), url) is may


@pytest.mark.parametrize(("name", "may"), [("ada", False), ("ebo", True), ("cleo", True)])
def test_who_may_publish(name: str, may: bool, harbour: Section) -> None:
    story = make_story("The tide gate", section=harbour, live=False)
    page = signed_in(name).get(reverse("wagtailadmin_pages:edit", args=(story.pk,))).content.decode()
    assert ('name="action-publish"' in page) is may
    assert 'name="action-submit"' in page
