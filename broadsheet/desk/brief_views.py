"""Briefs on the desk's home: from thought to published in one screen; corrected, withdrawn, grown into a story."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from broadsheet.briefs.actions import write as verbs
from broadsheet.briefs.models import Brief
from broadsheet.desk import refusals
from broadsheet.desk.growing import grow
from broadsheet.kit import clock, languages
from broadsheet.release import gate, words
from broadsheet.release.actions.standing import Refused
from broadsheet.release.carriers import carriers
from broadsheet.sections.models import Section

HOME = "wagtailadmin_home"


class QuickForm(forms.Form):
    """`sending` makes a form that was sent twice one brief."""

    typed = forms.CharField(
        label=gettext_lazy("Brief"),
        max_length=5000,
        help_text=gettext_lazy("The first sentence becomes the headline. Ctrl+Enter publishes."),
        widget=forms.Textarea({"rows": 3, "data-brief": True, "dir": "auto"}),
    )
    note = forms.CharField(
        label=gettext_lazy("What was corrected, for readers"),
        max_length=500,
        required=False,
        widget=forms.TextInput({"dir": "auto"}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=languages.choices, required=False)
    sending = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


def may_publish(user: Any) -> bool:
    return bool(user.has_perm("briefs.publish_brief"))


def brief_view(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new brief, or with `pk` another version of one. What was typed is never lost: it comes back with the
    sentence that says what is wrong."""
    brief = get_object_or_404(Brief, pk=pk) if pk is not None else None
    form = QuickForm(request.POST or None, initial=_initial(brief))
    if request.method == "POST" and form.is_valid() and _done(request, form, brief):
        return redirect(f"{reverse(HOME)}#quick-brief-section")
    return TemplateResponse(request, "desk/brief.html", context(request, form, brief))


def context(request: HttpRequest, form: QuickForm, brief: Brief | None = None) -> dict[str, Any]:
    title = _("Correct a brief") if brief else _("Write a brief")
    return {
        "form": form,
        "header_title": title,
        "breadcrumbs_items": [{"url": reverse(HOME), "label": _("Home")}, {"url": "", "label": title}],
        "brief": brief,
        "address": reverse("desk_brief_correct", args=(brief.pk,)) if brief else reverse("desk_brief"),
        "may_publish": may_publish(request.user),
        "several_languages": brief is None and len(languages.choices()) > 1,
    }


def _initial(brief: Brief | None) -> dict[str, Any]:
    if brief is None:
        return {"language": languages.default()}
    draft = brief.get_latest_revision_as_object()
    return {
        "typed": "\n\n".join(part for part in (draft.headline, draft.text) if part),
        "language": brief.language,
        "note": draft.note,
    }


def _done(request: HttpRequest, form: QuickForm, brief: Brief | None) -> bool:
    user: Any = request.user
    given = form.cleaned_data
    had = brief is not None and gate.verdict(brief, clock.now()).public
    try:
        if request.POST.get("do", "publish") == "publish" and may_publish(user):
            language = brief.language if brief else given["language"] or languages.default()
            verbs.demand_ready(given["typed"], language, brief, given["note"])
        if brief is None:
            brief = verbs.write(given["typed"], given["language"] or languages.default(), user, given["sending"])
        else:
            brief = verbs.rewrite(brief, given["typed"], user, given["note"])
        _pass_on(request, brief, user)
        if had and request.POST.get("do", "publish") == "publish" and may_publish(user):
            messages.info(
                request, format_html('<a href="{}">{}</a>', carriers.screen_of(brief), _("What carried it"))
            )
    except ValidationError as error:
        form.add_error("typed", error.messages)
        return False
    except Refused as refusal:
        form.add_error("typed", str(refusal))
        return False
    return True


def _pass_on(request: HttpRequest, brief: Brief, user: AbstractBaseUser) -> None:
    """What the pressed button says: publish, submit, or keep as a draft. Who may not publish submits."""
    wanted = request.POST.get("do", "publish")
    if wanted == "draft":
        messages.success(request, _("Kept as a draft: %(headline)s") % {"headline": brief.headline})
    elif wanted == "publish" and may_publish(user):
        offer = verbs.publish(brief, user)
        verdict = gate.verdict(Brief.objects.get(pk=brief.pk), clock.now())
        said = messages.success if verdict.public else messages.warning
        sentence = _("Published. %(verdict)s") % {"verdict": words.sentence(verdict)}
        said(request, format_html("{}{}", sentence, undo_button(request, brief, offer) if offer else ""))
        refusals.say_advice(request, Brief.objects.get(pk=brief.pk))
    else:
        verbs.submit(brief, user)
        messages.success(request, _("Submitted: an editor reads it, and publishes it or sends it back."))


def undo_button(request: HttpRequest, brief: Brief, offer: str) -> SafeString:
    """In the message that says it was published; a script takes it away when its time is up."""
    return format_html(
        ' <form method="post" action="{}" data-undo><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<input type="hidden" name="offer" value="{}">'
        '<button class="button button-small" accesskey="z">{}</button></form>',
        reverse("desk_brief_undo", args=(brief.pk,)),
        get_token(request),
        offer,
        _("Undo (Alt+Z)"),
    )


@require_POST
def undo_view(request: HttpRequest, pk: int) -> HttpResponse:
    """It is a draft again, and open to be written anew."""
    brief = get_object_or_404(Brief, pk=pk)
    try:
        verbs.undo(brief, request.user, request.POST.get("offer", ""))  # type: ignore[arg-type]  # the desk lets in only who has signed in
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{reverse(HOME)}#quick-brief-section")
    messages.success(request, _("Taken back: nobody outside can see it."))
    return redirect(reverse("desk_brief_correct", args=(brief.pk,)))


def _verb(request: HttpRequest, pk: int, do: Callable[[Brief], str]) -> HttpResponse:
    brief = get_object_or_404(Brief, pk=pk)
    try:
        messages.success(request, do(brief))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{reverse(HOME)}#quick-brief-section")


@require_POST
def withdraw_view(request: HttpRequest, pk: int) -> HttpResponse:
    def withdraw(brief: Brief) -> str:
        verbs.withdraw(brief, request.user, request.POST.get("why", ""))  # type: ignore[arg-type]  # the desk lets in only who has signed in
        return _("Withdrawn: %(headline)s") % {"headline": brief.headline}

    return _verb(request, pk, withdraw)


@require_POST
def grow_view(request: HttpRequest, pk: int) -> HttpResponse:
    brief = get_object_or_404(Brief, pk=pk)
    section = get_object_or_404(Section, pk=request.POST.get("section") or 0)
    story: Any = grow(brief, section, request.user)  # type: ignore[arg-type]  # the desk lets in only who has signed in
    messages.success(request, _("This draft has grown from the brief: nobody outside can see it."))
    return redirect(reverse("wagtailadmin_pages:edit", args=(story.pk,)))
