"""Every role over every address of the desk: who gets in is what was decided, and a new address must be."""

from __future__ import annotations

import os
from typing import Any

import pytest
from django.test import Client

from tests.attacks import rights
from tests.attacks.routes import of_the_desk

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    # a view that trips over our blank page leaves the file that it had opened to the collector
    pytest.mark.filterwarnings("ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]
BEFORE_SIGN_IN = (
    "desk/login/",
    "desk/logout/",
    "desk/password_reset/",
    "desk/sprite/",
    "desk/jsi18n/",
    "desk/test404/",
)
"""What somebody sees who is nobody yet."""
BY_THE_CLOCK = {"desk/brief/<int:pk>/undo/"}
"""Open to who published it, for ten seconds: see the desk's tests."""


def test_who_gets_in_is_what_was_decided(staff: dict[str, Client], unpainted: None) -> None:
    routes = [route for route in of_the_desk() if route.pattern not in BY_THE_CLOCK]
    rows = {route.pattern: rights.row(route, staff) for route in routes}
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
