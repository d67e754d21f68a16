"""Where things are in the demo; to be called inside its site."""

from __future__ import annotations

from broadsheet.stories.models import StoryPage


def places() -> tuple[int, int]:
    """Primary keys of the lead story and of its section."""
    lead = StoryPage.objects.get(slug="tide-gate", locale__language_code="en")
    return lead.pk, lead.get_parent().pk
