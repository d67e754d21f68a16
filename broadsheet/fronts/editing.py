"""Two editors at one list: nobody's saving takes away another's unseen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.models import ModelLogEntry

from broadsheet.release.words import moment


class RailForm(WagtailAdminModelForm):
    """`seen` is when the list that this window shows was edited last (ISO 8601); "" asks nothing."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput())

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        rail = kwargs.get("instance")
        super().__init__(
            _without_gone(data, rail) if data is not None and rail is not None else data, *args, **kwargs
        )
        self.initial["seen"] = self._edited

    @property
    def _edited(self) -> str:
        return self.instance.edited_at.isoformat() if self.instance.pk else ""

    def refuses(self) -> bool:
        """Whether somebody saved the list meanwhile; it is told, and who saves once more does it knowingly."""
        seen = self.cleaned_data.get("seen")
        if not seen or seen == self._edited:
            return False
        self.add_error(None, _told(self.instance))
        self.data: Any = self.data.copy()
        self.data[self.add_prefix("seen")] = self._edited
        return True

    def save(self, commit: bool = True) -> Any:
        """What the window shows is the list: a card that another window put there meanwhile is not in it."""
        rail = super().save(commit=False)
        shown = {form.instance.pk for form in self.formsets["cards"].forms} if "cards" in self.formsets else None
        if shown is not None:
            rail.cards.remove(*(card for card in rail.cards.all() if card.pk and card.pk not in shown))
        if commit:
            rail.save()
        return rail


def _told(rail: Any) -> str:
    last = ModelLogEntry.objects.for_instance(rail).order_by("-timestamp").first()
    return _(
        "%(name)s saved this list %(time)s, while you had it open. Yours was not saved and still stands here: look at"
        " what is out now, then save once more to put yours in its place."
    ) % {"name": last.user_display_name if last else _("Somebody"), "time": moment(rail.edited_at)}


def _without_gone(data: Any, rail: Any) -> Any:
    """A card that somebody took out meanwhile is sent as a new one: it has no row any more."""
    there = {str(key) for key in rail.cards.values_list("pk", flat=True)} if rail.pk else set()
    gone = [name for name in data if _is_card(name) and data[name] and data[name] not in there]
    if not gone:
        return data
    changed = data.copy()
    for name in gone:
        changed[name] = ""
    return changed


def _is_card(name: str) -> bool:
    first, _number, last = [*name.split("-"), "", ""][:3]
    return first == "cards" and last == "id"
