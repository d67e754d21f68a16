"""The key that encrypts is changed: everything is under the new one, and nothing is read with the old."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User

from broadsheet.kit import secrecy
from broadsheet.running import rekeying
from broadsheet.sourcing.models import ProtectedName

pytestmark = pytest.mark.django_db
OLD, NEW = (base64.urlsafe_b64encode(letter * 32).decode() for letter in (b"a", b"b"))
HOUSE = Path(secrecy.__file__).parents[1]


@pytest.fixture
def kept(settings: Any) -> list[Authenticator]:
    settings.FIELD_KEY, settings.ENCRYPTION_KEY, settings.ENCRYPTION_KEY_BEFORE = OLD, "", ""
    ProtectedName.keep("Alice Marrow")
    ada = User.objects.create_user("ada")
    data = (
        {"secret": secrecy.encrypt("JBSWY3DP")},
        {"seed": secrecy.encrypt("seed"), "used_mask": 3},
        {"migrated_codes": [secrecy.encrypt("one"), secrecy.encrypt("two")]},
        {"credential": {"id": "passkey"}},
    )
    return [Authenticator.objects.create(user=ada, type=f"t{n}", data=each) for n, each in enumerate(data)]


def readable() -> list[str]:
    rows = [row.data for row in Authenticator.objects.order_by("pk")]
    tokens = [rows[0]["secret"], rows[1]["seed"], *rows[2]["migrated_codes"]]
    return [ProtectedName.objects.get().reveal(), *map(secrecy.decrypt, tokens)]


def test_everything_is_under_the_new_key_alone(kept: list[Authenticator], settings: Any) -> None:
    before = readable()
    assert rekeying.encrypt_anew(NEW, OLD) == 5
    assert rekeying.encrypt_anew(NEW, OLD) == 5  # broken off after it, and done again
    settings.ENCRYPTION_KEY = NEW
    assert readable() == before == ["Alice Marrow", "JBSWY3DP", "seed", "one", "two"]
    rows = [row.data for row in Authenticator.objects.order_by("pk")]
    assert (rows[1]["used_mask"], rows[3]) == (3, {"credential": {"id": "passkey"}})
    settings.ENCRYPTION_KEY = OLD
    with pytest.raises(secrecy.Undecipherable, match="encryption_key"):
        readable()


def test_while_a_new_key_comes_into_use_both_are_read(kept: list[Authenticator], settings: Any) -> None:
    settings.ENCRYPTION_KEY, settings.ENCRYPTION_KEY_BEFORE = NEW, OLD
    assert readable()[0] == "Alice Marrow"
    ProtectedName.objects.all().delete()
    ProtectedName.keep("Bob Tarn")
    settings.ENCRYPTION_KEY_BEFORE = ""
    assert ProtectedName.objects.get().reveal() == "Bob Tarn"


def test_what_cannot_be_read_is_said_and_nothing_is_changed(kept: list[Authenticator], settings: Any) -> None:
    Authenticator.objects.filter(pk=kept[1].pk).update(data={"seed": "nonsense"})
    with pytest.raises(rekeying.NotRekeyed, match="Nothing was changed"):
        rekeying.encrypt_anew(NEW, OLD)
    assert ProtectedName.objects.get().reveal() == "Alice Marrow"


def test_whoever_encrypts_is_known_to_it() -> None:
    """A further room that encrypts has to be encrypted anew too."""
    found = {
        file.relative_to(HOUSE).as_posix()
        for file in HOUSE.rglob("*.py")
        if re.search(r"secrecy(\.| import .*)encrypt\b", file.read_text(encoding="utf-8"))
        and "tests" not in file.parts
    }
    assert found == {"sourcing/models.py", "staff/adapters.py"}
