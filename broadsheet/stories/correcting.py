"""The screen "Correct" of a story: tell readers what was wrong, and see what they were told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogFormatter
from wagtail.models import Page

from broadsheet.release import words
from broadsheet.release.actions import standing
from broadsheet.release.actions.standing import Refused
from broadsheet.release.carriers import carriers
from broadsheet.stories import correction_pages
from broadsheet.stories.actions.correct import LONGEST, amend, correct, take_back
from broadsheet.stories.models import Correction, CorrectionKind, StoryPage

TEXT = forms.Textarea(attrs={"rows": 4})


class CorrectForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=CorrectionKind.choices,
        help_text=_("A retraction stands above the story's text, the others below it."),
    )
    text = forms.CharField(
        label=_("What readers are told"),
        max_length=LONGEST,
        widget=TEXT,
        help_text=_("What was wrong, and what is right: “An earlier version gave … It was …” The date is added."),
    )


class AmendForm(forms.Form):
    text = forms.CharField(label=_("What readers are told"), max_length=LONGEST, widget=TEXT)


Form = CorrectForm | AmendForm


def address(story: StoryPage) -> str:
    return reverse("stories_correct", args=(story.pk,))


def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """Show it; a POST with `verb` ("correct", "amend" or "take_back", these with `note`) does that and comes
    back."""
    story = get_object_or_404(StoryPage, pk=pk)
    if not standing.may(request.user, story):  # type: ignore[arg-type]  # the desk lets in only who has signed in
        raise PermissionDenied
    bound = _posted(request, story) if request.method == "POST" else None
    if request.method == "POST" and bound is None:
        return redirect(_next(request, story))
    return TemplateResponse(request, "stories/desk/correct.html", _context(story, bound))


def _next(request: HttpRequest, story: StoryPage) -> str:
    """What was put right leads to what carried the mistake."""
    return carriers.screen_of(story) or address(story) if request.POST.get("verb") == "correct" else address(story)


def _posted(request: HttpRequest, story: StoryPage) -> tuple[int, Form] | None:
    """Do what was asked; (the note's key or 0, the form) when it has to be filled in again."""
    verb, key = request.POST.get("verb"), request.POST.get("note", "")
    note = Correction.objects.filter(pk=int(key), story=story).first() if key.isdecimal() else None
    user: Any = request.user
    if verb == "correct":
        form: Form = CorrectForm(request.POST)
        given = form.cleaned_data if form.is_valid() else {}
        done = gettext("Readers are told.")

        def do() -> Any:
            return correct(story, user, given["kind"], given["text"])

    elif note is None:
        messages.warning(request, gettext("It has been taken back meanwhile."))
        return None
    elif verb == "take_back":
        return _tried(request, gettext("The note is taken back."), lambda: take_back(note, user), None)
    else:
        form = AmendForm(request.POST, prefix=f"note-{note.pk}")
        given = form.cleaned_data if form.is_valid() else {}
        done = gettext("The note has its new words.")

        def do() -> Any:
            return amend(note, user, given["text"])

    again = (note.pk if note else 0, form)
    return _tried(request, done, do, again) if form.is_valid() else again


def _tried(
    request: HttpRequest, done: str, do: Callable[[], Any], again: tuple[int, Form] | None
) -> tuple[int, Form] | None:
    try:
        do()
    except Refused as refusal:
        messages.error(request, str(refusal))
        return again
    messages.success(request, done)
    return None


def _context(story: StoryPage, bound: tuple[int, Form] | None) -> dict[str, Any]:
    edit = reverse("wagtailadmin_pages:edit", args=(story.pk,))
    title = gettext("Correct")
    return {
        "story": story,
        "header_title": title,
        "title": str(story),
        "breadcrumbs_items": [{"url": edit, "label": str(story)}, {"url": "", "label": title}],
        "list_url": correction_pages.address(story.language),
        "unread": story.first_published_at is None,
        "killed": story.killed_at is not None,
        "mended": story.live and story.has_unpublished_changes,
        "form": bound[1] if bound and not bound[0] else CorrectForm(),
        "notes": [(note, _when(note), _form(note, bound)) for note in story.corrections.order_by("-at", "-pk")],
        "edit_url": edit,
    }


def _when(note: Correction) -> str:
    by = get_user_display_name(note.by) if note.by else gettext("by the paper itself")
    return f"{note.get_kind_display()}, {words.moment(note.at)}, {by}"


def _form(note: Correction, bound: tuple[int, Form] | None) -> Form:
    if bound and bound[0] == note.pk:
        return bound[1]
    return AmendForm(prefix=f"note-{note.pk}", initial={"text": note.text})


# -- where it joins Wagtail's admin


@hooks.register("register_admin_urls")
def register_screen() -> list[URLPattern]:
    return [path("correct/<int:pk>/", screen, name="stories_correct")]


@hooks.register("register_page_header_buttons")
def header_button(page: Page, user: AbstractBaseUser, **kwargs: Any) -> Iterator[Button]:
    yield from _button(page, user)


@hooks.register("register_page_listing_more_buttons")
def listing_button(page: Page, user: AbstractBaseUser, **kwargs: Any) -> Iterator[Button]:
    yield from _button(page, user)


def _button(page: Page, user: AbstractBaseUser) -> Iterator[Button]:
    """For what readers have had."""
    if page.first_published_at is None or page.specific_class is not StoryPage:
        return
    story = page.specific_deferred
    if story.killed_at is None and standing.may(user, story):
        yield Button(_("Correct"), address(story), icon_name="warning", priority=36)


@hooks.register("after_publish_page")
def offer_to_tell_readers(request: HttpRequest, page: Page) -> None:
    """Who has just mended what readers had: the note about it is one click away, and easily forgotten."""
    first, last = page.first_published_at, page.last_published_at
    had = first is not None and last is not None and first < last and not page.has_unpublished_changes
    if had and isinstance(page, StoryPage) and standing.may(request.user, page):  # type: ignore[arg-type]  # the desk lets in only who has signed in
        button = messages.button(address(page), gettext("Tell readers what was wrong"), new_window=False)
        messages.info(request, gettext("Readers had it before. Did you mend a mistake?"), buttons=[button])


class WithText(LogFormatter):
    def format_message(self, entry: Any) -> str:
        return gettext("%(what)s: %(text)s") % {"what": self.message, "text": entry.data.get("text", "")}


class Corrected(WithText):
    label, message = _("Correct"), _("Told readers")


class Amended(WithText):
    label, message = _("Amend a correction"), _("Changed the words of a correction to")


class TakenBack(WithText):
    label, message = _("Take a correction back"), _("Took back what readers were told")


@hooks.register("register_log_actions")
def register_verbs(actions: Any) -> None:
    for name, formatter in (
        ("stories.correct", Corrected),
        ("stories.amend_correction", Amended),
        ("stories.take_back_correction", TakenBack),
    ):
        actions.register_action(name)(formatter)
