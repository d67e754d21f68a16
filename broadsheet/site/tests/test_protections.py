"""What Django's answers tell browsers."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import Client, RequestFactory
from wagtail.models import Site

from broadsheet.kit import policy
from broadsheet.site.protections import Protections
from broadsheet.site.staff import create

INLINE = re.compile(r"<script(?![^>]*\b(?:src=|type=\"(?:application/(?:ld\+)?json|text/x-template)\"))[^>]*>")
HANDLER = re.compile(r"<[a-z][^>]*\son[a-z]+\s*=")
SCREENS = (
    "",
    "pages/",
    "pages/{home}/",
    "pages/{home}/edit/",
    "pages/add/sections/section/{home}/",
    "images/",
    "images/add/",
    "users/",
    "users/new/",
    "workflows/add/",
    "workflows/tasks/index/",
    "redirects/add/",
    "reports/site-history/",
    "reports/aging-pages/",
    "snippets/fronts/rail/add/",
    "snippets/briefs/brief/add/",
    "snippets/people/contributor/add/",
    "snippets/sourcing/source/add/",
    "snippets/newsletters/newsletter/add/",
    "snippets/newsletters/issue/add/",
    "settings/sections/appearance/",
)


@pytest.fixture
def desk(db: None, client: Client) -> Client:
    client.force_login(create("bob", "bob@ledger.example", "the tide gate of 1911", "administrator"))
    return client


def through(path: str, answer: HttpResponse) -> HttpResponse:
    def view(request: HttpRequest) -> HttpResponse:
        return answer

    passed = Protections(view)(RequestFactory().get(path))
    assert isinstance(passed, HttpResponse)
    return passed


def test_a_page_for_readers_is_as_strict_as_a_plate(client: Client, db: None) -> None:
    for path in ("/newsletters/preferences/", "/no/such/page/"):
        answer = client.get(path)
        assert answer["Content-Security-Policy"] == policy.PUBLIC
        assert answer["Permissions-Policy"] == policy.PERMISSIONS
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer["Referrer-Policy"] in (policy.REFERRER, "no-referrer")


def test_the_desk_runs_scripts_from_files_alone() -> None:
    rules = dict(rule.split(" ", 1) for rule in policy.DESK.split("; "))
    assert rules["script-src"] == "'self'"
    assert rules["frame-ancestors"] == "'self'"
    assert rules["default-src"] == rules["base-uri"] == "'none'"


@pytest.mark.parametrize("screen", SCREENS)
def test_no_screen_of_the_desk_has_a_script_inside_it(desk: Client, screen: str) -> None:
    answer = desk.get(f"/desk/{screen.format(home=Site.objects.get().root_page_id)}", follow=True)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert answer["Content-Security-Policy"] == policy.DESK
    assert INLINE.findall(text) == []
    assert HANDLER.findall(text) == []


def test_what_a_view_has_set_stays() -> None:
    answer = through("/desk/x/", HttpResponse("<p>", headers={"Content-Security-Policy": "sandbox"}))
    assert answer["Content-Security-Policy"] == "sandbox"


def test_what_is_no_document_needs_no_policy() -> None:
    assert "Content-Security-Policy" not in through("/newsletters/x/", JsonResponse({}))
    assert through("/newsletters/x/", JsonResponse({}))["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
def test_the_sign_in_page_may_be_framed_by_nobody_else(client: Client) -> None:
    assert User.objects.count() == 0
    answer = client.get("/desk/login/")
    assert answer["Content-Security-Policy"] == policy.DESK
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
