from __future__ import annotations

import pytest

from broadsheet.sections.factories import home, make_section
from broadsheet.sections.models import Section
from tests.pressing import Pressing


@pytest.fixture
def harbour(db: None) -> Section:
    """A section of a paper in two languages."""
    for language in ("en", "de"):
        home(language)
    return make_section("Harbour", introduction="Ships, tides and those who wait for them.")


@pytest.fixture
def paper(harbour: Section, pressing: Pressing) -> Pressing:
    """Pressed, without a story."""
    return pressing
