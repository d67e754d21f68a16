"""Who has just made a site and serves it hears that nobody can sign in yet."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import User

from broadsheet.site import staff


@pytest.mark.django_db
def test_the_hint_is_there_until_somebody_can_sign_in() -> None:
    assert staff.hint(Path("/srv/ledger")) == (
        "Nobody can sign in there yet: broadsheet createuser --site /srv/ledger"
    )
    User.objects.create_superuser("ada")
    assert staff.hint(Path("/srv/ledger")) == ""
