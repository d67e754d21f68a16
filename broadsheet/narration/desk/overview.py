"""What is under way: stories whose recording waits, is being made, failed, or is not what their page says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from wagtail.admin.ui.components import Component

from broadsheet.narration import troubles
from broadsheet.narration.desk import anew_view, rights
from broadsheet.narration.desk.menu import head
from broadsheet.narration.desk.story_view import narration_url
from broadsheet.narration.desk.telling import Told, heard_by_readers, of_row, outdated_readings
from broadsheet.narration.models import Narration, OnAir, Reader, Recording, State
from broadsheet.release import words

MOST = 100
STALE = "stale"
SHOWN = (State.FAILED, State.RUNNING, State.QUEUED)


@dataclass(frozen=True, slots=True)
class Row:
    title: str
    url: str
    told: Told
    stale: str
    since: str
    retry: str


@require_safe
def overview_view(request: HttpRequest) -> HttpResponse:
    rights.demand(request.user.has_perm(rights.MEND))
    context = head(_("Recordings under way")) | _context(request) | {"findings": list(troubles.speechless())}
    return TemplateResponse(request, "narration/desk/overview.html", context)


@require_safe
def rows_view(request: HttpRequest) -> HttpResponse:
    """A fragment, asked for again and again."""
    rights.demand(request.user.has_perm(rights.MEND))
    return TemplateResponse(request, "narration/desk/under_way.html", _context(request))


def _context(request: HttpRequest) -> dict[str, Any]:
    state = request.GET.get("state", "")
    state = state if state in {*SHOWN, STALE} else ""
    counts = dict(
        Counter(Recording.objects.filter(state__in=SHOWN).order_by().values_list("state", flat=True)).items()
    )
    rows = _stale_rows(request) if state == STALE else _rows(request, state)
    labels = {
        "": _("Everything"),
        State.FAILED: _("Failed"),
        State.RUNNING: _("Being recorded"),
        State.QUEUED: _("Waiting"),
        STALE: _("Not what the page says"),
    }
    address = reverse("narration_overview")
    return (anew_view.context(request) if not state else {}) | {
        "tabs": [
            (f"{address}?state={name}" if name else address, label, counts.get(name, 0), name == state)
            for name, label in labels.items()
        ],
        "rows": rows,
        "state": state,
        "again": f"{reverse('narration_rows')}?state={state}",
        "ready": OnAir.objects.count(),
        "off": not Narration.objects.filter(on=True).exists(),
        "settings": reverse("narration_settings") if request.user.has_perm(rights.SETTLE) else "",
    }


def _rows(request: HttpRequest, state: str) -> list[Row]:
    found = Recording.objects.filter(state__in=[state] if state else SHOWN).select_related("story__locale")
    order = {name: place for place, name in enumerate(SHOWN)}
    some = sorted(found.order_by("-created_at")[: 5 * MOST], key=lambda row: order[State(row.state)])[:MOST]
    return [_row(request, row.story, of_row(row), words.moment(row.created_at), row.state) for row in some]


def _stale_rows(request: HttpRequest) -> list[Row]:
    """The newer recording is under way, or nobody has read the changed story yet."""
    behind = Q(story__in=OnAir.objects.values("pk"), state__in=SHOWN)
    rows = Recording.objects.filter(behind).select_related("story__locale")[:MOST]
    made = [_row(request, row.story, of_row(row), words.moment(row.created_at), row.state) for row in rows]
    read = [
        _row(request, story, Told("", _("Somebody's reading")), words.moment(story.last_published_at), "")
        for story in outdated_readings(MOST)
    ]
    return [*read, *made]


def _row(request: HttpRequest, story: Any, told: Told, since: str, state: str) -> Row:
    looks = state in {State.FAILED, ""} or request.GET.get("state") == STALE  # it takes reading the whole story
    heard = heard_by_readers(story) if looks else None
    retry = narration_url(story) if state == State.FAILED and rights.may_direct(request.user, story) else ""
    return Row(story.title, narration_url(story), told, heard.stale if heard else "", since, retry)


class FailuresPanel(Component):
    """On the desk's home, in one line; nothing while nothing failed."""

    name, order = "narration", 16
    template_name = "narration/desk/home.html"

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        user = (parent_context or {})["request"].user
        return (
            {"line": _failures(), "url": f"{reverse('narration_overview')}?state={State.FAILED}"}
            if user.has_perm(rights.MEND)
            else {"line": ""}
        )


def _failures() -> str:
    failed = Recording.objects.filter(state=State.FAILED)
    readings, stories = (failed.filter(reader=reader).count() for reader in (Reader.HUMAN, Reader.MACHINE))
    told = []
    if stories:
        told.append(_untold(stories))
    if readings:
        told.append(
            ngettext(
                "A person's reading could not be used.",
                "%(count)d readings by people could not be used.",
                readings,
            )
            % {"count": readings}
        )
    causes = {row.why for row in failed.only("cause", "tried")[:MOST]}
    return " ".join([*told, *causes] if len(causes) == 1 else told)


def _untold(stories: int) -> str:
    return ngettext(
        "One story could not be recorded: readers cannot listen to it.",
        "%(count)d stories could not be recorded: readers cannot listen to them.",
        stories,
    ) % {"count": stories}
