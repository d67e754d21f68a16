"""The lexicon: how words are said in the whole paper, and in single stories."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from broadsheet.narration.desk import rights
from broadsheet.narration.desk.affected import affected, in_a_sentence
from broadsheet.narration.desk.mending import PaperForm, filled, forget, in_words, mend, name_of
from broadsheet.narration.desk.menu import head
from broadsheet.narration.models import Pronunciation

PAGE = 50


def lexicon_view(request: HttpRequest) -> HttpResponse:
    """`?q=` searches words and what stands for them. A POST adds one."""
    rights.demand(request.user.has_perm(rights.MEND))
    typed = request.GET.get("q", "").strip()[:200]
    form = PaperForm(request.POST or None, initial={"word": typed})
    if request.method == "POST" and form.is_valid():
        return _kept(request, form)
    page = Paginator(_found(typed), PAGE).get_page(request.GET.get("p"))
    context = head(_("Lexicon")) | {
        "q": typed,
        "form": form,
        "rows": [_row(request, row) for row in page],
        "more": f"?{urlencode({'q': typed, 'p': page.next_page_number()})}" if page.has_next() else "",
        "less": f"?{urlencode({'q': typed, 'p': page.previous_page_number()})}" if page.has_previous() else "",
        "say": reverse("narration_say"),
        "action": reverse("narration_lexicon"),
    }
    return TemplateResponse(request, "narration/desk/lexicon.html", context)


def word_view(request: HttpRequest, pk: int) -> HttpResponse:
    """One word: change it, or take it out."""
    rights.demand(request.user.has_perm(rights.MEND))
    row = get_object_or_404(Pronunciation.objects.select_related("story"), pk=pk)
    if row.story is not None:
        rights.demand(rights.may_write(request.user, row.story))
    form = PaperForm(request.POST or None, initial=filled(row))
    if request.method == "POST" and form.is_valid():
        return _kept(request, form, row)
    context = head(_("“%(word)s” in the lexicon") % {"word": row.word}) | {
        "row": row,
        "form": form,
        "told": in_a_sentence(affected(row.word, row.language, row.story)),
        "say": reverse("narration_say"),
        "action": reverse("narration_word", args=(row.pk,)),
        "may_forget": row.story_id is not None or request.user.has_perm(rights.FORGET),
    }
    return TemplateResponse(request, "narration/desk/word.html", context)


@require_POST
def affected_view(request: HttpRequest) -> HttpResponse:
    """What a change of a word would make stale: one sentence."""
    rights.demand(request.user.has_perm(rights.MEND))
    word = request.POST.get("word", "").strip()[:200]
    return HttpResponse(in_a_sentence(affected(word, request.POST.get("language", ""))) if word else "")


@require_POST
def forget_view(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Pronunciation.objects.select_related("story"), pk=pk)
    if row.story is None:
        rights.demand(request.user.has_perm(rights.FORGET))
    else:
        rights.demand(rights.may_write(request.user, row.story))
    forget(row, request.user)
    messages.success(request, _("“%(word)s” is out of the lexicon: voices say it as they like.") % {"word": row.word})
    return redirect("narration_lexicon")


def _kept(request: HttpRequest, form: PaperForm, row: Pronunciation | None = None) -> HttpResponse:
    language = form.cleaned_data["language"]
    story = row.story if row is not None else None
    new = mend(form, language, request.user, story, row)
    word = form.cleaned_data["word"]
    said = _("“%(word)s” is in the lexicon.") if new else _("“%(word)s” is changed in the lexicon.")
    told = in_a_sentence(affected(word, language, story))
    messages.success(request, f"{said % {'word': word}} {told}")
    return redirect("narration_lexicon")


def _found(typed: str) -> QuerySet[Pronunciation]:
    rows = Pronunciation.objects.select_related("story").order_by("word", "pk")
    if not typed:
        return rows
    either = Q()
    for form in {typed, typed.lower(), typed.capitalize(), typed.upper()}:  # SQLite folds no letters beyond ASCII
        either |= Q(word__icontains=form) | Q(said__icontains=form)
    return rows.filter(either)


def _row(request: HttpRequest, row: Pronunciation) -> dict[str, Any]:
    return {
        "word": row.word,
        "said": in_words(row),
        "where": row.story.title if row.story else "",
        "language": name_of(row.language) if row.language else "",
        "tongue": row.language,
        "story": row.story_id or "",
        "url": reverse("narration_word", args=(row.pk,)),
    }
