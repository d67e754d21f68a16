"""The tree of the paper: one home page a language, sections and plain pages below it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Locale, Page, Revision

from broadsheet.kit import languages
from broadsheet.press import rows
from broadsheet.release.models import STANDING, Releasable
from broadsheet.release.registries import checks
from broadsheet.sections import previews
from broadsheet.sections.addresses import address
from broadsheet.sections.appearance import Appearance, Stylesheet  # noqa: F401  (models of this room)
from broadsheet.sections.forms import PaperForm
from broadsheet.sections.menus import FootLine, Menu, TopLine  # noqa: F401  (models of this room)
from broadsheet.sections.permissions import Tester
from broadsheet.sections.slugs import refuse_reserved

KILLED = _("It was killed: nothing brings it back.")
PLAIN_FEATURES = ["h2", "h3", "bold", "italic", "link", "ol", "ul", "hr", "blockquote"]


class PaperPage(Releasable):
    """What every page of the paper has beside Wagtail's own: the gate's states, its public address, and no way
    out except through the press."""

    base_form_class = PaperForm

    class Meta:
        abstract = True

    # Of Wagtail's Page, which every concrete class adds.
    depth: Any
    first_published_at: Any
    locale_id: int
    slug: Any
    url_path: Any
    _wagtail_cached_site_root_paths: Any

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        """Wagtail: (site, root URL, path). It also makes the redirects when a page moves."""
        roots = self._get_relevant_site_root_paths(request)  # type: ignore[attr-defined]
        if not roots:
            return None
        return roots[0].site_id, settings.PAPER_BASE_URL, address(self.language, self.url_path)

    @property
    def language(self) -> str:
        """Its tree's language."""
        locale = rows.get(Locale, self.locale_id)
        return str(locale.language_code) if locale else languages.default()

    def left_out(self) -> str:
        below = self.get_descendants().live().count()  # type: ignore[attr-defined]
        if not below:
            return ""
        sentence = ngettext(
            "One page below it is published and judged by itself: readers keep it, whatever becomes of this one. "
            "Unpublishing offers to take it along.",
            "%(count)s pages below it are published and judged by themselves: readers keep them, whatever becomes of "
            "this one. Unpublishing offers to take them along.",
            below,
        )
        return sentence % {"count": below}

    def restand(self) -> Iterable[str]:
        """A killed page is unpublished by that; what stands somewhere else as an alias of it stands like it."""
        columns = {name: getattr(self, name) for name in STANDING}
        if self.killed_at is not None:
            columns |= {"live": False, "live_revision": None, "has_unpublished_changes": True}
        pages: Any = type(self)._default_manager
        pages.filter(alias_of=self.pk).update(**columns)
        for name, value in columns.items():
            setattr(self, name, value)
        return [name for name in columns if name not in STANDING]

    def save(self, *args: Any, **kwargs: Any) -> Any:
        if self.live and kwargs.get("update_fields") is None and self._is_killed():
            raise ValidationError(KILLED)
        return super().save(*args, **kwargs)

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> Any:
        """Wagtail: publish or schedule a revision. Raises ValidationError with what is in the way; a revision
        whose scheduled time has come was judged before, and is dropped when the page was killed since."""
        if revision.approved_go_live_at is None:
            refuse_unready(revision.as_object())
        elif self._is_killed():
            type(revision).objects.filter(pk=revision.pk).update(approved_go_live_at=None)
            return None
        return super().publish(revision, *args, **kwargs)  # type: ignore[misc]

    def unready(self) -> Iterable[str]:
        """Why this version must not be published, a sentence each."""
        yield from self.unready_by_itself()
        yield from (finding.sentence for finding in checks.look(self, blocking=True))

    def unready_by_itself(self) -> Iterable[str]:
        """The same without what the checks find."""
        if self._is_killed():
            yield str(KILLED)

    def _is_killed(self) -> bool:
        """Also when this copy of it was read before the kill."""
        rows = type(self)._default_manager.filter(pk=self.pk, killed_at__isnull=False)
        return self.killed_at is not None or (self.pk is not None and rows.exists())

    def clean(self) -> None:
        super().clean()
        refuse_reserved(self.slug, self._depth_to_be())

    def minimal_clean(self) -> None:
        super().minimal_clean()  # type: ignore[misc]
        refuse_reserved(self.slug, self._depth_to_be())

    def _depth_to_be(self) -> int:
        """Its depth in the tree, also of a page that is only about to be saved."""
        parent = self.get_parent()  # type: ignore[attr-defined]
        return parent.depth + 1 if parent else self.depth or 1

    def can_move_to(self, parent: Page) -> bool:
        """A page stays in the tree of its language."""
        return super().can_move_to(parent) and parent.locale_id == self.locale_id  # type: ignore[misc]

    def permissions_for_user(self, user: AbstractBaseUser) -> Tester:
        return Tester(user, self)

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        return [("", _("Preview"))] if previews.of(type(self)) else []

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Wagtail: the page as it would be, from the unsaved instance."""
        preview = previews.of(type(self))
        if preview is None:
            raise Http404("this type of page has no preview")
        return previews.answer(preview(self))

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Wagtail's own way out is closed: readers get pressed plates, the desk gets previews."""
        raise Http404("pages are served by the edge")


def refuse_unready(page: PaperPage) -> None:
    """Raise ValidationError when this version of a page must not be published."""
    problems = list(page.unready())
    if problems:
        raise ValidationError(problems)


class HomePage(PaperPage, Page):  # type: ignore[django-manager-missing]
    """The top of a language's tree."""

    parent_page_types = ["wagtailcore.Page"]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def clean(self) -> None:
        super().clean()
        if self.language not in settings.PAPER_LANGUAGES:
            raise ValidationError(gettext("The paper does not appear in this language."))


class Section(PaperPage, Page):  # type: ignore[django-manager-missing]
    """A part of the paper with its own front; stories are its children."""

    show_in_menus_default = True
    introduction = models.TextField(_("introduction"), max_length=1000, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    parent_page_types = ["sections.HomePage"]

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")


class PlainPage(PaperPage, Page):  # type: ignore[django-manager-missing]
    """About, contact, ethics, corrections policy, privacy."""

    show_in_menus_default = True
    body = RichTextField(_("text"), features=PLAIN_FEATURES, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("body")]
    parent_page_types = ["sections.HomePage"]

    class Meta:
        verbose_name = _("plain page")
        verbose_name_plural = _("plain pages")
