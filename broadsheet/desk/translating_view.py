"""The screen on which a story gets its draft in another language."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from broadsheet.desk.translating import places, translate
from broadsheet.kit import languages
from broadsheet.sections.models import Section
from broadsheet.stories.models import StoryPage


class TranslateForm(forms.Form):
    section = forms.TypedChoiceField(label=gettext_lazy("Language and section"), coerce=int)

    def __init__(self, sections: list[Section], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["section"]
        field.choices = [
            (section.pk, f"{languages.own_name(section.language)}: {section.title}") for section in sections
        ]


def translate_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where it can go; a POST makes the draft and opens it."""
    story = get_object_or_404(StoryPage, pk=pk)
    user: Any = request.user
    sections = places(story, user)
    if not sections:
        raise PermissionDenied
    form = TranslateForm(sections, request.POST or None)
    if request.method == "POST" and form.is_valid():
        section = next(one for one in sections if one.pk == form.cleaned_data["section"])
        made = translate(story, section, user)
        messages.success(request, _("This draft is to be translated: nobody outside can see it."))
        return redirect(reverse("wagtailadmin_pages:edit", args=(made.pk,)))
    return TemplateResponse(request, "desk/translate.html", _context(story, form))


def _context(story: StoryPage, form: TranslateForm) -> dict[str, Any]:
    title = _("Translate")
    edit = reverse("wagtailadmin_pages:edit", args=(story.pk,))
    others = story.get_translations().select_related("locale")
    return {
        "form": form,
        "header_title": title,
        "title": str(story),
        "breadcrumbs_items": [{"url": edit, "label": str(story)}, {"url": "", "label": title}],
        "edit_url": edit,
        "others": [
            (languages.own_name(one.locale.language_code), one, reverse("wagtailadmin_pages:edit", args=(one.pk,)))
            for one in others
        ],
    }
