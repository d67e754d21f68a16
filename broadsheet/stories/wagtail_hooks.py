"""What the desk does around publishing: a story that is not ready stays a draft, and a sentence says why; one
that an embargo or a hold keeps in is published, and a sentence says until when."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.models import Page

from broadsheet.kit import clock
from broadsheet.release import gate, words
from broadsheet.sections.models import PaperPage
from broadsheet.stories import correcting  # noqa: F401  (its hooks)


@hooks.register("before_publish_page")
def refuse_unready(request: HttpRequest, page: Page) -> HttpResponse | None:
    problems = list(page.unready()) if isinstance(page, PaperPage) else []
    for problem in problems:
        messages.error(request, problem)
    return redirect("wagtailadmin_pages:edit", page.pk) if problems else None


@hooks.register("after_publish_page")
def say_what_keeps_it_in(request: HttpRequest, page: Page) -> None:
    if isinstance(page, PaperPage):
        verdict = gate.verdict(page, clock.now())
        if not verdict.public:
            messages.warning(request, words.sentence(verdict))


@hooks.register("before_bulk_action")
def refuse_unready_among_many(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> HttpResponse | None:
    """Publishing many publishes none when one of them is not ready."""
    if action_type != "publish" or request.method != "POST":
        return None
    pages = (each.get_latest_revision_as_object() for each in objects if isinstance(each.specific, PaperPage))
    problems = [f"“{page.title}”: {problem}" for page in pages for problem in page.unready()]
    for problem in problems:
        messages.error(request, problem)
    return redirect("wagtailadmin_explore_root") if problems else None
