"""What stands around an issue's blocks in a mail: masthead, the line below it, and the foot; in its language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from broadsheet.kit import languages
from broadsheet.newsletters import places
from broadsheet.newsletters.composing import slots
from broadsheet.newsletters.composing.parts import day_of
from broadsheet.newsletters.models import Issue
from broadsheet.people.selectors import named


@dataclass(frozen=True, slots=True)
class Around:
    """Addresses are whole URLs; `unsubscribe` and `preferences` are slots. `line` names the host and the day."""

    language: str
    paper: str
    home: str
    name: str
    line: str
    web: str
    on_the_web: str
    why: str
    unsubscribe: str
    unsubscribe_words: str
    preferences: str
    preferences_words: str
    postal_address: str

    @property
    def direction(self) -> str:
        return languages.direction(self.language)

    def absolute(self, url: str) -> str:
        return absolute(url)

    def picture(self, url: str) -> str:
        """A picture as a whole URL; the desk's own, which only the desk can fetch, as it stands."""
        return url if url.startswith(settings.MEDIA_URL) or url.startswith(settings.STATIC_URL) else absolute(url)

    def names(self, people: Sequence[str]) -> str:
        """The names of a byline as one phrase."""
        if len(people) < 2:
            return "".join(people)
        return _("%(names)s and %(last)s") % {"names": ", ".join(people[:-1]), "last": people[-1]}


def around(issue: Issue) -> Around:
    """To be called with the issue's language active."""
    newsletter, paper = issue.newsletter, str(settings.PAPER_NAME)
    name = slots.without(newsletter.name)
    said = {"newsletter": name, "paper": paper}
    return Around(
        language=newsletter.language,
        paper=paper,
        home=absolute(f"{languages.prefix(newsletter.language)}/"),
        name=name,
        line=line(issue),
        web=absolute(web_path(issue)),
        on_the_web=_("Read it on the web"),
        why=_("You get this mail because you signed up for “%(newsletter)s” of %(paper)s.") % said,
        unsubscribe=slots.mark(slots.UNSUBSCRIBE),
        unsubscribe_words=_("Unsubscribe from “%(newsletter)s”") % said,
        preferences=slots.mark(slots.PREFERENCES),
        preferences_words=_("Choose what you get, and when"),
        postal_address=slots.without(" ".join(newsletter.postal_address.split())),
    )


def line(issue: Issue) -> str:
    """Host and day: "With Ada Ness · 23 November 2026"."""
    letter = issue.newsletter
    person = named(letter.host_id, letter.language) if letter.host_id else None
    host = person["name"] if person else ""
    with_host = _("With %(host)s") % {"host": host} if host and host not in letter.name else ""
    return " · ".join(each for each in (with_host, date_format(day_of(issue), "DATE_FORMAT")) if each)


def minutes(number: int) -> str:
    """How long it takes to read; "" for 0."""
    if not number:
        return ""
    return ngettext("%(minutes)s minute to read", "%(minutes)s minutes to read", number) % {"minutes": number}


def web_path(issue: Issue) -> str:
    """Where its page in the archive stands, once its name in the address is fixed; before that, its newsletter's."""
    return issue.url or places.letter(issue.newsletter.language, issue.newsletter.slug)


def absolute(url: str) -> str:
    """A path of the paper as a whole URL; whole URLs and slots stay as they are."""
    return f"{settings.PAPER_BASE_URL}{url}" if url.startswith("/") else url
