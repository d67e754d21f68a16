"""The screen "Claims" of a story: what its latest draft claims, and what each claim rests on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from broadsheet.stories.ledger import LABELS, Place, Statement, statements
from broadsheet.stories.models import StoryPage
from broadsheet.stories.unnamed import wanting_approval


@require_safe
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """For whoever may edit the story."""
    story = get_object_or_404(StoryPage, pk=pk)
    user: Any = request.user
    if not story.permissions_for_user(user).can_edit():
        raise PermissionDenied
    draft = story.get_latest_revision_as_object()
    title, edit = gettext("Claims"), reverse("wagtailadmin_pages:edit", args=(pk,))
    context = {
        "header_title": title,
        "title": str(draft),
        "breadcrumbs_items": [{"url": edit, "label": str(draft)}, {"url": "", "label": title}],
        "edit_url": edit,
        "statements": [told(each) for each in statements(draft.claims.select_related("source"), draft.body.raw_data)],
        "approve_url": reverse("stories_unnamed", args=(pk,)) if wanting_approval(draft) else "",
    }
    return TemplateResponse(request, "stories/desk/claims.html", context)


def told(statement: Statement) -> dict[str, Any]:
    """A statement as the desk's screens show it."""
    return {
        "words": statement.words,
        "rows": statement.rows,
        "weak": LABELS[statement.weak] if statement.weak else "",
        "changed": statement.place is Place.CHANGED,
        "gone": statement.place is Place.GONE,
    }


@hooks.register("register_admin_urls")
def register_screen() -> list[URLPattern]:
    return [path("claims/<int:pk>/", screen, name="stories_claims")]


@hooks.register("register_page_listing_more_buttons")
def listing_button(page: Page, user: AbstractBaseUser, **kwargs: Any) -> Iterator[Button]:
    if page.specific_class is StoryPage and page.permissions_for_user(user).can_edit():
        yield Button(_("Claims"), reverse("stories_claims", args=(page.pk,)), icon_name="tag", priority=38)
