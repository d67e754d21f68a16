"""What Django answers. Everything that readers see is pressed and never comes here."""

from __future__ import annotations

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path, re_path
from wagtail.admin import urls as desk_urls
from wagtail.urls import serve_pattern

from broadsheet.newsletters import urls as newsletters
from broadsheet.previews import urls as previews
from broadsheet.release.registries import outputs
from broadsheet.running import metrics
from broadsheet.running.health import asked
from broadsheet.search import urls as search
from broadsheet.site import views
from broadsheet.staff import urls as staff
from broadsheet.staff.resetting_view import ResetView

handler400, handler403 = views.bad_request, views.not_allowed
handler404, handler500 = views.not_found, views.failed

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", asked.healthz, name="healthz"),
    path("metrics", metrics.metrics_view, name="metrics"),
    path("desk/files/<path:name>", views.desk_file, name="desk_file"),
    path("desk/login/", include(staff)),
    path("desk/password_reset/", ResetView.as_view()),
    path("desk/", include(desk_urls)),
    *newsletters.patterns(),
    *previews.patterns(),
    *search.patterns(),
]

outputs.register("healthz", r"/healthz", "shows figures of the press, nothing of the paper")
outputs.register("metrics", r"/metrics", "shows figures of the site, nothing of the paper")
outputs.register("desk", r"/desk/.*", "shows what the gate keeps in, to those who have signed in")
outputs.register("files", r"/static/.*", "files of the program, nothing of the paper")


def dynamic_prefixes() -> list[str]:
    """The path prefixes that the server hands to Django, for the press folder's list."""
    routes = sorted({str(pattern.pattern).split("<")[0] for pattern in urlpatterns[:DYNAMIC]})
    prefixes = [f"/{route}" for route in routes] + [settings.STATIC_URL]
    return [prefix for prefix in prefixes if not any(_below(prefix, other) for other in prefixes)]


def _below(prefix: str, other: str) -> bool:
    return prefix != other and other.endswith("/") and prefix.startswith(other)


DYNAMIC = len(urlpatterns)

# Wagtail asks this route for the address of a page, in its language; nothing is served by it.
urlpatterns += i18n_patterns(
    re_path(serve_pattern, views.not_served_here, name="wagtail_serve"), prefix_default_language=False
)
