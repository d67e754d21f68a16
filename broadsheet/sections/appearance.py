"""How the paper looks, as the desk sets it: nameplate, colours, type. What is saved here is out at once."""

from __future__ import annotations

from datetime import timedelta
from hashlib import blake2b
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting

from broadsheet.design.colours import DARK, HEX, LIGHT, Scheme, Unreadable, luminance, unreadable
from broadsheet.design.look import OWN, SYSTEM, Look, stylesheet
from broadsheet.kit import clock
from broadsheet.sections.own_icon import AppearanceForm

KEPT = timedelta(days=30)
"""How long an older stylesheet can still be made: much longer than it takes to press every page anew."""
PARTS = ("paper", "ink", "spot", "alert")
NAMES = {
    **{"paper": _("paper"), "ink": _("ink"), "spot": _("spot colour"), "alert": _("alert colour")},
    **{"tint": _("tint"), "ink-soft": _("soft ink"), "mark": _("mark"), "edge": _("edge"), "focus": _("focus ring")},
}
_FIELD_OF = {**{part: part for part in PARTS}, "ink-soft": "ink", "edge": "ink", "mark": "ink", "focus": "paper"}
"""Which of the chosen colours is to be changed when a pair cannot be read."""


class ColourField(models.CharField[str, str]):
    """`#rrggbb`, kept in lower case."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"max_length": 7}
        super().__init__(*args, **kwargs)
        self.validators.append(
            RegexValidator(HEX, _("A colour is written like #0c5a45: six digits or letters from a to f."))
        )

    def to_python(self, value: Any) -> Any:
        return value.strip().lower() if isinstance(value, str) else value

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"widget": forms.TextInput(attrs={"type": "color"}), **kwargs})


def _row(scheme: str) -> FieldRowPanel:
    return FieldRowPanel([FieldPanel(f"{scheme}_{part}") for part in PARTS])


class Appearance(BaseGenericSetting):
    """One row for the paper."""

    nameplate = models.CharField(
        _("nameplate"),
        max_length=60,
        blank=True,
        help_text=_("What stands above every page. Left empty: the paper's name. It is set as large as fits."),
    )
    serif = models.CharField(
        _("type"),
        max_length=10,
        default=OWN,
        choices=[(OWN, "Brygada 1918"), (SYSTEM, _("the reader's own serif: Georgia, Times, Noto Serif"))],
    )
    icon = models.BinaryField(null=True, blank=True, help_text="PNG of own_icon.SIZE; none: the first letter")
    light_paper = ColourField(_("paper"), default=LIGHT.paper)
    light_ink = ColourField(_("ink"), default=LIGHT.ink)
    light_spot = ColourField(_("spot colour"), default=LIGHT.spot, help_text=_("Kickers, links, what is current."))
    light_alert = ColourField(_("alert colour"), default=LIGHT.alert, help_text=_("Corrections, errors, breaking."))
    dark_paper = ColourField(_("paper"), default=DARK.paper)
    dark_ink = ColourField(_("ink"), default=DARK.ink)
    dark_spot = ColourField(_("spot colour"), default=DARK.spot)
    dark_alert = ColourField(_("alert colour"), default=DARK.alert)

    base_form_class = AppearanceForm
    panels = [
        FieldPanel("nameplate"),
        FieldRowPanel([FieldPanel("icon_file"), FieldPanel("no_icon")]),
        FieldPanel("serif"),
        MultiFieldPanel([_row("light")], heading=_("Colours by day")),
        MultiFieldPanel([_row("dark")], heading=_("Colours by night")),
        HelpPanel(
            content=_(
                "Everything else follows from these: tints, captions, hairlines, edges. What must be read is checked "
                "when you save: text needs a contrast of 4.5 to 1."
            )
        ),
    ]

    class Meta:
        verbose_name = _("appearance")

    def __str__(self) -> str:
        return gettext("Appearance")

    @property
    def light(self) -> Scheme:
        return Scheme(self.light_paper, self.light_ink, self.light_spot, self.light_alert)

    @property
    def dark(self) -> Scheme:
        return Scheme(self.dark_paper, self.dark_ink, self.dark_spot, self.dark_alert)

    @property
    def look(self) -> Look:
        return Look(self.nameplate.strip() or settings.PAPER_NAME, self.serif, self.light, self.dark)

    def clean(self) -> None:
        super().clean()
        told: dict[str, list[str]] = {}  # of each colour the first pair, with the paper
        for name, scheme in (("light", self.light), ("dark", self.dark)):
            if all(HEX.fullmatch(getattr(scheme, part)) for part in PARTS):
                for pair in unreadable(scheme):
                    told.setdefault(f"{name}_{_field(pair)}", [_sentence(pair, scheme)])
        if told:
            raise ValidationError(told)

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            super().save(*args, **kwargs)
            keep_stylesheet(self.look)


def _field(pair: Unreadable) -> str:
    """Of a pair with paper on top, the ground is what was chosen."""
    return _FIELD_OF[pair.ground if pair.front == "paper" else pair.front]


def _sentence(pair: Unreadable, scheme: Scheme) -> str:
    front, ground = NAMES[pair.front], NAMES[pair.ground]
    words = {"front": front, "ground": ground, "contrast": f"{pair.contrast:.1f}", "needed": f"{pair.needed:.1f}"}
    if luminance(scheme.paper) > luminance(scheme.ink):
        said = gettext(
            "The %(front)s on the %(ground)s has a contrast of %(contrast)s to 1, not %(needed)s: make it darker."
        )
    else:
        said = gettext(
            "The %(front)s on the %(ground)s has a contrast of %(contrast)s to 1, not %(needed)s: make it lighter."
        )
    return said % words


class Stylesheet(models.Model):
    """What a look was pressed as. Pages that are not pressed anew yet show the one before, so it is kept a while."""

    digest = models.CharField(max_length=16, unique=True)
    text = models.TextField()
    made_at = models.DateTimeField()


def digest_of(text: str) -> str:
    return blake2b(text.encode(), digest_size=8).hexdigest()


def keep_stylesheet(look: Look) -> None:
    """See that the stylesheet of this look can be made for as long as a page may show it."""
    text = stylesheet(look)
    now = clock.now()
    if text:
        Stylesheet.objects.update_or_create(digest=digest_of(text), defaults={"text": text, "made_at": now})
    Stylesheet.objects.filter(made_at__lt=now - KEPT).exclude(digest=digest_of(text)).delete()
