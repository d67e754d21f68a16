"""The folder held against the ledger: what the one has and the other has not."""

from __future__ import annotations

import os
import re
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import Group
from django.db.models import F

from broadsheet.kit import clock
from broadsheet.press import plates, reconciling
from broadsheet.press.folder import pack
from broadsheet.press.models import Plate
from broadsheet.press.reconciling import Differences, Reconciling, hold_against_ledger, is_due
from broadsheet.press.tests.conftest import Press
from broadsheet.press.tests.test_redirects import Elsewhere

pytestmark = pytest.mark.django_db


@pytest.fixture
def press(press: Press, monkeypatch: pytest.MonkeyPatch) -> Press:
    monkeypatch.setattr(reconciling, "REST", 0)
    plates._KINDS.append((re.compile(Elsewhere.pattern), Elsewhere()))
    Group.objects.create(name="anna")
    press.settle()
    return press


def held(press: Press) -> Differences:
    found = hold_against_ledger(press.folder)
    assert found is not None
    return found


def files(press: Press) -> set[str]:
    return {f"{top}/{name}" for top, name, _ in press.folder.walk()}


def test_a_folder_that_is_as_the_ledger_says_stays_as_it_is(press: Press) -> None:
    before = files(press)
    assert held(press) == Differences([], [])
    assert not press.settle()
    assert files(press) == before


@pytest.mark.parametrize("url", ["/g/gone/", "/nobody/knows.html", "/g/caf%C3%A9/", "/"])
def test_a_page_that_nobody_knows_of_is_taken_away(press: Press, url: str) -> None:
    before = files(press)
    press.folder.put(url, pack(b"<h1>Published after the upgrade that was undone</h1>" * 20, ".html"))
    assert held(press).strangers == [url]
    press.settle()
    assert files(press) == before
    assert not Plate.objects.filter(url=url).exists()


def test_a_tombstone_and_a_redirect_that_nobody_knows_of_are_taken_away(press: Press) -> None:
    before = files(press)
    press.folder.put("/g/killed/", pack(b"Gone", ".html"), gone=True)
    press.folder.move("/g/old/", "/g/anna/")
    assert held(press).strangers == ["/g/killed/", "/g/old/", "/g/old"]
    press.settle()
    assert files(press) == before


def test_a_page_that_stands_where_it_was_killed_is_taken_away(press: Press) -> None:
    """It is served before the tombstone."""
    Plate.objects.filter(url="/g/anna/").update(status=410)
    assert held(press).strangers == ["/g/anna/"]
    Group.objects.filter(name="anna").delete()
    press.settle()
    assert press.read("/g/anna/") is None


def test_a_page_that_somebody_removed_comes_back(press: Press) -> None:
    before = files(press)
    press.folder.remove("/g/anna/")
    press.folder.unmove("/old/anna/")
    assert held(press).missing == ["/g/anna/", "/old/anna/"]
    press.settle()
    assert files(press) == before


def test_a_page_that_was_cut_off_is_made_whole(press: Press) -> None:
    (press.folder.plates / "g/anna/index.html").write_bytes(b"<h1>an")
    assert held(press).missing == ["/g/anna/"]
    press.settle()
    assert press.read("/g/anna/") == b"<h1>anna</h1>" * 50


def test_siblings_without_their_page_are_found_too(press: Press) -> None:
    press.folder.put("/g/gone/", pack(b"x" * 1000, ".html"))
    (press.folder.plates / "g/gone/index.html").unlink()
    assert held(press).strangers == ["/g/gone/"]
    press.settle()
    assert not (press.folder.plates / "g/gone").exists()


def test_what_is_being_pressed_is_left_to_whoever_presses_it(press: Press) -> None:
    Plate.objects.filter(url="/g/anna/").update(wanted=F("wanted") + 1, status=410)
    press.folder.put("/g/new/", pack(b"just written, and not yet settled", ".html"))
    Plate.objects.create(url="/g/new/", kind="test-group", claim="somebody")
    assert held(press) == Differences([], [])


def test_stylesheets_of_an_earlier_version_have_their_own_time(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plates, "lasting", lambda url: url.startswith(django_settings.STATIC_URL))
    press.folder.put(f"{django_settings.STATIC_URL}paper.0123.css", pack(b"body{}" * 100, ".css"))
    assert held(press).strangers == []


def test_it_is_done_once_a_day_whatever_the_clock_says(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    reconcile = Reconciling(press.folder, lambda: False)
    assert is_due(press.folder)
    reconcile.run()
    assert not is_due(press.folder)
    for days in (2, -2):
        at = (clock.wall() - timedelta(days=days)).timestamp()
        os.utime(press.folder.held_file, (at, at))
        assert is_due(press.folder)
        reconcile.run()
        assert not is_due(press.folder)


def test_a_look_that_was_broken_off_begins_anew(press: Press) -> None:
    Reconciling(press.folder, lambda: True).run()
    assert is_due(press.folder)


def test_where_there_are_several_hosts_the_follower_looks(press: Press, settings) -> None:
    settings.PRESS_TO = "s3://pages"
    assert not is_due(press.folder)
