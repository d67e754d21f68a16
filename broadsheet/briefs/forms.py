from __future__ import annotations

from typing import Any

from wagtail.admin.forms import WagtailAdminModelForm

from broadsheet.briefs.models import Brief


class BriefForm(WagtailAdminModelForm):
    """What is in the address cannot be changed once there is one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.dated is not None:
            for name in {"slug", "language"} & set(self.fields):
                self.fields[name].disabled = True

    class Meta:
        model = Brief
        fields = ("headline", "text", "note", "language", "slug")
