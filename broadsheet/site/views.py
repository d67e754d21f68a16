"""The few answers that belong to no room."""

from __future__ import annotations

import sys

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from broadsheet.design import assets
from broadsheet.kit import media, outage, refusal
from broadsheet.site import middleware


def _refused(status: int, title: str, sentence: str) -> HttpResponse:
    """No template, no database and no host are asked: what failed may have been any of them."""
    page = refusal.page(
        title,
        sentence,
        paper=settings.PAPER_NAME,
        stylesheet=assets.stylesheet(),
        language=get_language() or settings.LANGUAGE_CODE,
    )
    return HttpResponse(page, status=status, headers={"Cache-Control": "no-store"})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _refused(400, _("Bad request"), _("This request cannot be understood."))


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _refused(403, _("Not allowed"), _("You may not do this, or not from here."))


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the mark that we gave it (CSRF)."""
    sentence = _("It was open for too long, or came from elsewhere. Go back, load its page anew, and send it again.")
    return _refused(403, _("This form was not taken"), sentence)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _refused(404, _("Not found"), _("Nothing stands at this address."))


def failed(request: HttpRequest) -> HttpResponse:
    error = sys.exc_info()[1]  # Django calls this while it handles what failed, and does not say what
    if error is not None and outage.is_away(error):
        return middleware.refuse(request, error)
    return _refused(500, _("Something went wrong"), _("It was our fault, and is in the log. Please try again."))


@require_safe
@permission_required("wagtailadmin.access_admin", login_url=settings.LOGIN_URL)
def desk_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """An original or a rendition from the media folder, for signed-in staff."""
    answer = media.answer(name)
    patch_cache_control(answer, private=True, max_age=3600)
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    return answer


def not_served_here(request: HttpRequest, path: str) -> HttpResponse:
    """A page's address, for its reversal only: what readers get is pressed and passed the gate."""
    raise Http404
