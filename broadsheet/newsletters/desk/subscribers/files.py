"""Lists of subscribers at the desk: in, after a look at what they mean, and out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from wagtail.admin import messages
from wagtail.log_actions import log

from broadsheet.kit import clock
from broadsheet.newsletters import exporting
from broadsheet.newsletters.desk.subscribers.growth import grouped
from broadsheet.newsletters.desk.subscribers.person import subscribers, who
from broadsheet.newsletters.desk.subscribers.screens import VIEW, head
from broadsheet.newsletters.importing import columns, jobs, reading
from broadsheet.newsletters.importing.columns import Field
from broadsheet.newsletters.importing.judging import Problem, judge
from broadsheet.newsletters.models import Import, ImportState, Newsletter, SubscriptionState

MAY = permission_required("newsletters.add_import", login_url=settings.LOGIN_URL, raise_exception=True)
EXPORTED, EVERYBODY = "newsletters.export", "newsletters.export_everybody"
SHOWN_ROWS = 8
SHOWN_COLUMNS = 40
SHOWN_PROBLEMS = 200


class ListForm(forms.Form):
    newsletter = forms.ModelChoiceField(label=gettext_lazy("Newsletter"), queryset=Newsletter.objects.none())
    file = forms.FileField(
        label=gettext_lazy("List"),
        help_text=gettext_lazy("A CSV file, such as Ghost, Mailchimp, Substack or a table program write it."),
        widget=forms.FileInput({"accept": ".csv,.tsv,.txt,text/csv"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["newsletter"].queryset = Newsletter.objects.filter(archived=False)  # type: ignore[attr-defined]  # a ModelChoiceField


@MAY
def imports_view(request: HttpRequest) -> HttpResponse:
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            job = jobs.keep(file.chunks(), file.name, form.cleaned_data["newsletter"], who(request.user))
        except reading.Unreadable as error:
            form.add_error("file", str(error))
        else:
            return redirect("newsletters_import", job.pk)
    context = {
        **head(_("Bring in a list"), subscribers()),
        "form": form,
        "files": True,
        "verb": _("Look at it"),
        "explanation": _("Nothing is written before you have seen what the list means."),
        "jobs": Import.objects.select_related("newsletter").defer("report")[:20],
    }
    return TemplateResponse(request, "newsletters/desk/subscribers/imports.html", context)


@MAY
def import_view(request: HttpRequest, pk: int) -> HttpResponse:
    """A POST with `do`: look again, begin, stop, go on, discard."""
    job = get_object_or_404(Import.objects.select_related("newsletter"), pk=pk)
    wrong = ""
    if request.method == "POST":
        done = request.POST.get("do", "")
        if done == "discard":
            _say(request, jobs.discard(job), _("The file is gone."))
            return redirect("newsletters_imports")
        if done == "stop":
            _say(request, jobs.stop(job, _("Stopped at the desk.")), _("It stops; what is in stays in."))
            return redirect("newsletters_import", pk)
        if done == "go_on":
            _say(request, jobs.go_on(job), _("It goes on."))
            return redirect("newsletters_import", pk)
        wrong = _changed(request, job)
        if done == "begin" and not wrong:
            _say(request, jobs.begin(job, job.consent), _("It has begun."))
            return redirect("newsletters_import", pk)
    return TemplateResponse(request, "newsletters/desk/subscribers/import.html", _context(job, wrong, request))


def _say(request: HttpRequest, done: bool, sentence: str) -> None:
    if done:
        messages.success(request, sentence)
    else:
        messages.warning(request, _("It has changed meanwhile: please look again."))


def _changed(request: HttpRequest, job: Import) -> str:
    """What was chosen on the form, kept in `job`; the sentence that says what is wrong, or "". A column that the form
    did not bring stays what it was taken for: one that says who has left is never lost by not being seen."""
    chosen = {
        name.removeprefix("column-"): value
        for name, value in request.POST.items()
        if name.startswith("column-") and name[7:].isdecimal() and value in ("", *Field.values)
    }
    job.columns = {number: field for number, field in {**job.columns, **chosen}.items() if field}
    job.consent = request.POST.get("consent", "").strip()[:2000]
    if job.state == ImportState.SHOWN:
        job.save(update_fields=["columns", "consent"])
    if list(job.columns.values()).count(Field.ADDRESS) != 1:
        return _("Say of one column, and of one alone, that it holds the mail address.")
    if not job.consent:
        return _("Say what these people agreed to: without that nobody may be written to.")
    return ""


def _context(job: Import, wrong: str, request: HttpRequest) -> dict[str, Any]:
    shown = _shown(job) if job.state == ImportState.SHOWN else {}
    context = {
        **head(job.name, subscribers(), (_("Bring in a list"), reverse("newsletters_imports"))),
        "job": job,
        "rows": grouped(job.rows),
        "running": job.state == ImportState.RUNNING,
        "percent": jobs.share(job),
        "counts": list(_told(job)) if job.state != ImportState.SHOWN else [],
        "problems": job.report.get("problems", [])[:SHOWN_PROBLEMS],
        "may_go_on": job.state == ImportState.STOPPED,
        "wrong": wrong or shown.pop("wrong", ""),
        "consent": job.consent,
        "fields": Field.choices,
    }
    return {**context, **shown}


def _shown(job: Import) -> dict[str, Any]:
    """The first rows with what their columns mean, and what would come of them."""
    try:
        form = jobs.looked_at(job)
    except reading.Unreadable as error:
        return {"wrong": str(error)}
    meaning, guessed = jobs.meaning(job), columns.guess(form)
    width = max(map(len, (form.header, *form.sample)))
    # the first ones, and whatever further on tells something: nothing decides about a reader unseen
    shown = [at for at in range(width) if at < SHOWN_COLUMNS or at in meaning or at in guessed]
    return {
        "columns": [
            {"number": at, "name": reading.shown(_name(form, at)), "field": meaning.get(at, "")} for at in shown
        ],
        "sample": [
            [reading.shown(row[at]) if at < len(row) else "" for at in shown] for row in form.sample[:SHOWN_ROWS]
        ],
        "tried": list(_tried(form, meaning).items()) if Field.ADDRESS in meaning.values() else [],
    }


def _name(form: reading.Form, at: int) -> str:
    return form.header[at] if at < len(form.header) else str(at + 1)


def _tried(form: reading.Form, meaning: dict[int, Field]) -> dict[str, int]:
    """By what rows would become, how many of the first ones."""
    found: dict[str, int] = {}
    judges = [judge(meaning, clock.now(), gets=gets) for gets in (True, False)]
    for row in form.sample:
        answer = next((said for each in judges if (said := each(0, row)) is not None), None)
        if answer is not None:
            words = answer.what if isinstance(answer, Problem) else str(SubscriptionState(answer.state).label)
            found[words] = found.get(words, 0) + 1
    return found


def _told(job: Import) -> Iterator[tuple[str, str]]:
    counts = job.report.get("counts", {})
    for name, words in (
        ("confirmed", _("get it now")),
        ("unsubscribed", _("written down as having left")),
        ("suppressed", _("blocked, since the address does not work or they complained")),
        ("unchanged", _("were there already")),
        ("blocked", _("left out, since they are blocked here")),
        ("bad", _("left out, for what is wrong with the row")),
    ):
        yield words, grouped(counts.get(name, 0))


@require_safe
@permission_required(
    ("newsletters.view_subscriber", "newsletters.view_suppression"),
    login_url=settings.LOGIN_URL,
    raise_exception=True,
)
def everybody_view(request: HttpRequest) -> StreamingHttpResponse:
    """All lists with what was agreed to and who is blocked; the log of each newsletter says that it was taken."""
    with transaction.atomic():
        for newsletter in Newsletter.objects.all():
            log(newsletter, EVERYBODY, user=request.user)
    answer = StreamingHttpResponse(exporting.everybody(), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="subscribers-{clock.local(clock.now()):%Y-%m-%d}.zip"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
@VIEW
def export_view(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """The file is written while it is sent; that it was taken is in the log."""
    newsletter = get_object_or_404(Newsletter, pk=pk)
    said = request.GET.get("state", "")
    state = said if said in SubscriptionState.values else ""
    log(newsletter, EXPORTED, user=request.user, data={"state": state})
    answer = StreamingHttpResponse(exporting.lines(newsletter, state), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{newsletter.slug}-{newsletter.language}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer
