"""Wagtail's choosers start without a script in the page: what the script would do is data, and desk/calls.js does it.

Its widgets of dates and its panels have templates, which ours replace; choosers write their script in Python.
"""

from __future__ import annotations

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from wagtail.admin.widgets import BaseChooser
from wagtail.admin.widgets.workflows import AdminTaskChooser

_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})  # so that nothing ends the element
CALL = '<script type="application/json" data-controller="desk-call" data-call="{}">{}</script>'


def rendered(
    self: BaseChooser, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
) -> SafeString:
    """In place of BaseChooser.render. Raises TypeError without an id."""
    if not attrs or "id" not in attrs:
        raise TypeError(f"{type(self).__name__} cannot be rendered without an id")
    value_data = self.get_value_data(value)
    if isinstance(self, AdminTaskChooser):
        function, given = "createTaskChooser", [attrs["id"]]
    else:
        function = self.js_constructor
        given = [attrs["id"], self.get_js_init_options(attrs["id"], name, value_data)]
    return mark_safe(self.render_html(name, value_data, attrs)) + _call(function, given)  # noqa: S308  Wagtail's own


def _call(function: str, given: list[Any]) -> SafeString:
    text = json.dumps(given, cls=DjangoJSONEncoder).translate(_ESCAPES)
    return format_html(CALL, function, mark_safe(text))  # noqa: S308  escaped in the line above


def install() -> None:
    BaseChooser.render = rendered
