"""The verbs of a live story in Wagtail's history of it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks


@hooks.register("register_log_actions")
def register_verbs(actions: Any) -> None:
    actions.register_action("updates.begin", _("Tell it live"), _("Told live from here on"))
    actions.register_action("updates.end", _("End the live story"), _("Ended the live story"))
