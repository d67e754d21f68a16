"""A screen of several forms comes back at its top: what is wrong stands below the edge, and nothing seems to have
happened. So the first wrong field has the focus, to which a browser scrolls."""

from __future__ import annotations

from django.forms import Form


def focus(form: Form) -> None:
    for name, field in form.fields.items():
        if name in form.errors:
            field.widget.attrs["autofocus"] = True
            return
