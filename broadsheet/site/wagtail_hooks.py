"""What the desk leaves out of Wagtail: documents, which would be public without asking the gate."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.api.v2.router import WagtailAPIRouter


class NoDocuments:
    """Wagtail's admin pages link to the documents' API even where the documents app is not installed."""

    model = type(None)

    @staticmethod
    def get_urlpatterns() -> list[URLPattern]:
        return [path("", no_documents, name="listing")]


def no_documents(request: HttpRequest) -> HttpResponse:
    raise Http404


@hooks.register("construct_admin_api")
def register_no_documents(router: WagtailAPIRouter) -> None:
    router.register_endpoint("documents", NoDocuments)
