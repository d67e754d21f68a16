"""Where the room joins Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogFormatter

from broadsheet.narration.desk import hooks as desk  # noqa: F401  (registers itself)


class ReadBy(LogFormatter):
    label = _("Upload a reading")

    def format_message(self, entry: Any) -> str:
        return gettext("Uploaded a reading by %(reader)s") % {"reader": entry.data.get("reader", "")}


@hooks.register("register_log_actions")
def register_verbs(actions: Any) -> None:
    actions.register_action("narration.choose", _("Choose how it is read"), _("Chose how it is read aloud"))
    actions.register_action("narration.record_again", _("Record again"), _("Had it recorded again"))
    actions.register_action("narration.take_off", _("Take off the air"), _("Took its recording off the air"))
    actions.register_action("narration.read_by")(ReadBy)
