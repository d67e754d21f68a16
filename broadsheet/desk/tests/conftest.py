"""The cast of the desk: Ada reports, Pim sees to pictures, Una to readers, Ebo edits, Cleo is the chief editor."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from broadsheet.sections.factories import make_section
from broadsheet.sections.models import Section

ROLES = {
    "ada": "Reporter",
    "pim": "Picture editor",
    "una": "Audience editor",
    "ebo": "Editor",
    "cleo": "Chief editor",
}

Apart = Callable[[str, Callable[[], Client]], Client]


def signed_in(name: str) -> Client:
    user, new = User.objects.get_or_create(username=name, defaults={"email": f"{name}@ledger.example"})
    if new:
        user.groups.add(Group.objects.get(name=ROLES[name]))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def reporter(db: None, apart: Apart) -> Client:
    return apart("ada", lambda: signed_in("ada"))


@pytest.fixture
def editor(db: None, apart: Apart) -> Client:
    return apart("ebo", lambda: signed_in("ebo"))


@pytest.fixture
def chief(db: None, apart: Apart) -> Client:
    return apart("cleo", lambda: signed_in("cleo"))


@pytest.fixture
def harbour(arranged: Callable[[str, Callable[[], Section]], Section]) -> Section:
    return arranged("Harbour", lambda: make_section("Harbour"))
