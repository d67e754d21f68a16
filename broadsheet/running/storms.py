"""The switch for a storm of readers: plates alone are served, and of what is dynamic only the desk."""

from __future__ import annotations

from collections.abc import Iterator

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from broadsheet.kit import clock
from broadsheet.press.folder import Folder
from broadsheet.running.health.finding import Finding, yellow

log = structlog.get_logger(__name__)


def switch(on: bool, who: str) -> None:
    """Seen by the servers of this press folder within some hundredths of a second. Raises OSError."""
    Folder(settings.PRESS_ROOT).only_plates(f"{clock.wall():%Y-%m-%dT%H:%MZ} {who}" if on else "")
    log.warning("plates only" if on else "everything is served", by=who)


def since() -> tuple[str, str] | None:
    """When it was switched on and by whom; None while everything is served."""
    at, _space, who = Folder(settings.PRESS_ROOT).plates_only().partition(" ")
    return (at, who) if at else None


def findings() -> Iterator[Finding]:
    if found := since():
        what = _("Since %(when)s only pages are served and the desk, no forms (switched by %(who)s)")
        remedy = _("when the storm is over, run `broadsheet plates-only off` or press the button at the desk")
        yield yellow("pages", what % {"when": found[0], "who": found[1]}, remedy)


@require_POST
def switch_view(request: HttpRequest) -> HttpResponse:
    """The button of the health page."""
    if not (request.user.is_active and request.user.is_superuser):
        raise PermissionDenied
    switch(request.POST.get("plates_only") == "on", request.user.get_username())
    return redirect("running_health")
