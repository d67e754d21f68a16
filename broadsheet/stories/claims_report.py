"""The report "What stands on little": stories with claims that rest on nothing, on one source that is not named, or
on others' word alone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permission_policies.pages import PagePermissionPolicy

from broadsheet.stories.claims_screen import told
from broadsheet.stories.ledger import LABELS, Place, Rests, Statement, statements
from broadsheet.stories.models import StoryClaim, StoryPage

ON_A_PAGE = 50
OUT, IN = "published", "drafts"
STATES = ((IN, _("Not published, or changed since")), (OUT, _("Published")))


@dataclass(frozen=True, slots=True)
class Line:
    """A story with those of its statements that are looked for."""

    title: str
    edit: str
    claims: str
    statements: list[dict[str, Any]]


@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """`?state=` drafts or published, `?rests=` one of Rests."""
    state = OUT if request.GET.get("state") == OUT else IN
    rests = next((each for each in Rests if each == request.GET.get("rests")), None)
    may = PagePermissionPolicy().instances_user_has_permission_for(request.user, "change")
    stories = StoryPage.objects.filter(pk__in=may.values("pk"), killed_at__isnull=True)
    keys, read = (_published(stories), _of_rows) if state == OUT else (_drafts(stories), _of_drafts)
    page = Paginator(keys, ON_A_PAGE).get_page(request.GET.get("p"))
    title = gettext("What stands on little")
    context = {
        "header_title": title,
        "page_title": title,
        "breadcrumbs_items": [{"url": "", "label": title}],
        "states": [(key, label, key == state) for key, label in STATES],
        "kinds": [("", gettext("All"), rests is None), *((one, LABELS[one], one == rests) for one in Rests)],
        "lines": list(_lines(read(list(page.object_list)), rests)),
        "page": page,
        "state": state,
        "rests": rests or "",
    }
    return TemplateResponse(request, "stories/desk/claims_report.html", context)


def _published(stories: QuerySet[StoryPage]) -> QuerySet[Any]:
    weak = StoryClaim.objects.filter(how__in=("nothing", "unnamed", "reported")).values("page")
    return stories.filter(live=True, pk__in=weak).order_by("-last_published_at", "-pk").values_list("pk", flat=True)


def _drafts(stories: QuerySet[StoryPage]) -> QuerySet[Any]:
    with_claims = stories.filter(has_unpublished_changes=True, latest_revision__content__claims__0__isnull=False)
    return with_claims.order_by("-latest_revision_created_at", "-pk").values_list("pk", flat=True)


Found = tuple[int, str, list[Statement]]


def _of_rows(keys: list[int]) -> Iterator[Found]:
    found = StoryPage.objects.prefetch_related("claims__source").in_bulk(keys)
    for story in (found[key] for key in keys):
        yield story.pk, str(story), statements(story.claims.all(), story.body.raw_data)


def _of_drafts(keys: list[int]) -> Iterator[Found]:
    """From the latest revisions as they are stored: the whole story is not made of each."""
    columns = ("pk", "draft_title", "latest_revision__content__claims", "latest_revision__content__body")
    found = {pk: rest for pk, *rest in StoryPage.objects.filter(pk__in=keys).values_list(*columns)}
    for key in keys:
        title, claims, body = found[key]
        rows = [SimpleNamespace(**claim) for claim in claims]
        blocks = json.loads(body or "[]") if isinstance(body, str | None) else body  # as the database hands it over
        yield key, title, statements(rows, blocks)


def _lines(found: Iterable[Found], rests: Rests | None) -> Iterator[Line]:
    for pk, title, all_of_it in found:
        there = [each for each in all_of_it if each.weak and each.place is not Place.GONE]
        shown = [told(each) for each in there if rests is None or each.weak is rests]
        if shown:
            edit = reverse("wagtailadmin_pages:edit", args=(pk,))
            yield Line(title, edit, reverse("stories_claims", args=(pk,)), shown)


@hooks.register("register_admin_urls")
def register_report() -> list[URLPattern]:
    return [path("reports/claims/", report, name="stories_claims_report")]


@hooks.register("register_reports_menu_item")
def register_menu_item() -> MenuItem:
    address = reverse("stories_claims_report")
    return MenuItem(_("What stands on little"), address, name="claims", icon_name="tag", order=150)
