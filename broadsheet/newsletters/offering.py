"""Where other rooms' pages offer newsletters: in a story or at its end, in the rail, in the footer. A page asks once
between nameplate and foot, and at its foot at most once more, where the newsroom chose that. Each form says what its
newsletter is, and is the same for all readers."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from broadsheet.fronts.pages import RAIL_END
from broadsheet.newsletters import forms, in_text, places, selectors
from broadsheet.newsletters.forms import Form
from broadsheet.newsletters.selectors import there_are
from broadsheet.release.registries import slots
from broadsheet.sections.frame import FOOT
from broadsheet.stories.models import StoryPage
from broadsheet.stories.pages import LETTERS


def below(story: StoryPage) -> SafeString:
    """The one that the newsroom chose; none where the text has one already."""
    found = selectors.chosen(story.language)["below_stories"]
    if not found or in_text.asks(story):
        return SafeString("")
    return forms.boxed(Form(story.language, "letter", [found]))


def in_rail(language: str, *, beside_story: bool) -> SafeString:
    """Not where each story has a form of its own."""
    found = selectors.chosen(language)
    rail = None if beside_story and found["below_stories"] else found["in_rail"]
    return forms.boxed(Form(language, "rail-letter", [rail])) if rail else SafeString("")


def in_footer(language: str) -> SafeString:
    """The form that the newsroom chose for it, and the way to all of them."""
    if not there_are(language):
        return SafeString("")
    link = '<p class="wide"><a class="tap" href="{}">{}</a></p>\n'
    at_foot = selectors.in_footer(language)
    form = forms.at_foot(language, at_foot) if at_foot else SafeString("")
    return form + format_html(link, places.choice(language), _("Get our newsletters"))


slots.register(LETTERS, "newsletters", below)
slots.register(RAIL_END, "newsletters", in_rail)
slots.register(FOOT, "newsletters", in_footer)
