"""What Django answers below `/newsletters/`, in each language's tree. Everything else there is pressed."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from broadsheet.newsletters import places
from broadsheet.newsletters.signup import preferences, views
from broadsheet.release.registries import outputs

_METHODS = require_http_methods(["GET", "HEAD", "POST"])

_BELOW = {
    "subscribe/": views.subscribe,
    "confirm/<str:token>/": views.confirm,
    "unsubscribe/<str:token>/": views.unsubscribe,
    "preferences/": preferences.manage,
    "preferences/export/<str:token>/": preferences.export,
    "preferences/erase/<str:token>/": preferences.erase,
    "preferences/move/<str:token>/": preferences.move,
    "preferences/<str:token>/": preferences.choose,
}


def patterns() -> list[URLPattern]:
    return [
        path(f"{places.choice(language)[1:]}{below}", _METHODS(view), {"language": language})
        for language in settings.PAPER_LANGUAGES
        for below, view in _BELOW.items()
    ]


outputs.register(
    "newsletters.answers",
    r"(?:/[-a-zA-Z]+)?/newsletters/(?:subscribe|confirm|unsubscribe|preferences)/.*",
    "shows one reader what they chose, and nothing that the newsroom wrote but the newsletters' names",
)
