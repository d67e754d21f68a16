"""What fronts add to every page: the script that keeps rails and banner up to date."""

from __future__ import annotations

from django.utils.html import format_html

from broadsheet.fronts import script
from broadsheet.release.registries import slots
from broadsheet.sections.frame import HEAD


def _script(language: str) -> str:
    return format_html('<script type="module" src="{}"></script>\n', script.url())


slots.register(HEAD, "fronts", _script, order=10)
