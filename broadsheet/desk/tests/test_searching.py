"""The desk's search finds what stories say."""

from __future__ import annotations

import re

from django.test import Client
from django.urls import reverse
from wagtail.search.index import insert_or_update_object

from broadsheet.desk.tests import forms
from broadsheet.sections.factories import make_section
from broadsheet.sections.models import Section
from broadsheet.stories.models import StoryPage


def written(editor: Client, harbour: Section, title: str, text: str) -> None:
    add = reverse("wagtailadmin_pages:add", args=("stories", "storypage", harbour.pk))
    editor.post(add, forms.story(title, [text], slug=title.lower().replace(" ", "-")))
    insert_or_update_object(StoryPage.objects.get(draft_title=title))  # what the worker does


def found(client: Client, words: str, **more: str) -> list[str]:
    """Titles, in order."""
    page = client.get(reverse("wagtailadmin_pages:search"), {"q": words, **more}).content.decode()
    assert not re.search(r"of \d+ None", page)
    return titles(page)


def titles(page: str) -> list[str]:
    return re.findall(r'id="page_\d+_title">\s*(.+?)\s*</span>', page)


def test_words_of_a_text_are_found_after_those_of_a_headline(editor: Client, harbour: Section) -> None:
    written(editor, harbour, "Gates jam", "The hinges were dry.")
    written(editor, harbour, "The cook speaks", "She saw how the gates jam every winter.")
    assert found(editor, "hinges") == ["Gates jam"]
    assert found(editor, "gates jam") == ["Gates jam", "The cook speaks"]
    assert found(editor, "gat") == ["Gates jam"], "a headline is found while it is typed"
    assert found(editor, "barnacles") == []


def test_finds_can_be_narrowed_to_a_kind_of_page_and_to_what_is_out(editor: Client, harbour: Section) -> None:
    written(editor, harbour, "Gates jam", "The hinges were dry.")
    assert found(editor, "hinges", content_type="stories.storypage") == ["Gates jam"]
    assert found(editor, "hinges", content_type="sections.section") == []
    assert found(editor, "hinges live:yes") == []
    StoryPage.objects.filter(draft_title="Gates jam").update(live=True)
    assert found(editor, "hinges live:yes") == ["Gates jam"]


def test_a_sections_own_search_finds_what_the_desks_search_finds(editor: Client, harbour: Section) -> None:
    valley = make_section("Valley")
    written(editor, harbour, "Gates jam", "The hinges were dry.")
    written(editor, harbour, "The cook speaks", "She saw how the gates jam every winter.")
    written(editor, valley, "Gates of the mill", "They jam, and the hinges are dry.")

    def below(section: Section, words: str, **more: str) -> list[str]:
        address = reverse("wagtailadmin_explore", args=(section.pk,))
        return titles(editor.get(address, {"q": words, **more}).content.decode())

    assert below(harbour, "hinges") == ["Gates jam"]
    assert below(harbour, "gates jam") == ["Gates jam", "The cook speaks"]
    assert below(harbour, "gat") == ["Gates jam"]
    assert below(harbour, "barnacles") == []
    assert below(harbour, "gates jam", ordering="-title") == ["The cook speaks", "Gates jam"]
    assert sorted(below(harbour, "hinges", search_all="1")) == ["Gates jam", "Gates of the mill"]
