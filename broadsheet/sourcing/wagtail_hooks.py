"""Looks at protected names, in the desk's log."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks


@hooks.register("register_log_actions")
def register_looks(actions: Any) -> None:
    actions.register_action("sourcing.reveal", _("Read a protected name"), _("Read the name of a protected source"))
    actions.register_action(
        "sourcing.reveal_refused", _("Was refused a protected name"), _("Was refused the name of a source")
    )
