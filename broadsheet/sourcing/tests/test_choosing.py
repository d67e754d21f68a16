"""A writer who cites a source sees what it is and what to beware of."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from broadsheet.sourcing.factories import make_document, make_source
from broadsheet.sourcing.models import Source

pytestmark = pytest.mark.django_db
WARNING = "It belongs to the port: say so."


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("alice", password="a long one for tests"))
    return client


@pytest.fixture
def source() -> Source:
    return make_source("Saltline", description="the port's own agency", affiliation_warning=WARNING)


def test_the_list_to_choose_from_shows_it(desk: Client, source: Source) -> None:
    answer = desk.get(reverse("wagtailsnippetchoosers_sourcing_source:choose")).json()["html"]
    for words in ("Saltline", "the port&#x27;s own agency", WARNING, "News agency"):
        assert words in answer


def test_the_chosen_source_says_it_beside_the_words(desk: Client, source: Source) -> None:
    chosen = desk.get(reverse("wagtailsnippetchoosers_sourcing_source:chosen", args=(source.pk,))).json()
    assert chosen["result"]["string"] == f"Saltline, the port's own agency. ⚠ Beware: {WARNING}"


def test_a_source_without_warning_is_named_alone(desk: Client, source: Source) -> None:
    from_the_register = make_source("Orrow Radio", description="")
    chosen = desk.get(reverse("wagtailsnippetchoosers_sourcing_source:chosen", args=(from_the_register.pk,))).json()
    assert chosen["result"]["string"] == "Orrow Radio"
    assert WARNING not in json.dumps(chosen)


def test_the_register_and_the_documents_have_their_lists(desk: Client, source: Source) -> None:
    make_document("Test report")
    assert WARNING in desk.get(reverse("wagtailsnippets_sourcing_source:list")).content.decode()
    assert "Test report" in desk.get(reverse("wagtailsnippets_sourcing_document:list")).content.decode()
    assert desk.get(reverse("wagtailsnippets_sourcing_document:add")).status_code == 200
