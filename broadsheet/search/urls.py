"""What Django answers below `/search/`, in each language's tree."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from broadsheet.release.registries import outputs
from broadsheet.search import views
from broadsheet.search.asking import address


def patterns() -> list[URLPattern]:
    answer = require_safe(views.search)
    return [path(address(language)[1:], answer, {"language": language}) for language in settings.PAPER_LANGUAGES]


outputs.register(
    "search",
    r"(?:/[-a-zA-Z]+)?/search/",
    "asks about every story before it is counted, and of each that is shown about its pictures too",
)
