"""The newsletters' pages as HTML, from plain values. To be called with the page's language active."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from broadsheet.design.frame import Head, Link, render
from broadsheet.design.times import time_tag
from broadsheet.newsletters import forms, places, script
from broadsheet.newsletters.forms import Form
from broadsheet.newsletters.models import Issue, Newsletter
from broadsheet.newsletters.selectors import Offer
from broadsheet.people.selectors import named
from broadsheet.pictures import markup
from broadsheet.pictures.figures import figure
from broadsheet.sections.addresses import path
from broadsheet.sections.frame import beside, frame

WIDEST = 800  # pixels of a newsletter's picture


@dataclass(frozen=True, slots=True)
class Item:
    """An issue in a list."""

    url: str
    title: str
    preheader: str
    sent: SafeString


@dataclass(frozen=True, slots=True)
class LetterView:
    """A newsletter on its own page; `host` leads to the person's page, `picture` is safe HTML or ""."""

    name: str
    url: str
    description: str
    cadence: str
    host: Link | None
    picture: SafeString | str
    archived: bool


def choice(language: str, offers: Sequence[Offer]) -> bytes:
    """Where one chooses several at once."""
    form = Form(language, "letters", offers)
    head = Head(title=_("Newsletters"), path=places.choice(language))
    view = {"inside": forms.alone(form), "manage": places.preferences(language)}
    return render("newsletters/choice.html", frame(language), head, rails=beside(language), **view)


def letter(newsletter: Newsletter, offer: Offer | None, issues: Sequence[Issue], months: Sequence[int]) -> bytes:
    """`offer` is None for a closed newsletter: nobody can sign up, the archive stays."""
    language = newsletter.language
    form = Form(language, "letter", [offer]) if offer else None
    head = Head(
        title=newsletter.name,
        path=places.letter(language, newsletter.slug),
        description=newsletter.description[:200],
    )
    view = {
        "letter": _view(newsletter),
        "inside": forms.html(form) if form else "",
        "script": script.url(),
        "items": [item(newsletter, each) for each in issues],
        "months": [Link(_month_name(each), places.letter(language, newsletter.slug, each)) for each in months],
    }
    return render("newsletters/letter.html", frame(language), head, rails=beside(language), **view)


def month(newsletter: Newsletter, which: int, issues: Sequence[Issue]) -> bytes:
    language = newsletter.language
    title = _("%(list)s, %(month)s") % {"list": newsletter.name, "month": _month_name(which)}
    head = Head(title=title, path=places.letter(language, newsletter.slug, which))
    view = {"letter": _view(newsletter), "items": [item(newsletter, each) for each in issues]}
    return render("newsletters/month.html", frame(language), head, rails=beside(language), **view)


def issue(newsletter: Newsletter, which: Issue, inside: str, offer: Offer | None) -> bytes:
    """`inside` is safe HTML."""
    language = newsletter.language
    head = Head(
        title=which.subject,
        path=places.issue(language, newsletter.slug, which.slug),
        description=which.preheader,
    )
    view = {
        "letter": _view(newsletter, pictured=False),
        "item": item(newsletter, which),
        "inside": inside,
        "box": forms.boxed(Form(language, "letter", [offer])) if offer else "",
    }
    return render("newsletters/issue.html", frame(language), head, rails=beside(language), **view)


def item(newsletter: Newsletter, which: Issue) -> Item:
    return Item(
        places.issue(newsletter.language, newsletter.slug, which.slug),
        which.subject,
        which.preheader,
        time_tag(_begun(which), "DATE_FORMAT"),
    )


def _begun(which: Issue) -> datetime:
    assert which.begun_at is not None
    return which.begun_at


def _view(newsletter: Newsletter, *, pictured: bool = True) -> LetterView:
    person = named(newsletter.host_id, newsletter.language) if newsletter.host_id else None
    shown = figure(newsletter.picture_id, crop="3:2", widest=WIDEST) if pictured and newsletter.picture_id else None
    return LetterView(
        name=newsletter.name,
        url=places.letter(newsletter.language, newsletter.slug),
        description=newsletter.description,
        cadence=newsletter.cadence,
        host=Link(person["name"], path(newsletter.language, "people", person["slug"])) if person else None,
        picture=markup.html(shown) if shown else "",
        archived=newsletter.archived,
    )


def _month_name(which: int) -> str:
    return date_format(date(which // 100, which % 100, 1), "YEAR_MONTH_FORMAT")
