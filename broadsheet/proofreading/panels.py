"""How a rule of house style is edited: its fields, and a text to try it on."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, Panel


class TryPanel(Panel):
    """Tries what stands in the form, saved or not (static/proofreading/try.js)."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "proofreading/desk/try.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, "address": reverse("proofreading_try")}


PANELS = [
    FieldPanel("pattern"),
    FieldPanel("is_expression"),
    FieldPanel("suggestion"),
    FieldPanel("reason"),
    FieldPanel("language"),
    FieldPanel("blocking"),
    FieldPanel("in_force"),
    TryPanel(heading=_("Try it on this text")),
]
