"""Protected names at the desk: where they are kept, and looks at them in the log."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.log_actions import LogFormatter

from broadsheet.sourcing.protected import keep


@sensitive_post_parameters("name")
@require_POST
def keep_view(request: HttpRequest) -> JsonResponse:
    """`name` is encrypted at once; the answer is its token."""
    user: Any = request.user
    try:
        return JsonResponse({"token": str(keep(request.POST.get("name", ""), user))})
    except ValidationError as error:
        return JsonResponse({"error": " ".join(error.messages)}, status=400)


@hooks.register("register_admin_urls")
def register_keeping() -> list[URLPattern]:
    return [path("sources/protected/", keep_view, name="sourcing_keep")]


class Look(LogFormatter):
    label = _("Read a protected name")

    def format_message(self, entry: Any) -> str:
        reason, about = entry.data.get("reason", ""), entry.data.get("about", "")
        said = gettext("Read the name of a protected source")
        said = gettext("%(what)s (%(where)s)") % {"what": said, "where": about} if about else said
        return gettext("%(what)s: %(text)s") % {"what": said, "text": reason} if reason else said


@hooks.register("register_log_actions")
def register_looks(actions: Any) -> None:
    actions.register_action("sourcing.reveal")(Look)
    actions.register_action(
        "sourcing.reveal_refused", _("Was refused a protected name"), _("Was refused the name of a source")
    )
    actions.register_action("sourcing.keep_name", _("Keep a protected name"), _("Kept the name of a source"))
