"""What every paper has from the start: in each language a front to lead by hand, and a rail for the picks."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext, override

from broadsheet.fronts.models import FRONT, PICKS, REMIND_AFTER, TOP, Rail


def plant() -> None:
    """Make the rails that are missing; changes nothing where all are there."""
    there = set(Rail.objects.filter(name__in=(FRONT, PICKS)).values_list("language", "name"))
    for language in settings.PAPER_LANGUAGES:
        with override(language):
            wanted = (
                Rail(name=FRONT, title=gettext("Front page"), fill_to=TOP, remind_after=REMIND_AFTER),
                Rail(name=PICKS, title=gettext("Editors' Picks")),
            )
        for rail in wanted:
            if (language, rail.name) not in there:
                rail.language = language
                rail.save()
