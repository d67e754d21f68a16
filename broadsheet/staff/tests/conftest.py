"""The cast: Cleo runs the machine, Ebo edits, Ada reports. They sign in by a real sign-in, over Django's client."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.test import Client

from broadsheet.staff import sessions

PASSWORD = "harbour lights at dusk 9"
ROLES = {"cleo": "", "ebo": "Editor", "ada": "Reporter"}
SIGN_IN, CODE = "/desk/login/", "/desk/login/code/"


@pytest.fixture(autouse=True)
def anew(db: None) -> None:
    cache.clear()
    sessions._noted.clear()


def make(name: str) -> User:
    user = User(username=name, email=f"{name}@ledger.example", is_superuser=name == "cleo")
    user.set_password(PASSWORD)
    user.save()
    if ROLES[name]:
        user.groups.add(Group.objects.get(name=ROLES[name]))
    return user


@pytest.fixture
def ada() -> User:
    return make("ada")


@pytest.fixture
def ebo() -> User:
    return make("ebo")


@pytest.fixture
def cleo() -> User:
    return make("cleo")


@pytest.fixture
def required(settings: Any) -> None:
    settings.SECOND_FACTOR = "required"


def browser(agent: str = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0") -> Client:
    return Client(headers={"user-agent": agent})


def sign_in(client: Client, user: User, password: str = PASSWORD, **more: str) -> Any:
    return client.post(SIGN_IN, {"username": user.username, "password": password, **more})


def with_app(user: User) -> str:
    """Give somebody an authenticator app; its secret."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    return secret


def code(secret: str, steps: int = 0) -> str:
    """What the app shows now, or some half minutes from now."""
    counter = int(time.time()) // 30 + steps
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def signed_in(user: User) -> Client:
    client = browser()
    answer = sign_in(client, user)
    assert answer.status_code == 302, answer.content
    return client


def kinds_of(user: User) -> set[str]:
    return set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
