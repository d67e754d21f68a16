"""The desk's searches for pages: of all of them, and of those below a section. Wagtail's look at headlines alone,
while they are typed; ours find whole words of standfirsts and texts too, which are indexed anyway: editors remember
what a story said, not what it was called."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, Count, Value, When
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.views.pages.listing import ExplorableIndexView
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


@dataclass(frozen=True, slots=True)
class Found:
    """Keys of pages with the words in their headline, and of those that say them anywhere."""

    headed: list[int]
    said: list[int]

    @property
    def keys(self) -> set[int]:
        return {*self.headed, *self.said}

    @property
    def order(self) -> tuple[Case, str]:
        """Those with the words in their headline first; of each part first what was written last."""
        return Case(When(pk__in=self.headed, then=Value(0)), default=Value(1)), NEWEST


def find(words: str, among: Any) -> Found:
    """`among` is a queryset of pages' primary keys. The words may say "live:yes"."""
    filters, query = parse_query_string(words, operator="and")
    pages = Page.objects.filter(pk__in=among).order_by(NEWEST)
    standing = LIVE.get((filters.get("live") or filters.get("published") or "").lower())
    if standing is not None:
        pages = pages.filter(live=standing)
    headed = _keys(pages.autocomplete(query, order_by_relevance=False)[:MOST])
    return Found(headed, _keys(pages.search(query, order_by_relevance=False)[:MOST]))


def _keys(pages: Iterable[Page]) -> list[int]:
    return [page.pk for page in pages]


class FindPages(SearchView):
    verbose_name, verbose_name_plural = _("page"), _("pages")

    def get_queryset(self) -> Any:
        if not self.search_query:
            return super().get_queryset()
        found = find(self.search_query, self.permission_policy.explorable_instances(self.request.user).values("pk"))
        finds = Finds(Page).filter(pk__in=found.keys).order_by(*found.order)
        self.all_pages = finds
        counted = finds.order_by().values_list("content_type").annotate(Count("pk"))
        self.content_types = [(ContentType.objects.get_for_id(kind), count) for kind, count in counted]
        if self.selected_content_type:
            finds = finds.filter(content_type=self.selected_content_type)
        if self.ordering:
            finds = finds.order_by(self.ordering)
        return self.annotate_queryset(finds.select_related("locale"))


class FindBelow(ExplorableIndexView):
    """The list of what is below a section, and its search."""

    def search_queryset(self, queryset: Any) -> Any:
        if not self.is_searching:
            return super().search_queryset(queryset)
        for hook in hooks.get_hooks("construct_explorer_page_queryset"):
            queryset = hook(self.parent_page, queryset, self.request)
        plain = Page.objects.all() if self.is_searching_whole_tree else Page.objects.descendant_of(self.parent_page)
        found = find(self.search_query, plain.filter(pk__in=self._explorable()).values("pk"))
        queryset = queryset.filter(pk__in=found.keys)
        return queryset if self.is_explicitly_ordered else queryset.order_by(*found.order)

    def _explorable(self) -> Any:
        return self.permission_policy.explorable_instances(self.request.user).values("pk")


class PagesViewSet(PageViewSet):
    """For what concerns pages of all types."""

    model = Page
    search_view_class = FindPages
    index_view_class = FindBelow
