"""What every paper has from the start: a rail for the editors' picks in each language."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext, override

from broadsheet.fronts.models import PICKS, Rail


def plant() -> None:
    """Make the rails that are missing; changes nothing where all are there."""
    there = set(Rail.objects.filter(name=PICKS).values_list("language", flat=True))
    for language in settings.PAPER_LANGUAGES:
        if language not in there:
            with override(language):
                Rail.objects.create(language=language, name=PICKS, title=gettext("Editors' Picks"))
