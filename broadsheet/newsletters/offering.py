"""Where other rooms' pages offer newsletters: below a story, in the rail, in the footer. Each form says what its
newsletter is, and is the same for all readers."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from broadsheet.fronts.pages import RAIL_END
from broadsheet.newsletters import forms, places, selectors
from broadsheet.newsletters.forms import Form
from broadsheet.newsletters.selectors import offers, there_are
from broadsheet.release.registries import slots
from broadsheet.sections.frame import FOOT
from broadsheet.stories.models import StoryPage
from broadsheet.stories.pages import LETTERS


def below(story: StoryPage) -> SafeString:
    """The first newsletter of the story's language."""
    found = offers(story.language)
    return forms.boxed(Form(story.language, "letter", found[:1])) if found else SafeString("")


def in_rail(language: str, *, beside_story: bool) -> SafeString:
    """The second, since the first stands below each story; where there is but one, it is not said twice on a page."""
    found = offers(language)
    if beside_story and len(found) < 2:
        return SafeString("")
    return forms.boxed(Form(language, "rail-letter", found[:2][-1:])) if found else SafeString("")


def in_footer(language: str) -> SafeString:
    """The form that the newsroom chose for it, and the way to all of them."""
    if not there_are(language):
        return SafeString("")
    link = '<p class="wide"><a class="tap" href="{}">{}</a></p>\n'
    chosen = selectors.in_footer(language)
    form = forms.at_foot(language, chosen) if chosen else SafeString("")
    return form + format_html(link, places.choice(language), _("Get our newsletters"))


slots.register(LETTERS, "newsletters", below)
slots.register(RAIL_END, "newsletters", in_rail)
slots.register(FOOT, "newsletters", in_footer)
