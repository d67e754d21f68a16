"""The News Feed at the desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, PublishingPanel
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from broadsheet.briefs.editor import EditBrief
from broadsheet.briefs.forms import BriefForm
from broadsheet.briefs.models import Brief
from broadsheet.kit import clock
from broadsheet.release import gate, words
from broadsheet.stories.panels import HeadlineInput


def _time(brief: Brief) -> str:
    return words.moment(brief.shown_from) or "—"


def _standing(brief: Brief) -> str:
    return words.standing(gate.verdict(brief, clock.now()))


class BriefViewSet(SnippetViewSet):
    model = Brief
    icon = "time"
    menu_label = _("News Feed")
    menu_order = 150
    add_to_admin_menu = True
    list_per_page = 50
    edit_view_class = EditBrief
    create_template_name = "briefs/desk/create.html"
    edit_template_name = "briefs/desk/edit.html"
    list_filter = ["language", "live", "hold"]
    edit_handler = ObjectList(
        [
            # Wagtail hides the label of a field with this class, and its frame: empty, nobody would see it.
            FieldPanel("headline", classname="title", widget=HeadlineInput({"placeholder": _("Headline")})),
            FieldPanel("text"),
            FieldPanel("note"),
            *([FieldPanel("language")] if len(settings.PAPER_LANGUAGES) > 1 else []),
            MultiFieldPanel([FieldPanel("slug")], heading=_("Address"), classname="collapsed"),
            PublishingPanel(),
        ],
        base_form_class=BriefForm,
    )

    @property
    def list_display(self) -> list[Any]:
        columns: list[Any] = [
            Column(_time, label=_("Time"), sort_key="shown_from", width="12%"),
            TitleColumn("headline", label=_("Headline")),
            Column(_standing, label=_("Standing")),
        ]
        if len(settings.PAPER_LANGUAGES) > 1:
            columns.append(Column("get_language_display", label=_("Language"), sort_key="language", width="10%"))
        return columns

    def get_queryset(self, request: HttpRequest) -> QuerySet[Brief]:
        """Drafts first, then the newest."""
        return Brief.objects.order_by(F("shown_from").desc(nulls_first=True), "-pk")


register_snippet(BriefViewSet)


@hooks.register("before_delete_snippet")
def keep_what_had_an_address(request: HttpRequest, instances: Iterable[Any]) -> HttpResponse | None:
    """With the row would go the notice at the address of what was killed, and what was said before."""
    if not any(isinstance(each, Brief) and each.dated is not None for each in instances):
        return None
    messages.error(request, gettext("Readers may have had it, so it is not deleted: withdraw it, or kill it."))
    return redirect(BriefViewSet().get_url_name("list"))
