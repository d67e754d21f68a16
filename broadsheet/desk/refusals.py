"""When the paper refuses to publish: what was written is kept as a draft, and the desk says what is missing. When
it publishes and readers do not have it yet, the desk says why."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.localization import get_localized_response
from wagtail.models import Page

from broadsheet.kit import clock
from broadsheet.release import gate, words
from broadsheet.release.models import Releasable
from broadsheet.release.registries import checks
from broadsheet.sections.models import PaperPage
from broadsheet.stories import asking
from broadsheet.stories.models import StoryPage

HOME = "wagtailadmin_home"


MOST_TOLD = 6  # sentences at once; beside the editor are all of them


def before_publishing(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Wagtail calls it when the version is saved and before it is published."""
    problems = list(page.unready()) if isinstance(page, PaperPage) else []
    if not problems:
        return None
    _say(request, problems)
    _ask_a_second_editor(request, page)
    return redirect(reverse("wagtailadmin_pages:edit", args=(page.pk,)))


def _ask_a_second_editor(request: HttpRequest, page: Page) -> None:
    """Where it is only that which is missing, nobody has to run after them."""
    user: Any = request.user
    asked = asking.ask(page, user) if isinstance(page, StoryPage) else []
    if asked:
        names = ", ".join(one.get_full_name() or one.get_username() for one in asked)
        messages.info(request, _("They were asked by mail to stand for it: %(names)s.") % {"names": names})


def before_publishing_many(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> HttpResponse | None:
    """Publishing many publishes none when one of them is not ready."""
    if action_type != "publish" or request.method != "POST":
        return None
    pages = (each.get_latest_revision_as_object() for each in objects if isinstance(each.specific, PaperPage))
    sentence = _("“%(title)s”: %(problem)s")
    problems = [sentence % {"title": page.title, "problem": problem} for page in pages for problem in page.unready()]
    _say(request, problems)
    return redirect("wagtailadmin_explore_root") if problems else None


def say_what_keeps_it_in(request: HttpRequest, thing: Any) -> None:
    """Publishing is not around the gate: say at once when readers do not have it yet, and why."""
    if isinstance(thing, Releasable):
        verdict = gate.verdict(thing, clock.now())
        if not verdict.public:
            messages.warning(request, words.sentence(verdict))


def say_advice(request: HttpRequest, thing: Any) -> None:
    """What the checks found that does not keep it in; beside a story's editor it was shown before."""
    for sentence in _first([finding.sentence for finding in checks.look(thing, blocking=False)]):
        messages.info(request, sentence)


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
        answer: HttpResponse = get_localized_response(_refused, request, error)
        return answer


def _refused(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """To be called in the language of who asked, which Wagtail has left when a view raises."""
    if request.accepts("application/json") and not request.accepts("text/html"):
        return JsonResponse({"success": False, "error_message": " ".join(error.messages)}, status=422)
    _say(request, error.messages)
    return redirect(_back(request))


def _say(request: HttpRequest, sentences: list[str]) -> None:
    for sentence in _first(sentences):
        messages.error(request, sentence)


def _first(sentences: list[str]) -> list[str]:
    more = len(sentences) - MOST_TOLD
    if more < 2:
        return sentences
    return [
        *sentences[:MOST_TOLD],
        _("And %(count)d more: the list beside the editor has them all.") % {"count": more},
    ]


def _back(request: HttpRequest) -> str:
    """Where they came from, if that is the desk."""
    came = request.headers.get("Referer", "")
    return came if url_has_allowed_host_and_scheme(came, {request.get_host()}) else reverse(HOME)
