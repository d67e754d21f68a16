"""How the text of a story is written: the desk's own scripts around Wagtail's blocks (static/desk/body.js)."""

from __future__ import annotations

from django import forms
from django.utils.functional import cached_property
from wagtail.admin.staticfiles import versioned_static
from wagtail.blocks.stream_block import StreamBlockAdapter

_SCRIPTS = (
    *("later", "tables", "pasted", "waiting", "carets", "points", "history", "keys", "copied", "spans"),
    *("text", "body"),
)
"""Each relies on those before it."""


class BodyAdapter(StreamBlockAdapter):
    """Wagtail's editor of blocks, and what makes one text of them."""

    js_constructor = "broadsheet.desk.Body"

    @cached_property
    def media(self) -> forms.Media:
        needed = (versioned_static(f"wagtailadmin/js/{name}.js") for name in ("telepath/blocks", "draftail"))
        own = (f"desk/{name}.js" for name in _SCRIPTS)
        return forms.Media(js=[*needed, *own])
