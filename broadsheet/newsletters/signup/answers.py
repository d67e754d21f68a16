"""Answers to one reader: whole pages in the paper's look that no cache keeps and no search engine lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt

from broadsheet.design.frame import Head, render
from broadsheet.newsletters import script
from broadsheet.sections.frame import frame

PRIVATE = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "Vary": "Accept",
}


@dataclass(frozen=True, slots=True)
class Button:
    """A form of one button. `fields` are hidden; `mail` asks for an address, with `error` below it; `why` says why it
    is there once more."""

    words: str
    action: str
    fields: Sequence[tuple[str, str]] = ()
    mail: bool = False
    typed: str = ""
    error: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A page that says something and offers something. `done`: what happened, for role=status."""

    title: str
    paragraphs: Sequence[str] = ()
    done: str = ""
    buttons: Sequence[Button] = ()
    more: str = ""
    more_words: str = ""


def page(template: str, language: str, title: str, status: int = 200, **view: Any) -> HttpResponse:
    """To be called with the language active."""
    hand = format_html('<script type="module" src="{}"></script>\n', script.url(script.HAND))
    head = Head(title=title, robots="noindex", more=hand)
    return HttpResponse(render(template, frame(language), head, **view), status=status, headers=PRIVATE)


def notice(language: str, said: Notice, status: int = 200) -> HttpResponse:
    return page("newsletters/notice.html", language, said.title, status, notice=said)


def answered(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of ours: in its tree's language; its forms go without Django's mark, since pages have no cookies."""

    @csrf_exempt
    @wraps(view)
    def wrapped(request: HttpRequest, language: str, **rest: Any) -> HttpResponse:
        with override(language):
            return view(request, language, **rest)

    return wrapped
