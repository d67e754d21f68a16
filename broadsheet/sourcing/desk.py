"""The register of sources and the documents at the desk: their lists, and how they are chosen."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenView,
    SnippetCreateView,
)
from wagtail.snippets.views.snippets import SnippetViewSet

from broadsheet.sourcing.choosing import SourceChooser, label


class _Columns:
    """Beside the name: what readers are told of it, and what writers should know."""

    @property
    def columns(self) -> list[Column]:
        return [
            *super().columns,  # type: ignore[misc]
            Column("kind", label=_("Kind"), accessor="get_kind_display"),
            Column("description", label=_("Description"), accessor="description"),
            Column("affiliation_warning", label=_("Warning"), accessor="affiliation_warning"),
            Column("language", label=_("Language"), accessor="language"),
            Column("link", label=_("Link"), accessor="link"),
        ]


class ChooseSource(_Columns, ChooseView):
    pass


class ChooseSourceResults(_Columns, ChooseResultsView):
    pass


class SourceChosen(SnippetChosenView):
    def get_display_title(self, instance: Any) -> str:
        return label(instance)


class SourceCreated(SnippetCreateView):
    def get_display_title(self, instance: Any) -> str:
        return label(instance)


class SourceChooserViewSet(SnippetChooserViewSet):
    choose_view_class = ChooseSource
    choose_results_view_class = ChooseSourceResults
    chosen_view_class = SourceChosen
    create_view_class = SourceCreated
    base_widget_class = SourceChooser


class Sources(SnippetViewSet):
    chooser_viewset_class = SourceChooserViewSet
    icon = "globe"
    list_display = [
        "name",
        Column("kind", label=_("Kind"), accessor="get_kind_display", sort_key="kind"),
        *("description", "affiliation_warning", "language"),
    ]


class Documents(SnippetViewSet):
    icon = "doc-empty"
    list_display = [
        "title",
        Column("suffix", label=_("File"), sort_key="suffix"),
        *("credit", "withheld"),
        Column("uploaded_at", label=_("Uploaded"), sort_key="uploaded_at"),
    ]
