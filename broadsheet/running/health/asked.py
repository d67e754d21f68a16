"""What `/healthz` answers to whoever asks it every few seconds."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import structlog
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from broadsheet.running import watching
from broadsheet.running.health.work import troubles

log = structlog.get_logger("health")
FRESH = 1.0
"""Seconds for which an answer is kept: whoever asks more often makes the database work no more."""
_asking = threading.Lock()
_kept: tuple[float, tuple[str, ...]] = (float("-inf"), ())
"""When it was looked, on the clock that only goes forward, and what was wrong."""
_said: tuple[str, ...] = ()
"""What was wrong when somebody asked last: it is written into the log when it changes, not each time."""


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the paper can take and publish work, and its people can be told when not; 503 with the reasons
    otherwise."""
    reasons = _reasons()
    answer = JsonResponse({"ok": not reasons, "troubles": reasons}, status=503 if reasons else 200)
    answer["Cache-Control"] = "no-store"
    answer._has_been_logged = True  # type: ignore[attr-defined]  # Django's own mark, or it logs each 503 as an error
    return answer


def _reasons() -> tuple[str, ...]:
    """Whoever comes while somebody looks waits for that answer."""
    global _kept, _said
    with _asking:
        at, reasons = _kept
        if time.monotonic() - at < FRESH:
            return reasons
        reasons = (*(trouble.what for trouble in troubles() if trouble.stops), *_untold())
        _kept = time.monotonic(), reasons
        if reasons != _said:
            _say(reasons)
            _said = reasons
    return reasons


def _untold() -> Iterator[str]:
    if watching.untold(watching.seen(), time.time()):
        yield _("Something is wrong, and nobody could be told of it by mail")


def _say(reasons: tuple[str, ...]) -> None:
    if reasons:
        log.error("the paper cannot take or publish work", troubles=list(reasons))
    else:
        log.info("the paper takes and publishes work again")
