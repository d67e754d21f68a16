"""The desk's page of the site's health, for administrators: what `broadsheet check` says, area by area."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.ui.components import Component

from broadsheet.release.words import moment
from broadsheet.running import runs, storms, watching
from broadsheet.running.health import looking
from broadsheet.running.health.finding import AREAS, Finding, Level

SHOWN = [area for area in AREAS if area not in ("settings", "safety")]
"""These are looked at by `broadsheet check` alone."""


@dataclass
class Area:
    name: str
    findings: list[Finding] = field(default_factory=list)

    @property
    def state(self) -> str:
        if not self.findings:
            return "well"
        return "red" if any(one.level == Level.RED for one in self.findings) else "yellow"

    def sentences(self) -> list[SafeString]:
        """With what is to be typed marked as such."""
        return [_marked(str(one)) for one in self.findings]

    @property
    def word(self) -> str:
        return {"well": _("well"), "yellow": _("should be seen to"), "red": _("wrong")}[self.state]


def _marked(sentence: str) -> SafeString:
    shown = [format_html("<code>{}</code>" if n % 2 else "{}", part) for n, part in enumerate(sentence.split("`"))]
    return format_html_join("", "{}", ((part,) for part in shown))


class Alarm(Component):
    """On the home of administrators while something is red: the mail that tells it may be what does not work."""

    name, order = "running-alarm", 5
    template_name = "running/desk/alarm.html"

    def __init__(self, red: Sequence[Finding]) -> None:
        self.red = red

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"sentences": [_marked(str(one)) for one in self.red]}


def alarms(request: HttpRequest) -> Iterator[Alarm]:
    """As it was seen last; nobody waits for another look."""
    if may(request):
        red = [one for one in map(Finding.from_json, watching.seen().findings) if one.level == Level.RED]
        if red:
            yield Alarm(red)


def may(request: HttpRequest) -> bool:
    return bool(request.user.is_active and request.user.is_superuser)


@require_safe
def health_view(request: HttpRequest) -> HttpResponse:
    """What can be seen here is looked at now; what others are asked is told as it was when they were asked last."""
    if not may(request):
        raise PermissionDenied
    state = watching.seen()
    asked = [Finding.from_json(one) for one in state.asked]
    found = looking.in_order([*looking.look(quick=True), *asked])
    areas = {name: Area(str(AREAS[name])) for name in SHOWN}
    for one in found:
        if one.area in areas:
            areas[one.area].findings.append(one)
    title = _("Health of the site")
    context: dict[str, Any] = {
        "header_title": title,
        "header_icon": "info-circle",
        "breadcrumbs_items": [{"url": "", "label": title}],
        "areas": list(areas.values()),
        "told": state.told,
        "untold": watching.untold(state, time.time()),
        "plates_only": storms.since() is not None,
        "looked": moment(watching.at(state)),
        "backup": runs.last() if not any(one.area == "database" for one in found) else None,
    }
    return TemplateResponse(request, "running/desk/health.html", context)
