"""What the edge says to who asks wrongly is in the paper's language, though the edge knows no Django."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.test import override_settings

from broadsheet.edge.door import REASONS
from broadsheet.site import refusing


@pytest.mark.parametrize("status", REASONS)
def test_every_sentence_of_the_edge_can_be_translated(status: int) -> None:
    assert REASONS[status] in refusing.SENTENCES
    assert HTTPStatus(status).phrase.capitalize() in refusing.TITLES


@override_settings(LANGUAGE_CODE="uk")
def test_it_is_said_in_the_papers_language() -> None:
    page = refusing.page("Request timeout", REASONS[408]).decode()
    assert '<html lang="uk">' in page
    assert "<h1>Запит надходив надто довго</h1>" in page


@override_settings(LANGUAGE_CODE="uk")
def test_what_has_no_translation_is_said_all_the_same() -> None:
    sentence = "The only Transfer-Encoding here is chunked."
    assert sentence in refusing.page("Not implemented", sentence).decode()
