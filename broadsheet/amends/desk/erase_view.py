"""The screens of an erasure: ask for one, and confirm or decline what somebody else asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from broadsheet.amends.actions.erase import RIGHT, ask, confirm, decline, may_confirm
from broadsheet.amends.copies import copies_of
from broadsheet.amends.models import Erasure, Stage
from broadsheet.release import words
from broadsheet.release.actions import standing
from broadsheet.release.actions.standing import Refused
from broadsheet.release.erasers import erasers
from broadsheet.stories.models import StoryPage


class AskForm(forms.Form):
    order = forms.CharField(
        label=gettext_lazy("Reference of the order"),
        max_length=200,
        help_text=gettext_lazy("The court and its number. It is kept for good: name nobody in it."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        help_text=gettext_lazy("Whoever confirms it reads this. It is destroyed with the story."),
    )

    also = forms.MultipleChoiceField(
        label=gettext_lazy("Copies of it, with words that it has or had: these too"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, copies: list[StoryPage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, copies)


class ConfirmForm(forms.Form):
    also = forms.MultipleChoiceField(
        label=gettext_lazy("Copies of it that were asked for as well: these too"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    sure = forms.BooleanField(label=gettext_lazy("I have seen the order, and know that nothing brings it back."))

    def __init__(self, *args: Any, copies: list[StoryPage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, copies)


def _offer(form: forms.Form, copies: list[StoryPage]) -> None:
    """All of them, unless somebody takes one out."""
    if not copies:
        del form.fields["also"]
        return
    field: Any = form.fields["also"]
    field.choices = [(str(each.pk), f"{each.get_admin_display_title()} ({each.url or each.pk})") for each in copies]
    field.initial = [key for key, _name in field.choices]


def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """Of one story; a POST with `verb` ("ask", "confirm", "decline") does that and comes back."""
    story = get_object_or_404(StoryPage, pk=pk)
    user: Any = request.user
    if not standing.may(user, story) and not user.has_perm(RIGHT):
        raise PermissionDenied
    verb, copies = request.POST.get("verb", ""), Copies.of(story)
    bound: AskForm | ConfirmForm | None = None
    if verb == "ask":
        bound = AskForm(request.POST, copies=copies.unasked)
    elif verb == "confirm":
        bound = ConfirmForm(request.POST, copies=copies.asked)
    if request.method == "POST" and (bound is None or bound.is_valid()):
        _do(request, story, verb, bound.cleaned_data if bound else {})
        return redirect("amends_erase", pk)
    return TemplateResponse(request, "amends/desk/erase.html", _context(story, user, verb, bound, copies))


@dataclass(frozen=True, slots=True)
class Copies:
    """Of a story, while it is not erased: those of which nobody asked that they are erased, and those that wait for a
    second person too."""

    unasked: list[StoryPage]
    asked: list[StoryPage]

    @classmethod
    def of(cls, story: StoryPage) -> Copies:
        if Erasure.objects.filter(number=story.pk, stage__in=(Stage.GOING, Stage.DONE)).exists():
            return cls([], [])
        found = copies_of(story)
        rows = Erasure.objects.filter(number__in=[each.pk for each in found]).exclude(stage=Stage.DECLINED)
        stages = dict(rows.values_list("number", "stage"))
        asked = [each for each in found if stages.get(each.pk) == Stage.ASKED]
        return cls([each for each in found if each.pk not in stages], asked)


def _do(request: HttpRequest, story: StoryPage, verb: str, given: dict[str, Any]) -> None:
    user: Any = request.user
    try:
        if verb == "ask":
            with transaction.atomic():
                for each in (story, *_chosen(given)):
                    ask(each, user, given["order"], given["reason"])
            messages.success(request, _("It waits for a second person, who has to confirm it."))
            return
        open_one = get_object_or_404(Erasure, number=story.pk, stage=Stage.ASKED)
        if verb == "confirm":
            with transaction.atomic():
                for row in (open_one, *Erasure.objects.filter(number__in=given.get("also", ()), stage=Stage.ASKED)):
                    confirm(row, user)
            messages.success(request, _("Readers do not have it any more, and it is being destroyed."))
        else:
            decline(open_one, user)
            messages.success(request, _("It is not done: nothing was destroyed."))
    except Refused as refusal:
        messages.error(request, str(refusal))


def _chosen(given: dict[str, Any]) -> list[StoryPage]:
    return list(StoryPage.objects.filter(pk__in=given.get("also", ())).order_by("pk"))


def _context(story: StoryPage, user: Any, verb: str, bound: Any, copies: Copies) -> dict[str, Any]:
    edit = reverse("wagtailadmin_pages:edit", args=(story.pk,))
    title = _("Destroy by order of a court")
    rows = list(Erasure.objects.filter(number=story.pk))
    waiting = next((row for row in rows if row.stage == Stage.ASKED), None)
    through = any(row.stage in (Stage.GOING, Stage.DONE) for row in rows)
    return {
        "header_title": title,
        "title": str(story),
        "breadcrumbs_items": [{"url": edit, "label": str(story)}, {"url": "", "label": title}],
        "edit_url": edit,
        "labels": [eraser.label for eraser in erasers.of(StoryPage)],
        "copies": erasers.copies(max((row.done_at for row in rows if row.done_at is not None), default=None)),
        "rows": [(row, told(row)) for row in rows],
        "waiting": waiting,
        "may_confirm": waiting is not None and may_confirm(user, waiting),
        "may_decline": waiting is not None and (user.has_perm(RIGHT) or waiting.asked_by_id == user.pk),
        "asked_by_me": waiting is not None and waiting.asked_by_id == user.pk,
        "ask": None if waiting or through else (bound if verb == "ask" and bound else AskForm(copies=copies.unasked)),
        "confirm": bound if verb == "confirm" and bound else ConfirmForm(copies=copies.asked),
        "unasked": [(each, reverse("amends_erase", args=(each.pk,))) for each in copies.unasked] if waiting else [],
        "carriers_url": reverse("amends_carriers", args=(story.pk,)),
    }


def told(row: Erasure) -> list[str]:
    """What the ledger says of it, a sentence each."""
    said = {"who": row.asked_name, "time": words.moment(row.asked_at), "order": row.order, "reason": row.reason}
    asked = _("%(who)s asked for it on %(time)s, by the order %(order)s: %(reason)s")
    found = [(asked if row.reason else _("%(who)s asked for it on %(time)s, by the order %(order)s.")) % said]
    second = {"who": row.decided_name, "time": words.moment(row.decided_at)}
    if row.stage == Stage.DECLINED:
        found.append(_("%(who)s declined it on %(time)s.") % second)
    elif row.decided_at is not None:
        found.append(_("%(who)s confirmed it on %(time)s.") % second)
    if row.stage == Stage.GOING:
        of = {"done": len(row.steps), "count": len(list(erasers.of(StoryPage)))}
        found.append(_("It is being destroyed: %(done)d of %(count)d steps are through.") % of)
    if row.failure:
        found.append(_("A step failed, and is tried again: %(failure)s") % {"failure": row.failure})
    if row.done_at is not None:
        found.append(_("Everything was destroyed by %(time)s.") % {"time": words.moment(row.done_at)})
    return found


def waiting_view(request: HttpRequest) -> HttpResponse:
    """All that were asked for, for those who may confirm."""
    user: Any = request.user
    if not user.has_perm(RIGHT):
        raise PermissionDenied
    rows = Erasure.objects.select_related("story")[:100]
    title = _("Erasures")
    context = {
        "header_title": title,
        "breadcrumbs_items": [{"url": "", "label": title}],
        "rows": [
            (row, told(row), reverse("amends_erase", args=(row.story_id,)) if row.story_id else "") for row in rows
        ],
    }
    return TemplateResponse(request, "amends/desk/erasures.html", context)


def _screen_of(row: Erasure) -> str:
    return reverse("amends_erase", args=(row.story_id,)) if row.story_id else ""
