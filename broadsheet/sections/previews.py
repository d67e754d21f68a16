"""How each type of page is shown at the desk before it is published. Never through the press."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse

from broadsheet.kit import policy

Preview = Callable[[Any], bytes]
ROBOTS = "noindex, nofollow"

_PREVIEWS: dict[type, Preview] = {}


def register(model: type, preview: Preview) -> None:
    """`preview(page)` returns the whole page as bytes, from the instance as it is, saved or not."""
    _PREVIEWS[model] = preview


def answer(body: bytes) -> HttpResponse:
    """A public page in a frame of the desk, as strict as it will be outside."""
    return HttpResponse(body, headers={"X-Robots-Tag": ROBOTS, "Content-Security-Policy": policy.PREVIEW})


def of(model: type) -> Preview | None:
    return _PREVIEWS.get(model)
