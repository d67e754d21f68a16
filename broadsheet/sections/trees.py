"""Planting the trees: every language of the paper has a home page and its menus, and the site begins at the default
one."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site

from broadsheet.design.look import Look
from broadsheet.kit import languages
from broadsheet.sections.appearance import Appearance, keep_stylesheet
from broadsheet.sections.menus import Menu
from broadsheet.sections.models import HomePage


@transaction.atomic
def plant() -> dict[str, HomePage]:
    """Make the home pages that are missing; {language: home page}. Changes nothing where all are there."""
    locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code in settings.PAPER_LANGUAGES}
    first = _first(locales[languages.default()])
    homes = {languages.default(): first}
    for code, locale in locales.items():
        if code != languages.default():
            homes[code] = _translation(first, locale)
    _menus()
    keep_stylesheet(_look())
    return homes


def _menus() -> None:
    there = set(Menu.objects.values_list("language", flat=True))
    Menu.objects.bulk_create(Menu(language=code) for code in settings.PAPER_LANGUAGES if code not in there)


def _look() -> Look:
    """How the paper looks; without a word of the desk, its name alone may need a stylesheet."""
    chosen = Appearance.objects.order_by("pk").first() or Appearance()
    return chosen.look


def _first(locale: Locale) -> HomePage:
    found = HomePage.objects.filter(locale=locale).first()
    if found is not None:
        return found
    site = Site.objects.get(is_default_site=True)
    welcome = site.root_page
    home = HomePage(title=settings.PAPER_NAME, slug=f"home-{locale.language_code}", locale=locale)
    Page.get_first_root_node().add_child(instance=home)
    site.root_page = home
    site.save()
    if welcome.depth == 2 and welcome.specific_class is Page:  # the page that Wagtail's own migrations make
        welcome.delete()
    return home


def _translation(first: HomePage, locale: Locale) -> HomePage:
    found = HomePage.objects.filter(translation_key=first.translation_key, locale=locale).first()
    if found is not None:
        return found
    home = HomePage(
        title=first.title,
        slug=f"home-{locale.language_code}",
        locale=locale,
        translation_key=first.translation_key,
    )
    Page.get_first_root_node().add_child(instance=home)
    Site.clear_site_root_paths_cache()
    return home
