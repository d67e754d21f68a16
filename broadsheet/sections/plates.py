"""What the press makes of the tree: plain pages, redirects, and the few files of the whole paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import quote, unquote

from django.conf import settings
from django.utils import translation
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale
from wagtail.models import Page as TreePage

from broadsheet.design import assets
from broadsheet.kit import languages
from broadsheet.press import plates
from broadsheet.press.folder import PathRefused, canonical
from broadsheet.press.plates import Gone, Moved, Page, Plates, Result
from broadsheet.press.watch import Changed, watch
from broadsheet.sections import onward, plain_pages
from broadsheet.sections.addresses import SAFE, address
from broadsheet.sections.appearance import Appearance, Stylesheet
from broadsheet.sections.frame import gone, not_found
from broadsheet.sections.looks import LookPlates
from broadsheet.sections.menus import FootLine, Menu, TopLine
from broadsheet.sections.models import HomePage, PlainPage, Section
from broadsheet.sections.pages import press
from broadsheet.sections.selectors import TOP, Redirection, address_of, addresses_of, whereabouts

TREE_COLUMNS = (
    *("title", "slug", "url_path", "path", "depth", "live", "locale", "translation_key", "content_type"),
    *("first_published_at", "last_published_at", "go_live_at", "expire_at"),
    *("seo_title", "search_description", "show_in_menus"),
)
STANDING = {
    "ignore": ("hold_reason", "kill_reason", "killed_by", "legal_removal"),
    "instants": ("embargoed_until",),
    "spent": ("embargoed_until",),
}
"""How a table of the gate's columns is watched: the words and names behind a standing are not for readers."""

watch(TreePage, only=TREE_COLUMNS, carry=("url_path",), instants=("expire_at",))
watch(Locale)
watch(Redirect, ignore=("automatically_created", "created_at"))
watch(HomePage, **STANDING)
watch(Section, **STANDING)
watch(PlainPage, **STANDING)
watch(Menu)
watch(TopLine)
watch(FootLine)
watch(Appearance)
watch(Stylesheet)


class PlainPages(Plates):
    name = "plain"
    asks = "judges the page"
    pattern = languages.pattern() + r"/[^/]+/"

    def urls(self) -> Iterator[str]:
        pages = PlainPage.objects.order_by("pk").values_list("locale__language_code", "url_path")
        return (address(language, path) for language, path in pages.iterator())

    def touched(self, change: Changed) -> Iterable[str]:
        if change.model is TreePage and TOP in change.values("depth"):
            return addresses_of(change)
        return address_of(change.pk) if change.model is PlainPage else ()

    def make(self, url: str) -> Result | None:
        return press(url, PlainPage, plain_pages.body)


class Redirects(Plates):
    """Where pages stood before they moved, and whatever the desk or an importer redirects."""

    name = "redirect"
    asks = "judges the page that it leads to"
    pattern = r"/(?!desk/|static/|media/|rails/|live/).+"
    order = 100  # a page that stands there goes before it

    def urls(self) -> Iterator[str]:
        return _urls(Redirect.objects.order_by("pk").values_list("old_path", flat=True).iterator())

    def touched(self, change: Changed) -> Iterable[str]:
        if change.model is Redirect:
            paths = change.values("old_path")
            return _urls({*paths, *onward.before(paths)})
        if change.model is TreePage and not change.touches("live", "url_path", "expire_at"):
            return ()
        return self._touched_by_page(change) if issubclass(change.model, TreePage) else ()

    def _touched_by_page(self, change: Changed) -> Iterator[str]:
        """What leads to it, and to where it stood and stands."""
        leading = _paths_leading_to(change.pk)
        places = addresses_of(change) if change.model is TreePage else address_of(change.pk)
        return _urls({*leading, *onward.before([*leading, *(unquote(url).rstrip("/") for url in places)])})

    def make(self, url: str) -> Result | None:
        found = onward.at(unquote(url).rstrip("/"))
        if found is None:
            return None
        if found["page"] is None:
            return Moved(found["link"], status_of(found)) if found["link"] else None
        there = whereabouts(found["page"])
        if there is None or there["url"] == url:
            return None
        if there["state"] == "killed":
            language = languages.split(url)[0]
            with translation.override(language):
                return Gone(gone(language, there["notice"]))
        return Moved(there["url"], status_of(found)) if there["state"] == "public" else None


def leading_to(page: int) -> Iterator[str]:
    """The URLs of the redirects to a page."""
    return _urls(_paths_leading_to(page))


def _paths_leading_to(page: int) -> list[str]:
    return list(Redirect.objects.filter(redirect_page=page).order_by("pk").values_list("old_path", flat=True))


def status_of(row: Redirection) -> int:
    return 301 if row["permanent"] else 302


def _urls(old_paths: Iterable[str]) -> Iterator[str]:
    """The canonical URLs of redirects; those that only a query string tells apart are none."""
    for path in old_paths:
        if "?" in path or path == "/":
            continue
        end = "" if "." in path.rpartition("/")[2] else "/"
        try:
            yield canonical((quote(path, safe=SAFE) + end).encode())
        except PathRefused:
            continue


class NotFound(Plates):
    name = "not-found"
    asks = "shows menus alone, whose selectors ask"
    pattern = languages.pattern() + r"/404\.html"
    bulk = False

    def urls(self) -> list[str]:
        return [f"{languages.prefix(language)}/404.html" for language in settings.PAPER_LANGUAGES]

    def make(self, url: str) -> Page:
        language = languages.split(url)[0]
        with translation.override(language):
            return Page(not_found(language))


class Assets(Plates):
    name = "static"
    asks = "shows nothing of the paper"
    pattern = assets.PATTERN
    lasting = True

    def urls(self) -> list[str]:
        return list(assets.all_files())

    def make(self, url: str) -> Page | None:
        body = assets.all_files().get(url)
        return Page(body) if body is not None else None


for kind in (PlainPages(), Redirects(), NotFound(), Assets(), LookPlates()):
    plates.register(kind)
