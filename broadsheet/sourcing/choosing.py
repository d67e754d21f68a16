"""How writers see a source that they have chosen: what it is, and what to beware of, beside their words."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext
from wagtail.snippets.blocks import SnippetChooserBlock
from wagtail.snippets.widgets import AdminSnippetChooser


def label(source: Any) -> str:
    """What stands in an editor's form for a chosen source: "Saltline, the port's own agency. ⚠ Beware: …"."""
    words = ", ".join(part for part in (source.name, source.description) if part)
    if not source.affiliation_warning:
        return words
    told = {"source": words.rstrip("."), "warning": source.affiliation_warning}
    return gettext("%(source)s. ⚠ Beware: %(warning)s") % told


class SourceChooser(AdminSnippetChooser):
    def get_display_title(self, instance: Any) -> str:
        return label(instance)


class SourceBlock(SnippetChooserBlock):
    """A source of the register."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("sourcing.Source", **kwargs)

    @cached_property
    def widget(self) -> SourceChooser:
        return SourceChooser(self.target_model, icon=self.meta.icon)
