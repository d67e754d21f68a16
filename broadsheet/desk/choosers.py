"""Wagtail names the buttons of a chooser when it is made, with the program, in the language of nobody who will press
them: in ours a name is put together whenever it is read."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.utils.functional import lazy
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Page
from wagtail.snippets.widgets import AdminSnippetChooser

_NAMED = {
    "choose_one_text": gettext_lazy("Choose %(object)s"),
    "choose_another_text": gettext_lazy("Choose another %(object)s"),
    "link_to_chosen_text": gettext_lazy("Edit this %(object)s"),
}


def _name_snippets(chooser: AdminSnippetChooser) -> None:
    for attribute, text in _NAMED.items():
        setattr(chooser, attribute, _named(text, chooser.model._meta.verbose_name))


def _name_pages(chooser: AdminPageChooser) -> None:
    if chooser.model is not Page:
        kind = capfirst(chooser.model._meta.verbose_name)
        chooser.choose_one_text = format_lazy("{} ({})", type(chooser).choose_one_text, kind)


def _put(text: Any, name: Any) -> str:
    return str(text) % {"object": name}


_named = lazy(_put, str)


def _afterwards(chooser: type, name: Callable[[Any], None]) -> None:
    made = chooser.__init__  # type: ignore[misc]  # of exactly this class

    @wraps(made)
    def make(self: Any, *args: Any, **given: Any) -> None:
        made(self, *args, **given)
        name(self)

    chooser.__init__ = make  # type: ignore[misc]  # as above


def install() -> None:
    _afterwards(AdminSnippetChooser, _name_snippets)
    _afterwards(AdminPageChooser, _name_pages)
