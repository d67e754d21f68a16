"""A sign-up form in the text of a story, where a writer put it: the block holds the newsletter's key."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.blocks import SnippetChooserBlock

from broadsheet.newsletters import forms
from broadsheet.newsletters.forms import Form
from broadsheet.newsletters.selectors import offers
from broadsheet.stories.blocks import Kind, register
from broadsheet.stories.models import StoryPage

BLOCK = "letter"


def form(value: Any, block: str, language: str) -> str:
    """Nothing once the newsletter is closed."""
    found = [each for each in offers(language) if each["key"] == value]
    return forms.boxed(Form(language, f"letter-{block[:8]}", found)) if found else ""


def asks(story: StoryPage) -> bool:
    """Whether its text has a form that stands there now."""
    there = {each["key"] for each in offers(story.language)}
    return any(item["type"] == BLOCK and item["value"] in there for item in story.body.raw_data)


register(
    Kind(BLOCK, SnippetChooserBlock("newsletters.Newsletter", label=_("Newsletter form"), icon="mail"), form),
)
