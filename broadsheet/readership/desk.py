"""The desk's screens of how much is read: for the paper, for a story, and a line on the desk's home."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.side_panels import BaseSidePanel

from broadsheet.readership import figures
from broadsheet.readership.charts import Chart, chart
from broadsheet.readership.models import Share
from broadsheet.stories.models import StoryPage

PERIODS = (1, 7, 30)
USUAL = 7
HOURS_BESIDE = 24
"""Hours that the panel beside a story shows."""


def period_of(request: HttpRequest) -> int:
    asked = request.GET.get("days", "")
    return int(asked) if asked.isdigit() and int(asked) in PERIODS else USUAL


def periods(chosen: int) -> list[dict[str, Any]]:
    names = {1: _("Today"), 7: _("7 days"), 30: _("30 days")}
    return [{"days": days, "name": names[days], "chosen": days == chosen} for days in PERIODS]


@require_safe
def readers_view(request: HttpRequest) -> HttpResponse:
    now, period = figures.reading_now(), period_of(request)
    days = figures.days(30)
    context = {
        "header_title": _("Readers"),
        "breadcrumbs_items": [{"url": "", "label": _("Readers")}],
        "header_icon": "view",
        "now": now.total(),
        "today": days[-1][1],
        "yesterday": days[-2][1],
        "readers": figures.readers(1).get(figures.today()),
        "charts": [by_hour(), by_day(days)],
        "periods": periods(period),
        "stories": list(figures.widths(figures.top_stories(period))),
        **_shares(period),
    }
    return _answer(request, "readership/desk/readers.html", context)


@require_safe
def story_view(request: HttpRequest, pk: int) -> HttpResponse:
    story = get_object_or_404(StoryPage, pk=pk)
    period, days = period_of(request), figures.days(30, pk)
    context = {
        "header_title": story.title,
        "breadcrumbs_items": [
            {"url": reverse("readership"), "label": _("Readers")},
            {"url": "", "label": story.title},
        ],
        "header_icon": "view",
        "story": story,
        "now": figures.reading_now()[pk],
        "today": days[-1][1],
        "total": figures.total(pk),
        "charts": [by_hour(pk), by_day(days, with_readers=False)],
        "periods": periods(period),
        **_shares(period, pk),
    }
    return _answer(request, "readership/desk/story.html", context)


def _answer(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    answer = TemplateResponse(request, template, context)
    answer["Cache-Control"] = "no-store"
    return answer


def _shares(period: int, story: int | None = None) -> dict[str, Any]:
    devices = [
        (figures.Ranked(str(DEVICES.get(one.name, one.name)), one.views), width)
        for one, width in figures.widths(figures.shares(Share.Kind.DEVICE, period, story))
    ]
    sources = list(figures.widths(figures.shares(Share.Kind.SOURCE, period, story)))
    return {"sources": sources, "devices": devices}


DEVICES = {
    "phone": gettext_lazy("Telephone"),
    "tablet": gettext_lazy("Tablet"),
    "desktop": gettext_lazy("Computer"),
    "other": gettext_lazy("Other devices"),
}


def by_hour(story: int | None = None) -> Chart:
    found = [(_hour(at), views) for at, views in figures.hours_of(figures.today(), story)]
    return chart("hours", _("Today, by hour"), found, _("Hour"))


def last_hours(story: int) -> Chart:
    found = [(_hour(at), views) for at, views in figures.last_hours(HOURS_BESIDE, story)]
    return chart("hours", _("The last 24 hours"), found, _("Hour"))


def by_day(days: list[tuple[date, int]], *, with_readers: bool = True) -> Chart:
    known = figures.readers(len(days)) if with_readers else {}
    words = [str(known.get(day, "")) for day, _views in days]
    more = (_("Different readers"), words) if known else ("", ())
    return chart("days", _("The last 30 days"), [(_day(day), views) for day, views in days], _("Day"), more)


def _hour(at: datetime) -> str:
    return date_format(at, "TIME_FORMAT")


def _day(day: date) -> str:
    return date_format(day, "MONTH_DAY_FORMAT")


class Line(Component):
    """On the desk's home."""

    name, order = "readership", 12
    template_name = "readership/desk/home.html"

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"now": figures.reading_now().total(), "today": figures.days(1)[0][1]}


class ReadersPanel(BaseSidePanel):
    """Beside a story's editor, once it was published."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = gettext_lazy("Toggle how much it is read")
        icon_name = "view"

    name = "readers"
    title = gettext_lazy("Readers")
    template_name = "readership/desk/panel.html"
    order = 250

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        pk = self.object.pk
        return {
            **context,
            "story": self.object,
            "now": figures.reading_now()[pk],
            "total": figures.total(pk),
            "chart": last_hours(pk),
            **_shares(30, pk),
        }
