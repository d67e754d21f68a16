"""The desk's screen of who did what: Wagtail's log of everything, to be searched, and exported."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

import django_filters
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import IntegerField, Q, QuerySet, Value
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.views.reports.audit_logging import LogEntriesView
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry, PageLogEntry

from broadsheet.kit import clock
from broadsheet.staff import kinds, log

RIGHT = "staff.view_audit"
AT_ONCE = 500


class AuditFilters(WagtailFilterSet):
    q = django_filters.CharFilter(label=_("Search"), method="search")
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=kinds.KINDS, method="of_kind")
    user = django_filters.ModelChoiceFilter(
        label=_("Person"), queryset=User.objects.order_by("username"), method="by_or_about"
    )
    timestamp = django_filters.DateFromToRangeFilter(label=_("Date"), widget=DateRangePickerWidget)

    class Meta:
        model = PageLogEntry
        fields: list[str] = []

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """In what it was done to, and in the name of what was done."""
        wanted = value.casefold()
        actions = [action for action, label in registry.get_choices() if wanted in str(label).casefold()]
        return rows.filter(Q(label__icontains=value) | Q(action__in=actions))

    def by_or_about(self, rows: QuerySet[Any], name: str, value: User) -> QuerySet[Any]:
        """What somebody did, and what happened to their account."""
        found = Q(user=value)
        if rows.model is ModelLogEntry:
            found |= Q(content_type__app_label="auth", content_type__model="user", object_id=str(value.pk))
        return rows.filter(found)

    def of_kind(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(kinds.matching(value))


class AuditView(LogEntriesView):
    results_template_name = "staff/audit_results.html"
    page_title = _("Who did what")
    header_icon = "history"
    filterset_class = AuditFilters
    index_url_name = "staff_audit"
    index_results_url_name = "staff_audit_results"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(RIGHT):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_filtered_queryset(self) -> QuerySet[Any]:
        """The rows of every log, whatever things they are about: the right to the log is a right to all of it."""
        self.log_models = sorted(registry.get_log_entry_models(), key=lambda model: model._meta.label)
        parts = [
            self.filter_queryset(
                model.objects.values("pk", "timestamp").annotate(
                    log_model_index=Value(index, output_field=IntegerField())
                )
            ).order_by()
            for index, model in enumerate(self.log_models)
        ]
        return parts[0].union(*parts[1:], all=True).order_by("-timestamp")

    def decorate_paginated_queryset(self, queryset: Any) -> list[Any]:
        entries: list[Any] = super().decorate_paginated_queryset(queryset)
        for entry in entries:
            entry.kind = kinds.of(entry)
            entry.who = "" if entry.action in kinds.EXACTLY["failed"] else entry.user_display_name
        return entries

    # -- export

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        query = self.request.GET.copy()
        query["export"] = "csv"
        url = f"{self.get_index_url()}?{query.urlencode()}"
        return [HeaderButton(_("Save as CSV"), url=url, icon_name="download", attrs={"download": True})]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.GET.get("export") == "csv":
            return self.export(request)
        return super().get(request, *args, **kwargs)

    def export(self, request: HttpRequest) -> HttpResponseBase:
        """All that the filters let through, newest first. That it was exported is in the log from then on."""
        rows = list(self.get_filtered_queryset())
        user = request.user
        assert isinstance(user, User)  # the right to the log is somebody's
        log.write(user, "log_exported", user, count=len(rows))
        lines = csv.writer(_Line())
        answer = StreamingHttpResponse(map(lines.writerow, self._lines(rows)), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="log-{clock.local(clock.wall()):%Y-%m-%d}.csv"'
        return answer

    def _lines(self, rows: list[Any]) -> Iterator[list[str]]:
        yield ["time", "who", "kind", "action", "said", "about", "type", "number"]
        for at in range(0, len(rows), AT_ONCE):
            for entry in self.decorate_paginated_queryset(rows[at : at + AT_ONCE]):
                yield [harmless(cell) for cell in _cells(entry)]


class _Line:
    """What csv.writer writes to: it hands the line on."""

    def write(self, line: str) -> str:
        return line


def _cells(entry: Any) -> list[str]:
    of = entry.content_type.model if entry.content_type_id else ""
    when = clock.local(entry.timestamp).isoformat(timespec="seconds")
    said = [entry.who, entry.kind, entry.action, entry.message, entry.label, of, entry.object_id]
    return [when, *(str(one or "") for one in said)]


def harmless(cell: str) -> str:
    """A cell that no table program takes for a formula."""
    return f"'{cell}" if cell[:1] in "=+-@\t\r" and cell else cell
