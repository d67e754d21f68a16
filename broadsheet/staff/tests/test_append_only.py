"""The log of who did what is only added to, whoever writes to the database; an erasure empties words, and a year's
door goes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction
from wagtail.log_actions import log as write
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from broadsheet.kit import clock
from broadsheet.staff import log, thinning

pytestmark = pytest.mark.django_db


def entries(ebo: User) -> list[Any]:
    log.write(ebo, "role_given", ebo, roles=["Editor"])
    write(instance=Page.objects.get(depth=2), action="wagtail.lock", user=ebo, data={"reason": "A lawyer called."})
    return [ModelLogEntry.objects.get(action="staff.role_given"), PageLogEntry.objects.get(action="wagtail.lock")]


def refused(change: Any) -> None:
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        change()


def test_nobody_changes_or_deletes_an_entry(ebo: User) -> None:
    for entry in entries(ebo):
        rows = type(entry).objects.filter(pk=entry.pk)
        for change in (
            {"user": None},
            {"action": "wagtail.edit"},
            {"timestamp": clock.wall()},
            {"label": "Another"},
            {"data": {"reason": "None."}},
            {"label": "", "action": "wagtail.edit"},
        ):
            refused(lambda rows=rows, change=change: rows.update(**change))
        refused(rows.delete)
        with connection.cursor() as cursor:
            table = entry._meta.db_table
            refused(lambda table=table, cursor=cursor: cursor.execute(f"DELETE FROM {table}"))
        assert rows.get().data == entry.data


def test_an_erasure_takes_the_words_and_leaves_that_it_was_done(ebo: User) -> None:
    for entry in entries(ebo):
        type(entry).objects.filter(pk=entry.pk).update(label="", data={})
        emptied = type(entry).objects.get(pk=entry.pk)
        assert (emptied.label, emptied.data, emptied.action, emptied.user_id) == ("", {}, entry.action, ebo.pk)


def test_a_sign_in_leaves_after_a_year_and_a_role_never(ebo: User) -> None:
    for action in ("sign_in", "sign_in_failed", "role_given"):
        for days in (0, 360, 370):
            then = clock.wall() - timedelta(days=days)
            write(instance=ebo, action=f"staff.{action}", user=ebo, timestamp=then, data={"days": days})
    assert thinning.thin() == 2
    assert thinning.thin() == 0
    left = ModelLogEntry.objects.values_list("action", "data__days")
    assert sorted(left) == [
        ("staff.role_given", 0),
        ("staff.role_given", 360),
        ("staff.role_given", 370),
        ("staff.sign_in", 0),
        ("staff.sign_in", 360),
        ("staff.sign_in_failed", 0),
        ("staff.sign_in_failed", 360),
    ]
