"""The desk's form of a page."""

from __future__ import annotations

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm


class PaperForm(WagtailAdminPageForm):
    """Wagtail saves a page that is published as it is created as live, and only then asks whether it may be.
    Here it is a draft until its publishing was let through: what is refused is kept, and nobody sees it."""

    def save(self, commit: bool = True) -> Any:
        if self.instance._state.adding:
            self.instance.live = False
        return super().save(commit)
