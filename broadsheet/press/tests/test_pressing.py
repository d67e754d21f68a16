"""One change, one press: exactly what it reaches."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection, transaction

from broadsheet.kit import clock
from broadsheet.press import consequences, plates, recording
from broadsheet.press.claiming import claim
from broadsheet.press.models import Change, Dependency, Mark, Plate
from broadsheet.press.plates import Page
from broadsheet.press.settling import settle
from broadsheet.press.sheets import render
from broadsheet.press.tests.conftest import ListPage

pytestmark = pytest.mark.django_db


def test_a_new_row_gets_its_page_and_enters_the_list(press):
    Group.objects.create(name="harbour")
    assert set(press.settle().changed) == {"/g/harbour/", "/g/"}
    assert b"<h1>harbour</h1>" in press.read("/g/harbour/")


def test_an_update_without_signals_is_seen(press):
    Group.objects.create(name="harbour")
    press.settle()
    Group.objects.filter(name="harbour").update(name="quay")
    assert set(press.settle().changed) == {"/g/harbour/", "/g/quay/", "/g/"}
    assert press.read("/g/harbour/") is None
    assert b"quay" in press.read("/g/quay/")


def test_a_save_that_changes_nothing_leaves_no_change(press):
    group = Group.objects.create(name="harbour")
    press.settle()
    group.save()
    assert not Change.objects.exists()


def test_a_change_that_is_rolled_back_leaves_nothing(press):
    with transaction.atomic():
        Group.objects.create(name="harbour")
        transaction.set_rollback(True)
    assert not Change.objects.exists()
    assert not press.settle()


def test_what_does_not_enter_a_list_does_not_touch_its_page(press):
    for name in ("one", "two", "three"):
        Group.objects.create(name=name)
    press.settle()
    Group.objects.filter(name="one").update(name="uno")
    assert "/g/" not in press.settle().changed + press.settle().same


def test_a_deleted_row_takes_its_page_and_its_ledger_along(press):
    Group.objects.create(name="harbour")
    press.settle()
    Group.objects.all().delete()
    press.settle()
    assert press.read("/g/harbour/") is None
    assert not Plate.objects.filter(url="/g/harbour/").exists()
    assert not Dependency.objects.exclude(plate__url="/g/").exists()


def test_a_change_while_a_plate_is_rendered_leaves_it_dirty(press):
    Group.objects.create(name="harbour")
    consequences.drain()
    mark = consequences.last_mark()
    sheets = claim("me", limit=10, bulk=False)
    for sheet in sheets:
        render(sheet)
    Group.objects.filter(name="harbour").update(name="quay")
    consequences.drain()  # finds no dependency yet: the plates were never settled
    settle("me", sheets, mark)
    press.settle()
    assert press.read("/g/") == b"quay"


def test_a_lost_lease_leaves_the_plate_dirty(press):
    Group.objects.create(name="harbour")
    consequences.drain()
    sheets = claim("me", limit=10, bulk=False)
    for sheet in sheets:
        render(sheet)
    Plate.objects.update(claim="somebody else")
    settle("me", sheets, consequences.last_mark())
    assert Plate.objects.filter(consequences.DIRTY).count() == len(sheets)


def test_identical_bytes_are_not_written(press):
    Group.objects.create(name="harbour")
    press.settle()
    before = (press.folder.plates / "g/index.html").stat().st_mtime_ns
    Plate.objects.update(wanted=5)
    pressed = press.settle()
    assert set(pressed.same) == {"/g/harbour/", "/g/"}
    assert (press.folder.plates / "g/index.html").stat().st_mtime_ns == before


def test_a_page_that_fails_keeps_its_old_bytes_and_tells_the_cause(press, monkeypatch):
    Group.objects.create(name="harbour")
    press.settle()
    kind = next(plates.kinds_at("/g/harbour/"))

    def broken(url: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(kind, "make", broken, raising=False)
    Plate.objects.filter(url="/g/harbour/").update(wanted=9)
    assert press.settle().failed == ("/g/harbour/",)
    assert b"harbour" in press.read("/g/harbour/")
    assert "No space left" in Plate.objects.get(url="/g/harbour/").failure


@pytest.mark.parametrize(
    "read",
    [
        lambda: list(Group.objects.all()),
        lambda: Group.objects.count(),
        lambda: Group.objects.filter(name="x").exists(),
        lambda: Group.objects.filter(pk=1, name="x").first(),
        lambda: list(Group.objects.values_list("name")),
        lambda: list(Group.objects.filter(pk__gt=1)),
    ],
)
def test_an_undeclared_read_fails_the_render(paper, read):
    with pytest.raises(recording.UndeclaredRead), recording.recording():
        read()


def test_a_table_that_nobody_watches_cannot_be_read(paper):
    with pytest.raises(recording.UndeclaredRead, match="auth_user is read and not watched"), recording.recording():
        User.objects.filter(pk=1).first()


def test_a_statement_of_ones_own_is_seen_however_it_is_written(paper):
    with pytest.raises(recording.UndeclaredRead), recording.recording(), connection.cursor() as cursor:
        cursor.execute("select 1 from press_plate")


def test_an_undeclared_read_becomes_a_coarse_tag_in_production(paper, settings):
    settings.PRESS_STRICT = False
    with recording.recording() as made:
        list(Group.objects.all())
    assert "table:auth_group" in made.tags


def test_a_page_made_from_an_undeclared_read_is_made_again_and_its_operator_hears_of_it(press, settings, monkeypatch):
    """In production, where a fault of an extension must keep no page from readers."""
    settings.PRESS_STRICT = False
    told: list[str] = []
    monkeypatch.setattr(recording.log, "error", lambda *_, cause: told.append(cause))
    monkeypatch.setattr(ListPage, "touched", lambda self, change: [])
    monkeypatch.setattr(ListPage, "make", lambda self, url: Page(str(Group.objects.count()).encode()))
    monkeypatch.setattr(recording, "_told", set())
    for count, name in enumerate(("harbour", "quay"), start=1):
        Group.objects.create(name=name)
        Plate.objects.get_or_create(url="/g/", defaults={"kind": ListPage.name})
        press.settle()
        assert press.read("/g/") == str(count).encode()
    assert len(told) == 1
    assert "auth_group" in told[0]


@pytest.mark.parametrize(
    "read",
    [
        lambda: Group.objects.filter(pk=7).first(),
        lambda: Group.objects.in_bulk([7]),
        lambda: list(Group.objects.filter(pk__in=[7])),
    ],
)
def test_a_lookup_by_key_is_tagged_also_when_it_finds_nothing(paper, read):
    with recording.recording() as made:
        read()
    assert made.tags == {"auth.group:7": ""}


def test_a_render_must_not_write(paper):
    with pytest.raises(recording.WriteWhileRendering), recording.recording():
        Group.objects.create(name="harbour")


def test_marks_are_forgotten_after_a_while(press, monkeypatch):
    Group.objects.create(name="harbour")
    press.settle()
    monkeypatch.setattr(consequences, "MARKS_KEPT", consequences.timedelta(0))
    Group.objects.create(name="quay")
    press.settle()
    Group.objects.create(name="pier")
    press.settle()
    assert Mark.objects.count() < 20


@pytest.mark.skipif(connection.vendor == "postgresql", reason="rows are locked as they are chosen")
def test_whom_another_presser_forestalls_takes_what_is_left(press):
    Group.objects.bulk_create(Group(name=f"pier-{n}") for n in range(6))
    consequences.drain()
    taken = list(Plate.objects.order_by("pk").values_list("pk", flat=True)[:2])

    def forestall(execute, sql, params, many, context):
        nonlocal forestalled
        if sql.startswith("UPDATE") and not forestalled:
            forestalled = True
            later = clock.wall() + timedelta(seconds=15)
            Plate.objects.filter(pk__in=taken).update(claim="another", claimed_until=later)
        return execute(sql, params, many, context)

    forestalled = False
    with connection.execute_wrapper(forestall):
        sheets = claim("me", limit=2, bulk=False)
    assert len(sheets) == 2
    assert not {sheet.pk for sheet in sheets} & set(taken)
