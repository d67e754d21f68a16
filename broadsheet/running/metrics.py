"""`/metrics`: the site's figures as Prometheus reads them (text format 0.0.4). For this machine, or with a token."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from ipaddress import ip_address

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult

from broadsheet import __version__
from broadsheet.edge import figures
from broadsheet.kit import clock
from broadsheet.newsletters.models import Delivery, Note, Subscription
from broadsheet.press.folder import Folder
from broadsheet.press.health import press_health
from broadsheet.running import runs, watching

TYPE = "text/plain; version=0.0.4; charset=utf-8"
Sample = tuple[dict[str, str], float]


@require_safe
def metrics_view(request: HttpRequest) -> HttpResponse:
    """404 for everybody else: nobody need know that it is here."""
    if not may(request):
        raise Http404
    answer = HttpResponse(text(), content_type=TYPE)
    answer["Cache-Control"] = "no-store"
    return answer


def may(request: HttpRequest) -> bool:
    """With the token; or from this machine, where a proxy that stands in front is trusted and so says who asks."""
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    if settings.METRICS_TOKEN and kind == "Bearer" and constant_time_compare(given, settings.METRICS_TOKEN):
        return True
    try:
        local = ip_address(request.META["REMOTE_ADDR"]).is_loopback
    except ValueError:
        return False
    return local and {"127.0.0.1", "::1"} <= set(settings.CONFIG.trusted_proxies)


def text() -> str:
    lines = [*_edge(), *_machine()]
    try:
        lines += [*_press(), *_mail(), *_rest()]
        lines += _metric("database_up", "gauge", "Whether the database answers", [({}, 1)])
    except DatabaseError:
        lines += _metric("database_up", "gauge", "Whether the database answers", [({}, 0)])
    return "\n".join(lines) + "\n"


def _metric(name: str, kind: str, told: str, samples: Iterable[Sample]) -> Iterator[str]:
    yield f"# HELP broadsheet_{name} {told}."
    yield f"# TYPE broadsheet_{name} {kind}"
    for labels, value in samples:
        inside = ",".join(f'{key}="{_escaped(word)}"' for key, word in labels.items())
        yield f"broadsheet_{name}{f'{{{inside}}}' if inside else ''} {value:.17g}"


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _edge() -> Iterator[str]:
    served = figures.served
    yield from _metric("info", "gauge", "Which program this is", [({"version": __version__}, 1)])
    answers = [({"by": by, "status": status}, count) for by, status, count in served.answers()]
    told = "Requests answered since the start, by where the answer came from"
    yield from _metric("requests_total", "counter", told, answers)
    yield from _metric("streams", "gauge", "Open pages that listen for news", [({}, served.streams())])


def _machine() -> Iterator[str]:
    free = shutil.disk_usage(settings.SITE).free
    yield from _metric("disk_free_bytes", "gauge", "Free space where the site lies", [({}, free)])
    state = watching.seen()
    counts = [({"level": level}, sum(one["level"] == level for one in state.findings)) for level in ("red", "yellow")]
    yield from _metric("findings", "gauge", "What is wrong, as last seen", counts)
    yield from _metric("looked_timestamp_seconds", "gauge", "When that was", [({}, state.at)])


def _press() -> Iterator[str]:
    health = press_health(Folder(settings.PRESS_ROOT))
    age = (clock.wall() - health.heartbeat).total_seconds() if health.heartbeat else float("inf")
    yield from _metric("worker_age_seconds", "gauge", "How long ago a worker was heard of", [({}, age)])
    yield from _metric("plates", "gauge", "Pages that are known", [({}, health.plates)])
    yield from _metric("plates_waiting", "gauge", "Pages that wait to be pressed", [({}, health.waiting)])
    yield from _metric(
        "plates_failing", "gauge", "Pages that cannot be pressed, 20 at most", [({}, len(health.failing))]
    )
    yield from _metric("changes_waiting", "gauge", "Changes that nobody has looked at yet", [({}, health.changes)])
    yield from _metric("instants_overdue", "gauge", "Instants that should have passed", [({}, health.overdue)])


def _mail() -> Iterator[str]:
    for name, model, told in (
        ("deliveries", Delivery, "Recipients of issues"),
        ("notes", Note, "Mails to single persons"),
    ):
        rows = model.objects.order_by().values_list("state").annotate(Count("pk"))
        yield from _metric(name, "gauge", f"{told}, by state", [({"state": state}, count) for state, count in rows])
    yield from _metric("subscriptions", "gauge", "Subscriptions", [({}, Subscription.objects.count())])


def _rest() -> Iterator[str]:
    ready = DBTaskResult.objects.ready().count()
    yield from _metric("tasks_waiting", "gauge", "Tasks that wait", [({}, ready)])
    backup = runs.last()
    at = backup.began.timestamp() if backup else 0
    yield from _metric("backup_timestamp_seconds", "gauge", "When the newest backup was made", [({}, at)])
    yield from _metric("backup_bytes", "gauge", "How large it is", [({}, backup.size if backup else 0)])
