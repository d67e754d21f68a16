"""A paper that has one of everything, and people of each role at its desk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.template import Template
from django.test import Client
from django.utils.safestring import SafeString
from pytest_django import DjangoDbBlocker
from wagtail.contrib.redirects.models import Redirect

from broadsheet.narration.models import Pronunciation
from broadsheet.proofreading.models import HouseRule
from broadsheet.sections.appearance import Appearance
from broadsheet.sourcing.factories import make_document, make_source
from tests.papers_of_everything import rich

ADMINISTRATOR = "administrator"


@pytest.fixture(scope="module")
def everything(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """For all tests of a module; nothing of it is left behind."""
    with django_db_blocker.unblock(), transaction.atomic():
        rich()
        and_at_the_desk()
        yield
        transaction.set_rollback(True)


def and_at_the_desk() -> None:
    """One of what readers do not see."""
    make_source("Harbour office")
    make_document()
    HouseRule.objects.create(pattern="Kiev", suggestion="Kyiv")
    Redirect.objects.create(old_path="/old", redirect_link="/new/")
    Pronunciation.objects.create(word="Kyiv", said="KEE-ev")
    Appearance.objects.get_or_create(pk=1)


@pytest.fixture
def staff(everything: None) -> dict[str, Client]:
    """Signed in, by role: each group of the desk has somebody, and there is an administrator."""
    made = {ADMINISTRATOR: User.objects.create_superuser("root", "root@ledger.example")}
    for group in Group.objects.order_by("pk"):
        made[group.name.lower()] = user = User.objects.create_user(
            group.name.replace(" ", ""), f"{group.pk}@x.example"
        )
        user.groups.add(group)
    clients = {}
    for role, user in made.items():
        clients[role] = Client()
        clients[role].force_login(user)
    return clients


@pytest.fixture
def unpainted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Templates say nothing, so that asking every address for everybody is quick."""
    monkeypatch.setattr(Template, "render", lambda *_: SafeString(""))
