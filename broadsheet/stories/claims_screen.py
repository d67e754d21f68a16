"""The screen "Claims" of a story: what its latest draft claims, and what each claim rests on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from broadsheet.kit.secrecy import Undecipherable
from broadsheet.sourcing.models import ProtectedName
from broadsheet.sourcing.protected import RIGHT, reveal
from broadsheet.stories.ledger import LABELS, Place, Statement, statements
from broadsheet.stories.models import StoryPage
from broadsheet.stories.unnamed import wanting_approval


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("reason")
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """For whoever may edit the story; a POST with `token` and `reason` shows the name of a protected source."""
    story = get_object_or_404(StoryPage, pk=pk)
    user: Any = request.user
    if not story.permissions_for_user(user).can_edit():
        raise PermissionDenied
    draft = story.get_latest_revision_as_object()
    names = _named(request, draft) if request.method == "POST" else {}
    of_draft = statements(draft.claims.select_related("source"), draft.body.raw_data)
    title, edit = gettext("Claims"), reverse("wagtailadmin_pages:edit", args=(pk,))
    context = {
        "header_title": title,
        "title": str(draft),
        "breadcrumbs_items": [{"url": edit, "label": str(draft)}, {"url": "", "label": title}],
        "edit_url": edit,
        "statements": [{**told(each), "secrets": _secrets(each, names)} for each in of_draft],
        "may_read": user.has_perm(RIGHT),
        "approve_url": reverse("stories_unnamed", args=(pk,)) if wanting_approval(draft) else "",
    }
    return TemplateResponse(request, "stories/desk/claims.html", context)


def _secrets(statement: Statement, names: dict[str, str]) -> list[tuple[str, str]]:
    """[(token, name)] of the protected sources that it rests on; the name where it was asked for."""
    tokens = [str(row.protected) for row in statement.rows if row.protected]
    return [(token, names.get(token, "")) for token in tokens]


def _named(request: HttpRequest, draft: StoryPage) -> dict[str, str]:
    """{token: name} of the one that is asked for; its every look is logged with the reason."""
    user: Any = request.user
    asked, reason = request.POST.get("token", ""), request.POST.get("reason", "").strip()
    tokens = {str(row.protected): row.protected for row in draft.claims.all() if row.protected}
    if asked not in tokens:
        raise Http404
    if not reason:
        messages.error(request, gettext("Say why you need the name: the reason is kept in the log."))
        return {}
    try:
        return {asked: reveal(tokens[asked], user, reason, str(draft))}
    except (ValidationError, Undecipherable) as error:
        messages.error(request, " ".join(error.messages) if isinstance(error, ValidationError) else str(error))
    except ProtectedName.DoesNotExist:
        messages.error(request, gettext("The name is not kept any more."))
    return {}


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
