"""What Django answers below `/preview/`."""

from __future__ import annotations

from django.urls import URLPattern, path

from broadsheet.previews import views
from broadsheet.release.registries import outputs


def patterns() -> list[URLPattern]:
    return [
        path("preview/<str:token>/", views.preview, name="preview"),
        path("preview/<str:token>/<str:mark>/<path:name>", views.file, name="preview_file"),
    ]


outputs.register(
    "preview",
    r"/preview/.*",
    "shows one state of one story to whoever has its token, while the link lasts and the story was not killed; the "
    "gate judges pictures, files and stories beside it",
)
