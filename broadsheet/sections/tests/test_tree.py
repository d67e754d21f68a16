"""The tree of pages: addresses, slugs that are refused, no way out but the press."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import Http404
from django.test import RequestFactory
from wagtail.models import Page, PageViewRestriction, Site

from broadsheet.sections.factories import home, make_plain_page, make_section
from broadsheet.sections.models import HomePage
from broadsheet.sections.trees import plant

pytestmark = pytest.mark.django_db


def test_every_language_has_a_home_page_and_planting_twice_adds_none() -> None:
    homes = plant()
    assert list(homes) == ["en", "de"]
    assert plant() == homes
    assert HomePage.objects.count() == 2
    assert Site.objects.get(is_default_site=True).root_page_id == homes["en"].pk


def test_addresses_begin_at_the_language_not_at_the_home_page() -> None:
    assert home().url == "/"
    assert home("de").url == "/de/"
    assert make_section("Harbour").url == "/harbour/"
    assert make_section("Hafen", language="de").full_url == "https://ledger.example/de/hafen/"


def test_an_address_outside_ascii_is_percent_encoded() -> None:
    assert make_section("Küste", slug="küste", language="de").url == "/de/k%C3%BCste/"


@pytest.mark.parametrize("slug", ["desk", "Topics", "news-feed", "de", "404", "x" * 46])
def test_a_reserved_or_overlong_slug_is_refused(slug: str) -> None:
    with pytest.raises(ValidationError):
        make_section("Harbour", slug=slug)
    with pytest.raises(ValidationError):
        make_section("Harbour", slug=slug, live=False)


def test_a_page_cannot_leave_the_tree_of_its_language() -> None:
    section = make_section("Harbour")
    assert section.can_move_to(home())
    assert not section.can_move_to(home("de"))


def test_wagtails_own_way_out_is_closed() -> None:
    request = RequestFactory().get("/about-us/")
    with pytest.raises(Http404):
        make_plain_page().serve(request)


def test_page_privacy_is_closed_at_the_desk_and_below() -> None:
    page, chief = make_plain_page(), User.objects.create_superuser("chief")
    assert not page.permissions_for_user(chief).can_set_view_restrictions()
    with pytest.raises(ValidationError, match="access"):
        PageViewRestriction.objects.create(page=Page.get_first_root_node(), restriction_type="login")


def test_a_plain_page_is_previewed_as_it_is_typed() -> None:
    page = make_plain_page(live=False)
    page.title, page.body = "About the Ledger", "<p>Printed in Mirna Bay.</p>"
    answer = page.serve_preview(RequestFactory().get("/"), "")
    assert b"<h1>About the Ledger</h1>" in answer.content
    assert b"Printed in Mirna Bay." in answer.content
    assert b'content="noindex, nofollow"' in answer.content
