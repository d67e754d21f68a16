"""What feeds and sitemaps ask the database for, and which change can alter the answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, TypedDict

from django.conf import settings
from django.db.models import Exists, Max, Model, OuterRef, Q, QuerySet
from wagtail.models import Locale, Page

from broadsheet.design.times import machine
from broadsheet.kit import clock
from broadsheet.pictures.files import files
from broadsheet.pictures.models import Picture
from broadsheet.press import rows
from broadsheet.press.ageing import ages
from broadsheet.press.consequences import GATE_COLUMNS
from broadsheet.press.selectors import Arguments, Touches, selector
from broadsheet.press.watch import Changed
from broadsheet.release import gate
from broadsheet.release.models import public_q
from broadsheet.sections.addresses import address
from broadsheet.sections.models import HomePage, PlainPage, Section
from broadsheet.sections.selectors import HOME, TOP, page_row
from broadsheet.stories.cards import title_of
from broadsheet.stories.listings import places
from broadsheet.stories.models import Correction, CorrectionKind, Shelf, Shelved, StoryPage
from broadsheet.stories.newest import newest_public, published_pages
from broadsheet.syndication.items import HERO

NEWEST = 50  # stories in the feed of a whole language
A_PART = 5_000  # addresses in one file of the sitemap
NEWS = timedelta(days=2)  # how long a story is news to the sitemap of news
MOST_NEWS = 1_000
STORY = 4  # depth in the tree


def _languages_of_page(change: Changed) -> Iterable[Arguments]:
    if STORY not in change.values("depth"):
        return []
    return {(code,) for locale in change.values("locale_id") if (code := _language(locale))}


def _languages_of_story(change: Changed) -> Iterable[Arguments]:
    if not change.touches(*GATE_COLUMNS & set(change.after or ())):
        return []
    locale = rows.remember(("syndication.locale", change.pk), lambda: page_row(change.pk).get("locale_id"))
    return [(code,)] if (code := _language(locale)) else []


def _languages_of_corrected(change: Changed) -> Iterable[Arguments]:
    stories = Page.objects.filter(pk__in=change.values("story_id"))
    return set(stories.values_list("locale__language_code"))


def _language(locale: int | None) -> str | None:
    found: dict[int, str] = rows.remember(
        "syndication.locales", lambda: dict(Locale.objects.values_list("pk", "language_code"))
    )
    return found.get(locale or 0)


# -- the newest


@selector("syndication.newest", {Page: _languages_of_page, StoryPage: _languages_of_story}, patient=True)
def newest(language: str) -> list[int]:
    """Keys of the newest public stories of a language."""
    return newest_public(language, NEWEST)


# -- sitemaps: months


class Entry(TypedDict):
    """`url` and `alternates` (language, path) are paths; `image` is one or ""."""

    url: str
    modified: str
    image: str
    alternates: list[tuple[str, str]]


def months_touched(change: Changed) -> set[tuple[str, int]]:
    """(language, month) of each part of the sitemap that the change may reach, by a story or a translation of it."""
    if change.model is Picture:
        return _months_of(_showing(change.pk))
    if change.model is Shelved:
        return {(language, month) for shelf, _, language, month in places(change) if shelf == Shelf.SECTION}
    if change.model is Correction:
        return _months_of(list(change.values("story_id")))
    if not change.touches(*_TELLING & set(change.after or ())):
        return set()
    if change.model is Page and STORY not in change.values("depth"):
        return set()
    found: set[tuple[str, int]] = rows.remember(
        ("syndication.months", change.model, change.pk), lambda: _months_of(_family(change))
    )
    return found


_TELLING = GATE_COLUMNS | {"url_path", "hero_id", "translation_key", "first_published_at", "last_published_at"}


def _showing(picture: int) -> list[int]:
    return list(StoryPage.objects.filter(hero=picture).values_list("pk", flat=True))


def _family(change: Changed) -> list[int]:
    """A story and its translations: each names the others."""
    if len(settings.PAPER_LANGUAGES) < 2:
        return [change.pk]
    keys = change.values("translation_key") if change.model is Page else set()
    keys |= set(Page.objects.filter(pk=change.pk).values_list("translation_key", flat=True))
    return list(Page.objects.filter(translation_key__in=keys).values_list("pk", flat=True))


def _months_of(stories: list[int]) -> set[tuple[str, int]]:
    shelved = Shelved.objects.filter(shelf=Shelf.SECTION, story__in=stories)
    return set(shelved.values_list("language", "month"))


def _shelved(language: str) -> QuerySet[Shelved]:
    """Each published story of a language once: every story stands in one section. (Naming the sections lets the
    database go along the index of shelves.)"""
    sections = Section.objects.filter(locale__language_code=language).values("pk")
    return Shelved.objects.filter(shelf=Shelf.SECTION, key__in=sections, language=language)


def shelved(language: str, month: int) -> QuerySet[Shelved]:
    """Those of a month, public or not."""
    return _shelved(language).filter(month=month)


def _languages_shelved(change: Changed) -> set[Arguments]:
    return {(language,) for shelf, _, language, _ in places(change) if shelf == Shelf.SECTION}


def _parts(change: Changed) -> set[Arguments]:
    return {(language, month) for shelf, _, language, month in places(change) if shelf == Shelf.SECTION}


@selector("syndication.months", dict.fromkeys((Shelved, StoryPage, Page), _languages_shelved), patient=True)
def months(language: str) -> list[int]:
    """The months in which something was published, public or not, the newest first: 202611."""
    return list(_shelved(language).values_list("month", flat=True).distinct().order_by("-month"))


@selector("syndication.parts", dict.fromkeys((Shelved, StoryPage, Page), _parts), patient=True)
def parts(language: str, month: int) -> int:
    """How many parts a month has."""
    return -(-_public(language, month).count() // A_PART)


def _public(language: str, month: int) -> QuerySet[Shelved]:
    return shelved(language, month).filter(public_q(clock.now(), "story__"))


@selector(
    "syndication.month", dict.fromkeys((Shelved, StoryPage, Page, Picture, Correction), months_touched), patient=True
)
def month(language: str, number: int) -> list[Entry]:
    """The public stories of a month, the oldest first, which keeps all parts but the last as they are."""
    columns = ("story_id", "story__url_path", "story__last_published_at", "story__hero_id", "story__translation_key")
    found = list(_public(language, number).order_by("published_at", "story_id").values_list(*columns, "published_at"))
    images = _images({row[3] for row in found if row[3]})
    others = _translations([row[4] for row in found])
    corrected = _corrected(language, number)
    return [
        {
            "url": address(language, url_path),
            "modified": machine(max(at for at in (changed, published, corrected.get(story)) if at)),
            "image": images.get(hero, ""),
            "alternates": others.get(key, []),
        }
        for story, url_path, changed, hero, key, published in found
    ]


def _corrected(language: str, month: int) -> dict[int, datetime]:
    """{story: when it was last corrected} of those that were."""
    stories = shelved(language, month).values("story")
    return dict(Correction.objects.filter(story__in=stories).values_list("story").annotate(Max("at")))


def _images(keys: set[int]) -> dict[int, str]:
    """{picture: path of its largest JPEG} of those that may be shown. (That the file is there the head of the
    story's page sees to.)"""
    found: dict[int, str] = {}
    wanted = sorted(keys)
    for start in range(0, len(wanted), 400):
        for picture in Picture.objects.filter(pk__in=wanted[start : start + 400]):
            if gate.verdict(picture, clock.now()).public and not picture.damage:
                found[picture.pk] = files(picture, HERO)[-1].url
    return found


def _translations(keys: list[Any]) -> dict[Any, list[tuple[str, str]]]:
    """{translation key: (language, path) of each public story with it}, of those that are more than one."""
    order = list(settings.PAPER_LANGUAGES)
    if len(order) < 2:
        return {}
    found: dict[Any, list[tuple[str, str]]] = defaultdict(list)
    for start in range(0, len(keys), 400):
        public = StoryPage.objects.filter(public_q(clock.now()), translation_key__in=keys[start : start + 400])
        columns = public.order_by().values_list("translation_key", "locale__language_code", "url_path")
        for key, language, url_path in columns:
            found[key].append((language, address(language, url_path)))
    return {
        key: sorted(pages, key=lambda page: order.index(page[0])) for key, pages in found.items() if len(pages) > 1
    }


# -- sitemaps: other pages


def _languages_of_others(change: Changed) -> set[Arguments]:
    if not {HOME, TOP} & change.values("depth"):
        return set()
    return {(code,) for locale in change.values("locale_id") if (code := _language(locale))}


def _language_of_row(change: Changed) -> set[Arguments]:
    code = _language(page_row(change.pk).get("locale_id"))
    return {(code,)} if code else set()


_OTHERS: dict[type[Model], Touches] = {Page: _languages_of_others}
_OTHERS |= dict.fromkeys((HomePage, Section, PlainPage), _language_of_row)


@selector("syndication.pages", _OTHERS, patient=True)
def pages(language: str) -> list[tuple[str, str, str]]:
    """(path, modified, translation key) of a language's front, sections and plain pages, as far as they are public.
    When a front was changed says nothing of what is on it, so plain pages alone are dated."""
    return [
        (address(language, url_path), machine(at) if model is PlainPage and at else "", str(key))
        for model in (HomePage, Section, PlainPage)
        for url_path, at, key in _public_pages(model, language)
    ]


def _public_pages(model: type[Model], language: str) -> QuerySet[Any, tuple[Any, ...]]:
    found = model._default_manager.filter(public_q(clock.now()), locale__language_code=language, depth__gte=HOME)
    return found.order_by("path").values_list("url_path", "last_published_at", "translation_key")


# -- the sitemap of news


class News(TypedDict):
    """`published` is RFC 3339; `url` a path."""

    url: str
    title: str
    published: str


@selector(
    "syndication.news",
    {Page: _languages_of_page, StoryPage: _languages_of_story, Correction: _languages_of_corrected},
    patient=True,
)
def news(language: str) -> list[News]:
    """The public stories of the last two days, the newest first."""
    fresh = published_pages(language).filter(first_published_at__gt=clock.now() - NEWS)
    keys = list(fresh[: 2 * MOST_NEWS])
    columns = ("pk", "url_path", "title", "first_published_at", "retracted")
    retraction = Correction.objects.filter(story=OuterRef("pk"), kind=CorrectionKind.RETRACTION)
    found: dict[int, News] = {}
    for start in range(0, len(keys), 400):
        public = StoryPage.objects.filter(public_q(clock.now()), pk__in=keys[start : start + 400])
        for pk, url_path, title, at, retracted in public.annotate(retracted=Exists(retraction)).values_list(*columns):
            shown = title_of(language, title, retracted=retracted)
            found[pk] = {"url": address(language, url_path), "title": shown, "published": machine(at)}
    return [found[key] for key in keys if key in found][:MOST_NEWS]


@selector("syndication.this_month", {})
def this_month() -> str:
    """`2026-11`, on the paper's clock."""
    return f"{clock.local(clock.now()):%Y-%m}"


ages(news)
ages(this_month)


# -- the paper's policies

POLICIES = {
    "publishingPrinciples": ("publishing-principles", "principles", "standards", "editorial-standards"),
    "ethicsPolicy": ("ethics", "ethics-policy", "code-of-ethics"),
    "correctionsPolicy": ("corrections-policy", "how-we-correct"),
    "verificationFactCheckingPolicy": ("fact-checking", "verification", "how-we-check"),
    "unnamedSourcesPolicy": ("unnamed-sources", "unnamed-sources-policy", "anonymous-sources"),
    "diversityPolicy": ("diversity", "diversity-policy"),
    "actionableFeedbackPolicy": ("contact", "contact-us", "feedback"),
    "ownershipFundingInfo": ("ownership", "ownership-and-funding", "funding"),
    "masthead": ("masthead", "staff", "team"),
}
"""{property of schema.org's NewsMediaOrganization: slugs of the plain page that it is, in the first language}."""


def _every_language(change: Changed) -> list[Arguments]:
    if change.model is Page and TOP not in change.values("depth"):
        return []
    return [(language,) for language in settings.PAPER_LANGUAGES]


@selector("syndication.policies", {Page: _every_language, PlainPage: _every_language})
def policies(language: str) -> dict[str, str]:
    """{property: path} of the policies that are public in a language. A page of a further language is known by its
    slug or by that of the page that it translates."""
    slugs = [slug for names in POLICIES.values() for slug in names]
    first = PlainPage.objects.filter(locale__language_code=settings.PAPER_LANGUAGES[0], slug__in=slugs)
    slug_of = dict(first.values_list("translation_key", "slug"))
    named = Q(slug__in=slugs) | Q(translation_key__in=list(slug_of))
    public = PlainPage.objects.filter(named, public_q(clock.now()), locale__language_code=language, depth=TOP)
    found: dict[str, str] = {}
    for key, slug, url_path in public.order_by("path").values_list("translation_key", "slug", "url_path"):
        for name, slugs_of in POLICIES.items():
            if slug in slugs_of or slug_of.get(key) in slugs_of:
                found.setdefault(name, address(language, url_path))
    return found
