"""Newsletters at the desk: what they are called, who hosts them, who they come from."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from broadsheet.newsletters.desk.menu import HOOK
from broadsheet.newsletters.models import Newsletter, Tally


def _readers(newsletter: Any) -> str:
    return str(number_format(newsletter.readers, force_grouping=True))


def _standing(newsletter: Newsletter) -> Any:
    return _("closed") if newsletter.archived else _("open")


def with_counts(newsletters: QuerySet[Newsletter]) -> QuerySet[Any]:
    """`readers` of each, from the latest tally: nothing is counted."""
    latest = Tally.objects.filter(newsletter=OuterRef("pk")).order_by("-day").values("total")[:1]
    return newsletters.annotate(readers=Coalesce(Subquery(latest), 0))


class NewsletterViewSet(SnippetViewSet):
    model = Newsletter
    icon = "mail"
    menu_label = _("Newsletters")
    menu_order = 10
    menu_hook = HOOK
    copy_view_enabled = False
    list_per_page = 50
    list_filter = ["archived", "language"]
    edit_handler = ObjectList(
        [
            FieldPanel("name", classname="title"),
            FieldPanel("description"),
            FieldPanel("cadence"),
            FieldPanel("host"),
            FieldPanel("picture"),
            MultiFieldPanel(
                [
                    HelpPanel(_("Readers see the name; the address must be of a domain that vouches for your mail.")),
                    FieldRowPanel([FieldPanel("from_name"), FieldPanel("from_address")]),
                    FieldPanel("reply_to"),
                    FieldPanel("postal_address"),
                ],
                heading=_("Who it comes from"),
            ),
            MultiFieldPanel(
                [
                    *([FieldPanel("language")] if len(settings.PAPER_LANGUAGES) > 1 else []),
                    FieldPanel("slug"),
                    FieldPanel("order"),
                    FieldPanel("below_stories"),
                    FieldPanel("in_rail"),
                    FieldPanel("in_footer"),
                    FieldPanel("archived"),
                ],
                heading=_("Where it stands"),
            ),
        ]
    )

    @property
    def list_display(self) -> list[Any]:
        columns: list[Any] = [
            TitleColumn("name", label=_("Name"), url_name=self.get_url_name("edit")),
            Column("cadence", label=_("How often")),
            Column("host", label=_("Host")),
            Column(_readers, label=_("Readers"), width="10%"),
            Column(_standing, label=_("Standing"), width="10%"),
        ]
        if len(settings.PAPER_LANGUAGES) > 1:
            columns.insert(3, Column("language", label=_("Language"), width="10%"))
        return columns

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return with_counts(Newsletter.objects.select_related("host").order_by("archived", "order", "pk"))
