"""A redirect goes out after the page that it leads to, whoever presses that."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db.models import F

from broadsheet.kit import clock
from broadsheet.press import consequences, plates, watch
from broadsheet.press.claiming import claim
from broadsheet.press.models import Plate
from broadsheet.press.plates import Moved, Page, Plates
from broadsheet.press.tests.conftest import Press

OLD, NEW = "/old/quay/", "/g/quay/"


class Elsewhere(Plates):
    """`/old/NAME/` leads to `/g/NAME/`; `/ring/1/` and `/ring/2/` lead to each other."""

    name, pattern, asks = "test-elsewhere", r"/(old|ring)/[^/]+/", "nothing here is gated"

    def urls(self) -> list[str]:
        return [f"/old/{name}/" for name in Group.objects.values_list("name", flat=True)]

    def touched(self, change: watch.Changed) -> set[str]:
        return {f"/old/{name}/" for name in change.values("name")} if change.model is Group else set()

    def make(self, url: str) -> Moved:
        _, top, name, _ = url.split("/")
        return Moved(f"/g/{name}/" if top == "old" else f"/ring/{3 - int(name)}/", 302)


@pytest.fixture
def press(press: Press, monkeypatch: pytest.MonkeyPatch) -> Press:
    """With redirects; one that goes out before its target fails the test."""
    kind = Elsewhere()
    plates._KINDS.append((re.compile(kind.pattern), kind))
    move = press.folder.move

    def watched(url: str, to: str, status: int) -> bool:
        assert press.folder.has(to) or to.startswith("/ring/"), f"{url} leads to {to}, which is not there"
        return move(url, to, status)

    monkeypatch.setattr(press.folder, "move", watched)
    return press


def known_before(url: str) -> None:
    """The plate was made before, and is dirty."""
    Plate.objects.create(url=url, kind="test-elsewhere", made=1, wanted=2, status=302)


def test_in_one_run_the_page_goes_first(press: Press) -> None:
    known_before(OLD)
    Group.objects.create(name="quay")
    consequences.drain()
    assert press.presser.press(limit=9).failed == ()
    assert press.folder.redirect(OLD) == (302, NEW)


def test_a_page_that_waits_for_a_child_process_is_pressed_at_once(press: Press) -> None:
    known_before(OLD)
    Group.objects.create(name="quay")
    consequences.drain()
    Plate.objects.filter(url=NEW).update(bulk=True)
    press.presser.press(limit=9)
    assert press.folder.redirect(OLD) == (302, NEW)


def test_a_redirect_waits_while_another_presser_has_the_page(press: Press) -> None:
    known_before(OLD)
    Group.objects.create(name="quay")
    consequences.drain()
    later = clock.wall() + timedelta(seconds=15)
    Plate.objects.filter(url=NEW).update(claim="another", claimed_until=later)
    press.presser.press(limit=9)
    assert not press.presser.press(limit=9), "what waits is no work that was done"
    assert press.folder.redirect(OLD) is None
    Plate.objects.filter(url=NEW).update(claim="")
    press.settle()
    assert press.folder.redirect(OLD) == (302, NEW)
    assert not Plate.objects.filter(consequences.DIRTY).exists()


def test_a_redirect_to_a_page_that_fails_is_told_with_its_cause(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(url: str) -> Page:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(next(plates.kinds_at(NEW)), "make", broken, raising=False)
    Group.objects.create(name="quay")
    assert set(press.settle().failed) == {OLD, NEW}
    assert press.folder.redirect(OLD) is None
    assert Plate.objects.get(url=OLD).failure == f"{NEW}, where it leads to, cannot be pressed"


@pytest.mark.parametrize("limit", [1, 9])
def test_redirects_in_a_circle_hold_up_nobody(press: Press, limit: int) -> None:
    for url in ("/ring/1/", "/ring/2/"):
        Plate.objects.create(url=url, kind="test-elsewhere")
    press.presser.press(limit=limit)
    press.settle()
    assert press.folder.redirect("/ring/1/") == (302, "/ring/2/")
    assert press.folder.redirect("/ring/2/") == (302, "/ring/1/")


def test_what_was_never_out_is_taken_before_anything_else(press: Press, claimed: Callable[[], list[str]]) -> None:
    Group.objects.bulk_create(Group(name=f"pier-{n}") for n in range(4))
    press.settle()
    Plate.objects.update(wanted=F("wanted") + 1)
    Group.objects.create(name="quay")
    consequences.drain()
    assert set(claimed()) == {NEW, OLD}


@pytest.fixture
def claimed() -> Callable[[], list[str]]:
    return lambda: [sheet.url for sheet in claim("me", limit=2, bulk=False)]
