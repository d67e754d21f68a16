"""How newsletters grow, and who gets them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from broadsheet.newsletters.desk.subscribers import growth, searching
from broadsheet.newsletters.models import Newsletter, SubscriptionState

VIEW = permission_required("newsletters.view_subscriber", login_url=settings.LOGIN_URL, raise_exception=True)


@require_safe
@permission_required("newsletters.view_newsletter", login_url=settings.LOGIN_URL, raise_exception=True)
def growth_view(request: HttpRequest) -> HttpResponse:
    """No address is on it: counts are for all who see to newsletters."""
    title = _("How they grow")
    context = {
        **head(title, (_("Newsletters"), reverse(Newsletter.snippet_viewset.get_url_name("list")))),  # type: ignore[attr-defined]  # set by Wagtail
        "growths": growth.growths(list(Newsletter.objects.filter(archived=False))),
        "several": len(settings.PAPER_LANGUAGES) > 1,
    }
    return TemplateResponse(request, "newsletters/desk/subscribers/growth.html", context)


@require_safe
@VIEW
def list_view(request: HttpRequest) -> HttpResponse:
    typed = request.GET.get("q", "").replace("\0", "").strip()[:320]
    newsletter, state, after = _number(request, "newsletter"), _state(request), request.GET.get("after", "")
    if typed.startswith("@"):
        found = searching.at_domain(typed, after[:18])
    elif typed:
        found = searching.by_address(typed, after[:320])
    else:
        found = searching.newest(newsletter, state, _number(request, "after"))
    asked = {"q": typed} if typed else {"newsletter": newsletter or "", "state": state}
    context = {
        **head(_("Subscribers")),
        "people": found.people,
        "more": f"?{urlencode({**asked, 'after': found.after})}" if found.after else "",
        "q": typed,
        "at_domain": typed.startswith("@"),
        "newsletters": Newsletter.objects.all(),
        "states": SubscriptionState.choices,
        "newsletter": newsletter,
        "state": state,
        "first": not after,
    }
    return TemplateResponse(request, "newsletters/desk/subscribers/list.html", context)


def head(title: str, *above: tuple[str, str]) -> dict[str, Any]:
    """What every screen's template asks for; `above` are (words, address)."""
    crumbs = [{"url": url, "label": label} for label, url in above]
    return {"header_title": title, "breadcrumbs_items": [*crumbs, {"url": "", "label": title}], "header_icon": "mail"}


def _number(request: HttpRequest, name: str) -> int | None:
    said = request.GET.get(name, "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 19 else None


def _state(request: HttpRequest) -> str:
    said = request.GET.get("state", "")
    return said if said in SubscriptionState.values else ""
