"""The few answers that belong to no room."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils._os import safe_join
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from broadsheet.site.health import troubles


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the paper can take and publish work; 503 with the reasons otherwise."""
    reasons = [trouble.what for trouble in troubles() if trouble.severe]
    answer = JsonResponse({"ok": not reasons, "troubles": reasons}, status=503 if reasons else 200)
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
@permission_required("wagtailadmin.access_admin", login_url=settings.LOGIN_URL)
def desk_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """An original or a rendition from the media folder, for signed-in staff."""
    try:
        path = Path(safe_join(settings.MEDIA_ROOT, name))
    except SuspiciousFileOperation as error:
        raise Http404 from error
    if not path.is_file():
        raise Http404
    answer = FileResponse(path.open("rb"))
    patch_cache_control(answer, private=True, max_age=3600)
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    return answer


def not_served_here(request: HttpRequest, path: str) -> HttpResponse:
    """A page's address, for its reversal only: what readers get is pressed and passed the gate."""
    raise Http404
