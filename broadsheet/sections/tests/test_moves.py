"""Who moves a page leaves redirects in the same transaction: all of it is done, or nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page
from wagtail.signals import post_page_move

from broadsheet.sections.factories import make_section
from broadsheet.sections.models import Section

pytestmark = pytest.mark.django_db


@pytest.fixture
def harbour(db: None) -> Section:
    return make_section("Harbour")


class Crash(BaseException):
    """The process ends here."""


@pytest.fixture
def crashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is done any more once a move is written."""

    def crash(**kwargs: Any) -> None:
        raise Crash

    monkeypatch.setattr(post_page_move, "send", crash)


def old_paths() -> set[str]:
    return set(Redirect.objects.values_list("old_path", flat=True))


def test_another_slug_leaves_redirects_before_the_commit(harbour: Section) -> None:
    """(These tests never commit.)"""
    below = Section(title="Quay", slug="quay", locale=harbour.locale)
    harbour.add_child(instance=below)
    harbour.slug = "port"
    harbour.save_revision().publish()
    assert old_paths() == {"/harbour", "/harbour/quay"}


def test_a_move_leaves_redirects_with_it(harbour: Section, crashing: None) -> None:
    town = make_section("Town")
    with pytest.raises(Crash):
        Page.objects.get(pk=harbour.pk).move(Page.objects.get(pk=town.pk), pos="last-child")
    harbour.refresh_from_db()
    assert harbour.url_path.endswith("/town/harbour/")
    assert old_paths() == {"/harbour"}


def test_a_move_that_is_rolled_back_leaves_none(harbour: Section) -> None:
    with transaction.atomic():
        harbour.slug = "port"
        harbour.save()
        transaction.set_rollback(True)
    assert not old_paths()


def test_a_redirect_that_stood_in_the_way_leads_on(harbour: Section) -> None:
    for slug in ("port", "quay"):
        harbour.slug = slug
        harbour.save()
    assert {redirect.redirect_page_id for redirect in Redirect.objects.all()} == {harbour.pk}
    assert old_paths() == {"/harbour", "/port"}


def test_other_order_leaves_no_redirect(harbour: Section) -> None:
    make_section("Town")
    Page.objects.get(pk=harbour.pk).move(Page.objects.get(slug="town"), pos="right")
    assert not old_paths()
