"""What stands around every page of a language: the menu above, links, a last line and the call for support below.
What is changed here is out at once."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.models import Orderable, Page

from broadsheet.kit import languages

_ADDRESS = re.compile(r"(?:https?://[^\s/]+|/(?!/)|mailto:[^\s@]+@)\S*")


def refuse_strange(url: str) -> None:
    """Raise ValidationError for what readers' browsers should not be led to."""
    if not _ADDRESS.fullmatch(url):
        raise ValidationError(
            _("“%(url)s” is no address for a link: it begins with https://, mailto: or, within the paper, with /."),
            params={"url": url},
        )


class MenuForm(WagtailAdminModelForm):
    """The lines that are being added belong to no menu before they are saved, so their pages are judged here."""

    def is_valid(self) -> bool:
        valid: bool = super().is_valid()
        lines = [line for formset in self.formsets.values() for line in formset.forms]
        strangers = [line for line in lines if not self._belongs(line)]  # each is told
        return valid and not strangers

    def _belongs(self, line: Any) -> bool:
        try:
            self.instance.refuse_stranger(line.cleaned_data.get("page"))
        except ValidationError as refused:
            line.add_error(None, refused)
            return False
        return True


class Menu(ClusterableModel):
    """Menus and footer of one language."""

    base_form_class = MenuForm

    language = models.CharField(
        _("language"), max_length=12, choices=languages.choices, default=languages.default, unique=True
    )
    footer = models.TextField(
        _("last line"), max_length=1000, blank=True, help_text=_("At the very end of every page: who owns the paper.")
    )
    support_title = models.CharField(_("title"), max_length=100, blank=True)
    support_text = models.TextField(_("text"), max_length=500, blank=True)
    support_url = models.CharField(
        _("address"),
        max_length=500,
        blank=True,
        validators=[refuse_strange],
        help_text=_("Where the paper takes money."),
    )
    support_button = models.CharField(_("words on the button"), max_length=60, blank=True)

    panels = [
        InlinePanel(
            "top",
            heading=_("Above every page"),
            label=_("Link"),
            help_text=_("While there is none, the sections that are shown in menus stand here, in their order."),
        ),
        InlinePanel(
            "foot",
            heading=_("Below every page"),
            label=_("Link"),
            help_text=_("While there is none, the plain pages that are shown in menus stand here, in their order."),
        ),
        MultiFieldPanel(
            [
                *(FieldPanel("support_title"), FieldPanel("support_text")),
                *(FieldPanel("support_url"), FieldPanel("support_button")),
            ],
            heading=_("Support us"),
        ),
        FieldPanel("footer"),
    ]

    class Meta:
        verbose_name = _("menus and footer")
        verbose_name_plural = _("menus and footers")
        ordering = ("language",)

    def __str__(self) -> str:
        words = gettext("Menus and footer")
        several = len(settings.PAPER_LANGUAGES) > 1
        return f"{words}: {languages.own_name(self.language)}" if several else words

    def refuse_stranger(self, page: Page | None) -> None:
        """Raise ValidationError for a page of another language."""
        if page is not None and page.locale.language_code != self.language:
            raise ValidationError({"page": gettext("The page belongs to another language of the paper.")})

    def clean(self) -> None:
        super().clean()
        needed = (self.support_title, self.support_url, self.support_button)
        if any((*needed, self.support_text)) and not all(needed):
            raise ValidationError(
                {"support_title": gettext("The call for support needs a title, an address and a button's words.")}
            )


class Line(Orderable):
    """A link: to a section or plain page, shown while that is public, or to any address."""

    menu: Menu
    page = models.ForeignKey(
        Page, verbose_name=_("page"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    url = models.CharField(
        _("or an address"), max_length=500, blank=True, validators=[refuse_strange], help_text=_("Of anything else.")
    )
    title = models.CharField(
        _("words"), max_length=100, blank=True, help_text=_("Left empty, the page's own title is shown.")
    )

    panels = [
        PageChooserPanel("page", ["sections.Section", "sections.PlainPage"]),
        FieldPanel("url"),
        FieldPanel("title"),
    ]

    class Meta(Orderable.Meta):
        abstract = True

    def clean(self) -> None:
        super().clean()
        if (self.page is None) == (not self.url):
            raise ValidationError({"page": gettext("A link leads to a page or to an address: give one of them.")})
        if self.url and not self.title:
            raise ValidationError({"title": gettext("A link to an address needs words.")})
        menu = getattr(self, "menu", None)  # of a line that is being added, the form looks (MenuForm)
        if menu is not None:
            menu.refuse_stranger(self.page)


class TopLine(Line):
    menu = ParentalKey(Menu, on_delete=models.CASCADE, related_name="top")

    class Meta(Line.Meta):
        verbose_name = _("link above")
        verbose_name_plural = _("links above")


class FootLine(Line):
    menu = ParentalKey(Menu, on_delete=models.CASCADE, related_name="foot")
    column = models.CharField(
        _("heading"), max_length=60, help_text=_("Links with the same heading stand below it together.")
    )

    panels = [FieldPanel("column"), *Line.panels]

    class Meta(Line.Meta):
        verbose_name = _("link below")
        verbose_name_plural = _("links below")
