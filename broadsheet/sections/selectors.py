"""What plates ask about the tree of pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypedDict

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page

from broadsheet.kit import clock
from broadsheet.press import rows
from broadsheet.press.selectors import Arguments, selector
from broadsheet.press.watch import Changed
from broadsheet.release import gate
from broadsheet.sections.addresses import address
from broadsheet.sections.models import HomePage, PlainPage, Section

HOME, TOP = 2, 3  # depth in the tree: home pages; sections and plain pages


class Trees(TypedDict):
    languages: dict[str, str]
    homes: dict[str, str]


def _depth(change: Changed) -> set[int]:
    return change.values("depth")


def page_row(pk: int) -> dict[str, Any]:
    """What decides where a page's changes reach, for changes of its other tables; {} when it is gone."""
    columns = ("url_path", "path", "depth", "locale_id", "translation_key", "first_published_at")
    return Page.objects.filter(pk=pk).values(*columns).first() or {}


@selector(
    "sections.trees",
    {Locale: lambda change: [()], Page: lambda change: [()] if HOME in _depth(change) else []},
)
def trees() -> Trees:
    """Languages by locale (keys as text) and the home page's `url_path` by language."""
    languages = dict(Locale.objects.order_by("pk").values_list("pk", "language_code"))
    homes = Page.objects.filter(depth=HOME, content_type=ContentType.objects.get_for_model(HomePage))
    return {
        "languages": {str(pk): code for pk, code in languages.items()},
        "homes": {languages[pk]: path for pk, path in homes.order_by("-pk").values_list("locale_id", "url_path")},
    }


def known_trees() -> Trees:
    """The same for code that works out what a change touches: once a run, and no dependency."""
    found: Trees = rows.remember("sections.trees", trees.select)
    return found


def language_of(locale_id: int) -> str:
    return trees()["languages"][str(locale_id)]


def addresses_of(change: Changed) -> set[str]:
    """Public URLs that a page had and has; of a changed row of Wagtail's own page table."""
    languages, found = known_trees()["languages"], set()
    for state in (change.before, change.after):
        language = languages.get(str(state["locale_id"])) if state else None
        if state and language and state["depth"] >= HOME:
            found.add(address(language, state["url_path"]))
    return found


def address_of(pk: int) -> set[str]:
    """The public URL of a page, as a set of one or none; for changes of its other tables."""
    row = page_row(pk)
    language = known_trees()["languages"].get(str(row.get("locale_id")))
    return {address(language, row["url_path"])} if language and row["depth"] >= HOME else set()


@selector("sections.page_at", {Page: lambda change: change.each("url_path")})
def page_at(url_path: str) -> tuple[int, str] | None:
    """(primary key, "app.model") of the page there. `url_path` has no index, the slug has."""
    return pages_at([url_path]).get(url_path)


def pages_at(url_paths: Iterable[str]) -> dict[str, tuple[int, str]]:
    """The same for many, those left out where nothing is."""
    paths = set(url_paths)
    slugs = {path.rstrip("/").rpartition("/")[2] for path in paths}
    rows_there = Page.objects.filter(slug__in=slugs, url_path__in=paths)
    found = {}
    for path, pk, content_type in rows_there.order_by().values_list("url_path", "pk", "content_type_id"):
        kind = ContentType.objects.get_for_id(content_type)
        found[path] = (pk, f"{kind.app_label}.{kind.model}")
    return found


# -- one page, seen from another


class Whereabouts(TypedDict):
    """`notice`: what its address says once it is killed (release.models.Notice)."""

    url: str
    state: str
    notice: str


def _itself(change: Changed) -> list[Arguments]:
    return [(change.pk,)]


@selector(
    "sections.whereabouts",
    {Page: _itself, HomePage: _itself, Section: _itself, PlainPage: _itself},
)
def whereabouts(pk: int) -> Whereabouts | None:
    """Where a page of any kind stands, and whether it is "public", "killed" or "hidden". Higher rooms with page
    types of their own add them by `seen`."""
    page = Page.objects.filter(pk=pk).specific().first()
    if page is None or page.depth < HOME or not hasattr(page, "own_verdict"):
        return None
    verdict = gate.verdict(page, clock.now())
    state = "public" if verdict.public else "killed" if verdict.killed else "hidden"
    return {"url": address(page.locale.language_code, page.url_path), "state": state, "notice": page.kill_notice}


def public_url(pk: int) -> str | None:
    """The address of a page that readers can have now."""
    found = whereabouts(pk)
    return found["url"] if found and found["state"] == "public" else None


# -- translations


def _translations_of_page(change: Changed) -> set[Arguments]:
    return {(str(key),) for key in change.values("translation_key")}


def _translations_of_row(change: Changed) -> set[Arguments]:
    row = page_row(change.pk)
    return {(str(row["translation_key"]),)} if row else set()


@selector(
    "sections.translations",
    {
        Page: _translations_of_page,
        HomePage: _translations_of_row,
        Section: _translations_of_row,
        PlainPage: _translations_of_row,
    },
)
def translations(key: str) -> list[tuple[str, str]]:
    """(language, URL) of each public page with this translation key, itself included, in the paper's order."""
    pages = Page.objects.filter(translation_key=key).select_related("locale").specific()
    now, order = clock.now(), list(settings.PAPER_LANGUAGES)
    found = [
        (page.locale.language_code, address(page.locale.language_code, page.url_path))
        for page in pages
        if hasattr(page, "own_verdict") and gate.verdict(page, now).public
    ]
    return sorted((pair for pair in found if pair[0] in order), key=lambda pair: order.index(pair[0]))


@selector("sections.has_translations", {Page: _translations_of_page})
def has_translations(key: str) -> bool:
    """Whether more than one page has this translation key: most have none, and that is cheaply known."""
    return Page.objects.filter(translation_key=key).count() > 1


def prepare_translations(keys: Iterable[str]) -> None:
    """Read together what `alternates` will ask for each of these translation keys."""
    if len(settings.PAPER_LANGUAGES) < 2:
        return
    wanted = list(keys)
    counted = Page.objects.filter(translation_key__in=wanted).order_by().values("translation_key")
    shared = counted.annotate(pages=Count("pk")).filter(pages__gt=1)
    several = {str(key) for key in shared.values_list("translation_key", flat=True)}
    has_translations.prime({(key,): key in several for key in wanted})


def alternates(key: Any) -> list[tuple[str, str]]:
    """The translations to link to; nothing in a paper of one language, and nothing when there is but one."""
    if len(settings.PAPER_LANGUAGES) < 2:
        return []
    found = translations(str(key)) if has_translations(str(key)) else []
    return [(language, url) for language, url in found] if len(found) > 1 else []


def seen(model: Any) -> None:
    """Let the selectors here know of another type of page, whose own table has the gate's columns."""
    whereabouts.touched_by[model] = _itself
    translations.touched_by[model] = _translations_of_row


# -- redirects


class Redirection(TypedDict):
    page: int | None
    link: str
    permanent: bool


@selector("sections.redirect", {Redirect: lambda change: change.each("old_path")})
def redirect(old_path: str) -> Redirection | None:
    """What the desk, or a move, has put at a path that has no page (decoded, no slash at its end)."""
    found = Redirect.objects.filter(old_path=old_path).order_by("pk").first()
    if found is None:
        return None
    return {"page": found.redirect_page_id, "link": found.redirect_link, "permanent": found.is_permanent}
