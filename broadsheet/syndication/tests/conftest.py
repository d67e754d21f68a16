from __future__ import annotations

from collections.abc import Callable

import pytest

from broadsheet.sections.factories import home, make_section
from broadsheet.sections.models import Section
from tests.pressing import Pressing


@pytest.fixture
def harbour(arranged: Callable[[str, Callable[[], Section]], Section]) -> Section:
    """A section of a paper in two languages."""

    def make() -> Section:
        for language in ("en", "de"):
            home(language)
        return make_section("Harbour", introduction="Ships, tides and those who wait for them.")

    return arranged("Harbour in two languages", make)


@pytest.fixture
def paper(harbour: Section, pressing: Pressing) -> Pressing:
    """Pressed, without a story."""
    return pressing
