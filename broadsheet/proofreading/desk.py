"""House style at the desk: the list of rules, and how one is tried on a text before it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from broadsheet.proofreading import patterns
from broadsheet.proofreading.house_style import read
from broadsheet.proofreading.models import HouseRule

LONGEST = 20_000  # letters of a text that a rule is tried on


class HouseStyle(SnippetViewSet):
    icon = "check"
    copy_view_enabled = False
    list_per_page = 100
    search_fields = ["pattern", "suggestion", "reason"]
    list_filter = ["language", "blocking", "in_force"]
    list_display = [
        "pattern",
        "suggestion",
        "reason",
        "language",
        BooleanColumn("blocking", label=gettext_lazy("Keeps a story in")),
        BooleanColumn("in_force", label=gettext_lazy("In force")),
    ]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the tried text; `hit` when the rule found it, with what comes in its place."""

    words: str
    hit: bool = False
    instead: str = ""


@require_POST
@permission_required("proofreading.view_houserule", raise_exception=True)
def try_view(request: HttpRequest) -> HttpResponse:
    """A fragment: the text with what the rule in the form finds."""
    text = " ".join(request.POST.get("text", "")[:LONGEST].split())
    rule = HouseRule(
        pattern=request.POST.get("pattern", "").strip()[: patterns.LONGEST + 1],
        is_expression=request.POST.get("is_expression") == "true",
        suggestion=request.POST.get("suggestion", "")[:200],
    )
    context: dict[str, Any] = {"pieces": [], "count": 0, "unfit": ""}
    try:
        patterns.compiled(rule.pattern, rule.is_expression, rule.suggestion)
    except patterns.Unfit as unfit:
        context["unfit"] = str(unfit) if rule.pattern else ""
    else:
        reading = read([("text", text)], [rule])
        context["unfit"] = _("On this text it takes too long: make it simpler.") if reading.slow else ""
        context["pieces"] = _pieces(text, reading.found)
        context["count"] = len(reading.found)
    answer = TemplateResponse(request, "proofreading/desk/tried.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def _pieces(text: str, found: list[Any]) -> list[Piece]:
    pieces, at = [], 0
    for one in found:
        pieces += [Piece(text[at : one.hit.start]), Piece(one.hit.words, True, one.hit.instead)]
        at = one.hit.end
    return [piece for piece in (*pieces, Piece(text[at:])) if piece.words]
