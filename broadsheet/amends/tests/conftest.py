"""The cast: Ada reports, Ebo edits, Cleo and Dora are chief editors."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

ROLES = {"ada": "Reporter", "ebo": "Editor", "cleo": "Chief editor", "dora": "Chief editor"}
Cast = Callable[[str], User]


@pytest.fixture
def cast(db: None) -> Cast:
    def somebody(name: str) -> User:
        user, new = User.objects.get_or_create(username=name, defaults={"email": f"{name}@ledger.example"})
        if new:
            user.groups.add(Group.objects.get(name=ROLES[name]))
        return User.objects.get(pk=user.pk)

    return somebody


@pytest.fixture
def at_desk(cast: Cast) -> Callable[[str], Client]:
    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(cast(name))
        return client

    return signed_in
