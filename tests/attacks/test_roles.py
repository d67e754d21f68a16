"""Every role over every address of the desk: who gets in is what was decided, and a new address must be."""

from __future__ import annotations

import os
from typing import Any

import pytest
from django.test import Client

from tests.attacks import rights
from tests.attacks.routes import of_the_desk

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
BEFORE_SIGN_IN = (
    "desk/login/",
    "desk/logout/",
    "desk/password_reset/",
    "desk/sprite/",
    "desk/jsi18n/",
    "desk/test404/",
)
"""What somebody sees who is nobody yet."""


def test_who_gets_in_is_what_was_decided(staff: dict[str, Client], unpainted: None) -> None:
    rows = {route.pattern: rights.row(route, staff) for route in of_the_desk()}
    if os.environ.get("DECIDED"):
        rights.write(list(rows.values()))
    decided = rights.table()
    assert {pattern for pattern in rows if pattern not in decided} == set(), "new: decide who may, in rights.txt"
    assert [line for pattern, line in rows.items() if line != decided[pattern]] == []
    assert set(decided) == set(rows), "gone"


def test_who_has_not_signed_in_sees_nothing_of_the_desk(everything: None, unpainted: None) -> None:
    nobody = Client()
    for route in of_the_desk():
        if not route.pattern.startswith(BEFORE_SIGN_IN):
            for method in ("GET", "POST"):
                assert not rights.let_in(nobody, method, route.url()), (method, route)


def test_who_has_shown_no_second_factor_gets_in_nowhere(
    staff: dict[str, Client], unpainted: None, settings: Any
) -> None:
    settings.SECOND_FACTOR = "required"
    for route in of_the_desk():
        if not route.pattern.startswith(BEFORE_SIGN_IN):
            for method in ("GET", "POST"):
                assert not rights.let_in(staff["administrator"], method, route.url()), (method, route)
