"""What is asked before something's release is changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from broadsheet.release.models import Access, Notice


class PaperTimeField(forms.DateTimeField):
    """A time on the paper's clock, whatever time zone somebody has chosen for the desk."""

    widget = AdminDateTimeInput

    def to_python(self, value: Any) -> datetime | None:
        with timezone.override(timezone.get_default_timezone()):
            return super().to_python(value)


class NothingForm(forms.Form):
    """Nothing to fill in."""


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500, help_text=_("It is kept in the log."))


class KillForm(ReasonForm):
    notice = forms.ChoiceField(
        label=_("What its address says"), choices=Notice.choices, required=False, initial=Notice.WITHDRAWN
    )
    sure = forms.BooleanField(label=_("I know that this is for good."))


class RemovalForm(ReasonForm):
    notice = forms.ChoiceField(label=_("What its address says"), choices=Notice.choices, initial=Notice.LEGAL)
    sure = forms.BooleanField(label=_("I know that this is for good."))


class EmbargoForm(forms.Form):
    until = PaperTimeField(label=_("Until"), help_text=_("On the paper's own clock."))


class AccessForm(forms.Form):
    access = forms.ChoiceField(label=_("Who may read it"), choices=Access.choices)
