"""What is answered at `/search/`: a page that no cache keeps and no search engine lists, without cookies."""

from __future__ import annotations

import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from broadsheet.design import assets
from broadsheet.kit import outage, refusal
from broadsheet.press import rows
from broadsheet.search import pages
from broadsheet.search.asking import Question
from broadsheet.search.finding import find
from broadsheet.search.throttle import room, throttle

HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}

log = structlog.get_logger("search")


def search(request: HttpRequest, language: str) -> HttpResponse:
    question = Question.read(language, request.GET.dict())
    with override(language):
        if question.is_asked and not throttle.allows(str(request.META.get("REMOTE_ADDR", ""))):
            return _too_many()
        if not room.acquire(blocking=False):
            return _busy()
        try:
            with rows.one_run():
                return HttpResponse(_page(question), headers=HEADERS)
        except (DatabaseError, InterfaceError) as error:
            if not outage.is_away(error):
                raise
            log.error("database away", path=request.path, error=str(error))
            return _away()
        finally:
            room.release()


def _page(question: Question) -> bytes:
    return pages.page(question, find(question) if question.is_asked else None)


def _away() -> HttpResponse:
    sentence = _("Nothing can be looked up just now. Every page of the paper can still be read: please search later.")
    return _refused(503, _("The search does not answer"), sentence, 30)


def _busy() -> HttpResponse:
    sentence = _("Many are searching at this moment. Please try again in a few seconds.")
    return _refused(503, _("One moment"), sentence, 5)


def _too_many() -> HttpResponse:
    sentence = _("Very many searches came from your network. Please try again in a minute.")
    return _refused(429, _("Too many searches"), sentence, 60)


def _refused(status: int, title: str, sentence: str, again: int) -> HttpResponse:
    """It needs no database. `again` is in seconds."""
    page = refusal.page(
        title,
        sentence,
        paper=settings.PAPER_NAME,
        stylesheet=assets.stylesheet(),
        language=get_language() or settings.LANGUAGE_CODE,
    )
    return HttpResponse(page, status=status, headers={**HEADERS, "Retry-After": str(again)})
