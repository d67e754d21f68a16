"""Breaking news at the desk's home: who may raise the banner does so there, with its end, and lowers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.ui.components import Component

from broadsheet.fronts import raising
from broadsheet.fronts.models import Breaking
from broadsheet.kit import clock, languages
from broadsheet.release import words
from broadsheet.stories.models import StoryPage
from broadsheet.stories.newest import newest_public

HOME = "wagtailadmin_home"
LASTS = (
    (1, gettext_lazy("1 hour")),
    (2, gettext_lazy("2 hours")),
    (4, gettext_lazy("4 hours")),
    (12, gettext_lazy("12 hours")),
)
STORIES = 20  # the newest, that it may lead to


class BannerForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Breaking news"),
        max_length=160,
        help_text=gettext_lazy("One line, above every page."),
        widget=forms.TextInput({"dir": "auto"}),
    )
    hours = forms.TypedChoiceField(label=gettext_lazy("It comes down after"), choices=LASTS, coerce=int, initial=2)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=languages.choices, required=False)
    story: Any = forms.ModelChoiceField(
        label=gettext_lazy("It leads to"),
        queryset=StoryPage.objects.none(),
        required=False,
        empty_label=gettext_lazy("no story"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        newest = [key for code, _name in languages.choices() for key in newest_public(code, STORIES)]
        # form.fields are typed as Field; a ModelForm makes this one a ModelChoiceField
        self.fields["story"].queryset = StoryPage.objects.filter(pk__in=newest).order_by("-first_published_at")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        given["language"] = given.get("language") or languages.default()
        story = given.get("story")
        if story is not None and story.language != given["language"]:
            self.add_error("story", _("That story is in another language than the banner."))
        return given


@dataclass(frozen=True, slots=True)
class Up:
    banner: Breaking
    until: str


def up() -> list[Up]:
    now = clock.now()
    found = Breaking.objects.filter(live=True, expire_at__gt=now).order_by("language")
    return [Up(banner, words.moment(banner.expire_at)) for banner in found]


class Banner(Component):
    name, order = "banner", 17
    template_name = "desk/home/banner.html"

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        request = (parent_context or {})["request"]
        if not request.user.has_perm(raising.RIGHT):
            return {"form": None}
        return {**_context(BannerForm(auto_id="banner-%s")), "up": up(), "csrf_token": get_token(request)}


def _context(form: BannerForm) -> dict[str, Any]:
    return {"form": form, "several_languages": len(languages.choices()) > 1}


@require_POST
def raise_view(request: HttpRequest) -> HttpResponse:
    """What was typed comes back with the sentence that says what is wrong."""
    if not request.user.has_perm(raising.RIGHT):
        raise PermissionDenied
    form = BannerForm(request.POST, auto_id="banner-%s")
    if form.is_valid():
        given = form.cleaned_data
        try:
            raising.raise_banner(
                given["text"], given["language"], timedelta(hours=given["hours"]), request.user, given["story"]
            )
        except ValidationError as error:
            form.add_error("text", error.messages)
        else:
            messages.success(request, _("The banner is up."))
            return redirect(HOME)
    title = _("Breaking news")
    crumbs = [{"url": reverse(HOME), "label": _("Home")}, {"url": "", "label": title}]
    context = {**_context(form), "header_title": title, "breadcrumbs_items": crumbs}
    return TemplateResponse(request, "desk/banner.html", context)


@require_POST
def lower_view(request: HttpRequest, pk: int) -> HttpResponse:
    raising.lower(get_object_or_404(Breaking, pk=pk), request.user)
    messages.success(request, _("The banner is down."))
    return redirect(HOME)
