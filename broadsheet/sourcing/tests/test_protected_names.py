"""A protected source's name is nowhere in clear, and every look at it is logged."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from wagtail.models import ModelLogEntry

from broadsheet.kit.secrecy import Undecipherable
from broadsheet.sourcing.models import ProtectedName
from broadsheet.sourcing.protected import destroy, keep, reveal

pytestmark = pytest.mark.django_db
NAME = "Orla Whitcombe"


def test_the_name_is_encrypted_at_rest() -> None:
    kept = ProtectedName.keep(NAME)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sourcing_protectedname")
        assert NAME not in str(cursor.fetchall())
    assert NAME not in str(kept)


def test_who_has_the_right_reads_it_and_the_look_is_logged() -> None:
    kept, editor = ProtectedName.keep(NAME), User.objects.create_user("editor")
    editor.user_permissions.add(Permission.objects.get(codename="reveal_protectedname"))
    assert reveal(kept.token, User.objects.get(pk=editor.pk), "The court asks.", "The gates") == NAME
    entry = ModelLogEntry.objects.get(action="sourcing.reveal")
    assert entry.user == editor
    assert entry.data == {"reason": "The court asks.", "about": "The gates"}
    assert NAME not in f"{entry.label} {entry.data}"


def test_a_reason_that_has_the_name_is_not_taken_for_the_log_keeps_it() -> None:
    kept, root = ProtectedName.keep(NAME), User.objects.create_superuser("root")
    with pytest.raises(ValidationError, match="without names"):
        reveal(kept.token, root, "Is it whitcombe?", "The gates")
    assert "hitcombe" not in str(list(ModelLogEntry.objects.values()))


def test_what_is_no_name_is_not_kept() -> None:
    root = User.objects.create_superuser("root")
    for name in ("", "  \n ", "x" * 301):
        with pytest.raises(ValidationError):
            keep(name, root)
    assert not ProtectedName.objects.exists()
    assert ProtectedName.objects.get(token=keep("  Orla \t Whitcombe ", root)).reveal() == NAME


def test_a_name_that_is_destroyed_leaves_who_looked_and_when() -> None:
    root = User.objects.create_superuser("root")
    token = keep(NAME, root)
    reveal(token, root, "The court asks.", "The gates")
    destroy([token])
    assert not ProtectedName.objects.exists()
    looks = ModelLogEntry.objects.filter(action__in=("sourcing.keep_name", "sourcing.reveal"))
    assert [(entry.user, entry.data, entry.label) for entry in looks] == [(root, {}, "")] * 2


def test_who_has_not_is_refused_and_that_is_logged_too() -> None:
    kept, reporter = ProtectedName.keep(NAME), User.objects.create_user("reporter")
    with pytest.raises(PermissionDenied):
        reveal(kept.token, reporter, "I am curious.", "The gates")
    assert ModelLogEntry.objects.get(action="sourcing.reveal_refused").user == reporter


def test_another_field_key_says_what_is_wrong(settings: pytest.FixtureRequest) -> None:
    kept = ProtectedName.keep(NAME)
    settings.FIELD_KEY = "B" * 43 + "="  # type: ignore[attr-defined]
    with pytest.raises(Undecipherable, match="field_key"):
        kept.reveal()
