from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from broadsheet.people.factories import make_contributor
from broadsheet.people.models import Contributor
from broadsheet.people.selectors import at, named

pytestmark = pytest.mark.django_db


def test_a_byline_needs_a_name_and_a_slug_and_nothing_more() -> None:
    person = make_contributor("Teo Halvorsen", biography="Grew up on the pier.")
    assert named(person.pk) == {"name": "Teo Halvorsen", "slug": "teo-halvorsen"}
    assert at("teo-halvorsen") == person.pk
    assert named(0) is None
    assert at("nobody") is None


def test_a_slug_must_fit_into_an_address() -> None:
    with pytest.raises(ValidationError, match="200 bytes"):
        Contributor(name="Їжак", slug="ї" * 101).full_clean()
