"""The screen "Preview links" of a story: made, listed with their openings, revoked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy
from wagtail.admin import messages

from broadsheet.kit import clock
from broadsheet.previews.actions.link import make, revoke
from broadsheet.previews.models import PreviewLink
from broadsheet.release import words
from broadsheet.release.actions import standing
from broadsheet.release.actions.standing import Refused
from broadsheet.stories.models import StoryPage

DAYS = (1, 3, 7, 14, 30)
MOST = 50
OPENINGS = 20


class MakeForm(forms.Form):
    whom = forms.CharField(
        label=gettext_lazy("For whom"),
        max_length=200,
        help_text=gettext_lazy("A lawyer, a source, a translator: it stands in the list below and in the log."),
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("How long"),
        coerce=int,
        initial=3,
        choices=[(n, ngettext_lazy("%(count)d day", "%(count)d days", n) % {"count": n}) for n in DAYS],
    )


@dataclass(frozen=True, slots=True)
class Row:
    link: PreviewLink
    open: bool
    standing: str
    facts: str
    openings: list[str]


def address(story: StoryPage) -> str:
    return reverse("previews_links", args=(story.pk,))


def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """Show it. A POST with `revoke` revokes that link and comes back; any other makes one, whose address stands in
    the answer itself, for it is told once and kept nowhere."""
    story = get_object_or_404(StoryPage, pk=pk)
    user: Any = request.user
    if not standing.may(user, story):
        raise PermissionDenied
    if "revoke" in request.POST:
        _revoke(request, story)
        return redirect(address(story))
    form = MakeForm(request.POST) if request.method == "POST" else MakeForm()
    token = ""
    if request.method == "POST" and form.is_valid():
        try:
            _link, token = make(story, user, form.cleaned_data["whom"], timedelta(days=form.cleaned_data["days"]))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            form = MakeForm()
    answer = TemplateResponse(request, "previews/desk/links.html", _context(story, form, token))
    answer["Cache-Control"] = "no-store"
    return answer


def _revoke(request: HttpRequest, story: StoryPage) -> None:
    user: Any = request.user
    key = request.POST["revoke"]
    link = get_object_or_404(PreviewLink, pk=int(key) if key.isdecimal() else 0, story=story)
    try:
        revoke(link, user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The link is revoked: nobody opens it any more."))


def _context(story: StoryPage, form: MakeForm, token: str) -> dict[str, Any]:
    edit = reverse("wagtailadmin_pages:edit", args=(story.pk,))
    title = _("Preview links")
    draft = story.get_latest_revision_as_object()
    links = PreviewLink.objects.filter(story=story.pk).select_related("made_by").prefetch_related("openings")
    return {
        "header_title": title,
        "title": str(draft),
        "breadcrumbs_items": [{"url": edit, "label": str(draft)}, {"url": "", "label": title}],
        "form": form,
        "made": f"{settings.PAPER_BASE_URL}{reverse('preview', args=(token,))}" if token else "",
        "killed": story.killed_at is not None,
        "rows": [_row(link, story) for link in links[:MOST]],
        "edit_url": edit,
    }


def _row(link: PreviewLink, story: StoryPage) -> Row:
    every = list(link.openings.all())
    by = link.made_by or _("somebody who is gone")
    facts = _("Made by %(who)s on %(time)s, of the state that was saved on %(saved)s.") % {
        "who": by,
        "time": words.moment(link.made_at),
        "saved": words.moment(link.saved_at),
    }
    told = [" ".join(part for part in (words.moment(each.at), each.address) if part) for each in every[:OPENINGS]]
    works = link.opens(clock.now()) and story.killed_at is None
    return Row(link, works, _standing(link, story, len(every)), facts, told)


def _standing(link: PreviewLink, story: StoryPage, count: int) -> str:
    opened = (
        ngettext("Opened %(count)d time.", "Opened %(count)d times.", count) % {"count": count}
        if count
        else _("Not opened yet.")
    )
    if link.revoked_at is not None:
        until = _("Revoked on %(time)s.") % {"time": words.moment(link.revoked_at)}
    elif story.killed_at is not None:
        until = _("It ended when the story was killed.")
    elif not link.opens(clock.now()):
        until = _("It ended on %(time)s.") % {"time": words.moment(link.expires_at)}
    else:
        until = _("It can be opened until %(time)s.") % {"time": words.moment(link.expires_at)}
    return f"{until} {opened}"
