"""What every dynamic request passes before it reaches a room."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from broadsheet.design import assets
from broadsheet.kit import refusal
from broadsheet.kit.buckets import NotReached
from broadsheet.kit.outage import is_away

RETRY_AFTER = 10  # seconds

log = structlog.get_logger(__name__)


class DatabaseTrouble:
    """Answers 503 when the database or the bucket of media is away, instead of an error page that blames the
    reader. (What fails in a middleware below this one becomes Django's own 500 before it comes here: see
    `views.failed`.)"""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        except (DatabaseError, InterfaceError, NotReached) as error:
            if is_away(error):
                return refuse(request, error)
            raise

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return refuse(request, error) if is_away(error) else None


def refuse(request: HttpRequest, error: BaseException) -> HttpResponse:
    log.error("away", path=request.path, error=str(error))
    sentence = _("The newsroom's database does not answer. Nothing that you sent was kept: please try again soon.")
    if isinstance(error, NotReached):
        sentence = _("The store of pictures and files does not answer. Please try again soon.")
    page = refusal.page(
        _("Cannot take anything now"),
        sentence,
        paper=settings.PAPER_NAME,
        stylesheet=assets.stylesheet(),
    )
    return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_AFTER), "Cache-Control": "no-store"})
