"""When the paper refuses to publish: what was written is kept as a draft, and the desk says what is missing."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from wagtail.admin import messages
from wagtail.models import Page

from broadsheet.sections.models import PaperPage

HOME = "wagtailadmin_home"


def before_publishing(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Wagtail calls it when the version is saved and before it is published."""
    problems = list(page.unready()) if isinstance(page, PaperPage) else []
    if not problems:
        return None
    _say(request, problems)
    return redirect(reverse("wagtailadmin_pages:edit", args=(page.pk,)))


class Refusals:
    """Middleware. Approving in a workflow and publishing many at once have no hook: what refuses there raises."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        match = request.resolver_match
        if not isinstance(error, ValidationError) or match is None or not request.path.startswith(reverse(HOME)):
            return None
        if request.accepts("application/json") and not request.accepts("text/html"):
            return JsonResponse({"success": False, "error_message": " ".join(error.messages)}, status=422)
        _say(request, error.messages)
        return redirect(_back(request))


def _say(request: HttpRequest, sentences: list[str]) -> None:
    for sentence in sentences:
        messages.error(request, sentence)


def _back(request: HttpRequest) -> str:
    """Where they came from, if that is the desk."""
    came = request.headers.get("Referer", "")
    return came if url_has_allowed_host_and_scheme(came, {request.get_host()}) else reverse(HOME)
