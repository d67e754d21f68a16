"""The desk's search for pages. Wagtail's looks at headlines alone, while they are typed; ours finds whole words of
standfirsts and texts too, which are indexed anyway: editors remember what a story said, not what it was called."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, Count, Value, When
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.pages.search import SearchView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page
from wagtail.query import PageQuerySet
from wagtail.search.utils import parse_query_string

MOST = 500  # finds of either sort: nobody leafs through more
NEWEST = "-latest_revision_created_at"
LIVE = {"yes": True, "true": True, "no": False, "false": False}


class Finds(PageQuerySet):
    supports_facet = True
    """The template counts kinds of pages where this is said."""


class FindPages(SearchView):
    verbose_name, verbose_name_plural = _("page"), _("pages")

    def get_queryset(self) -> Any:
        if not self.search_query:
            return super().get_queryset()
        finds = self._finds()
        self.all_pages = finds
        counted = finds.order_by().values_list("content_type").annotate(Count("pk"))
        self.content_types = [(ContentType.objects.get_for_id(kind), count) for kind, count in counted]
        if self.selected_content_type:
            finds = finds.filter(content_type=self.selected_content_type)
        if self.ordering:
            finds = finds.order_by(self.ordering)
        return self.annotate_queryset(finds.select_related("locale"))

    def _finds(self) -> Finds:
        """Those with the words in their headline first; of each part first what was written last."""
        filters, query = parse_query_string(self.search_query, operator="and")
        mine = self.permission_policy.explorable_instances(self.request.user)
        pages = Page.objects.filter(pk__in=mine.values_list("pk", flat=True)).order_by(NEWEST)
        standing = LIVE.get((filters.get("live") or filters.get("published") or "").lower())
        if standing is not None:
            pages = pages.filter(live=standing)
        headed = _keys(pages.autocomplete(query, order_by_relevance=False)[:MOST])
        said = _keys(pages.search(query, order_by_relevance=False)[:MOST])
        place = Case(When(pk__in=headed, then=Value(0)), default=Value(1))
        return Finds(Page).filter(pk__in={*headed, *said}).order_by(place, NEWEST)


def _keys(pages: Iterable[Page]) -> list[int]:
    return [page.pk for page in pages]


class PagesViewSet(PageViewSet):
    """For what concerns pages of all types."""

    model = Page
    search_view_class = FindPages
