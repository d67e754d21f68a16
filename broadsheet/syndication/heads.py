"""What the heads of pages say to machines: JSON-LD, Open Graph, feeds, icons."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from broadsheet.design.frame import FRONT_HEAD
from broadsheet.design.times import machine
from broadsheet.kit import languages
from broadsheet.release.registries import slots
from broadsheet.sections.addresses import address
from broadsheet.sections.frame import FOOT
from broadsheet.sections.frame import HEAD as PAGE_HEAD
from broadsheet.stories.headlines import headline
from broadsheet.stories.listing_pages import HEAD as LIST_HEAD
from broadsheet.stories.listing_pages import Owner
from broadsheet.stories.listings import Address
from broadsheet.stories.models import Shelf, StoryPage
from broadsheet.stories.pages import HEAD as STORY_HEAD
from broadsheet.stories.selectors import attached, section_of
from broadsheet.syndication import article, icons, oembed
from broadsheet.syndication.channels import links
from broadsheet.syndication.feed_text import line
from broadsheet.syndication.items import Picture, authors, hero_of, picture, topics, updated, whole
from broadsheet.syndication.organization import PUBLISHER, Described, breadcrumbs, publisher, website

FEED_NAMES = {"rss.xml": "RSS", "atom.xml": "Atom", "feed.json": "JSON Feed"}
CARD = 1200  # pixels of the picture that other sites show of a story
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def json_ld(graph: Iterable[Described]) -> SafeString:
    """A data block whose JSON can end no element and begin no comment."""
    whole_graph = {"@context": "https://schema.org", "@graph": list(graph)}
    text = json.dumps(whole_graph, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>\n')  # noqa: S308  (escaped in the line above)


def metas(properties: Iterable[tuple[str, str]]) -> SafeString:
    """`<meta>` for each that has a value. Open Graph has properties, Twitter names."""
    rows = (("name" if key.startswith("twitter:") else "property", key, value) for key, value in properties if value)
    return format_html_join("", '<meta {}="{}" content="{}">\n', rows)


def feeds(front: str, title: str) -> SafeString:
    """Links to the feeds of what stands at `front`."""
    rows = ((kind, each.name, each.url) for kind, each in links(front, title))
    return format_html_join("", '<link rel="alternate" type="{}" title="{}" href="{}">\n', rows)


# -- every page


def of_page(language: str) -> SafeString:
    return format_html(
        '<link rel="icon" href="{}" sizes="32x32">\n<link rel="icon" href="{}" type="image/svg+xml">\n'
        '<link rel="apple-touch-icon" href="{}">\n<link rel="manifest" href="/manifest.webmanifest">\n{}',
        *(icons.ICO, icons.SVG, icons.TOUCH, feeds(f"{languages.prefix(language)}/", settings.PAPER_NAME)),
    )


def in_footer(language: str) -> SafeString:
    """What a reader may want of the paper and finds on no menu: its corrections and its feeds."""
    front = f"{languages.prefix(language)}/"
    link = '<a class="tap" href="{}">{}</a>'
    found = [format_html(link, front + file, name) for file, name in FEED_NAMES.items()]
    corrections = format_html(link, f"{front}corrections/", _("Corrections"))
    return format_html('<p class="wide">{} · {}</p>\n', corrections, SafeString(" · ".join(found)))


# -- stories


def of_story(story: StoryPage) -> SafeString:
    language, path = story.language, address(story.language, story.url_path)
    embed = format_html(
        '<link rel="alternate" type="{}" title="{}" href="{}">\n',
        *(oembed.TYPE, line(headline(story)), whole(path + oembed.FILE)),
    )
    return metas(_open_graph(story, language)) + embed + json_ld(article.graph(story))


def _open_graph(story: StoryPage, language: str) -> Iterator[tuple[str, str]]:
    yield "og:type", "article"
    yield "og:locale", _territory(language)
    hero = hero_of(story, widest=CARD)
    if hero is not None:
        yield from _pictured(picture(hero))
    if (published := story.published_at) is not None:
        yield "article:published_time", machine(published)
        yield "article:modified_time", machine(updated(story, published))
    about, section = attached(story.pk), section_of(story)
    for author in authors(about, language):
        yield "article:author", author.url
    yield "article:section", section["title"] if section else ""
    for topic in topics(about, language):
        yield "article:tag", topic.name
    yield "twitter:card", "summary_large_image" if hero is not None else "summary"


def _pictured(of: Picture) -> Iterator[tuple[str, str]]:
    yield "og:image", of.url
    yield "og:image:type", of.type
    yield "og:image:width", str(of.width)
    yield "og:image:height", str(of.height)
    yield "og:image:alt", line(of.alt)


def _territory(language: str) -> str:
    """`pt_BR`; "" where the tag names no territory, which Open Graph demands."""
    locale = translation.to_locale(language)
    return locale if "_" in locale and len(locale.rpartition("_")[2]) == 2 else ""


# -- fronts and lists


def of_front(language: str) -> SafeString:
    icon = [("og:type", "website"), ("og:locale", _territory(language)), ("og:image", whole(icons.LARGE[512]))]
    return metas([*icon, ("twitter:card", "summary")]) + json_ld([publisher(language), website(language)])


def of_list(at: Address, owner: Owner) -> SafeString:
    title = f"{owner.title} | {settings.PAPER_NAME}"
    kind = "profile" if owner.shelf == Shelf.PERSON else "website"
    metadata = metas([("og:type", kind), ("og:locale", _territory(at.language)), ("twitter:card", "summary")])
    return metadata + feeds(at.front, title) + json_ld(_list_graph(at, owner))


def _list_graph(at: Address, owner: Owner) -> list[Described]:
    page: Described = {
        "@type": "ProfilePage" if owner.shelf == Shelf.PERSON else "CollectionPage",
        "@id": whole(at.front),
        "url": whole(at.front),
        "name": owner.title,
        "inLanguage": at.language,
        "isPartOf": website(at.language),
    }
    if owner.introduction:
        page["description"] = owner.introduction
    if owner.shelf == Shelf.TOPIC:
        page["about"] = {"@type": "Thing", "name": owner.title}
    if owner.person is not None:
        page["mainEntity"] = _profile(at, owner)
    return [page, breadcrumbs(at.language, (owner.title, at.front))]


def _profile(at: Address, owner: Owner) -> Described:
    about: Described = {
        "@type": "Person",
        "@id": f"{whole(at.front)}#person",
        "name": owner.title,
        "url": whole(at.front),
        "worksFor": {"@type": "NewsMediaOrganization", "@id": whole(PUBLISHER), "name": settings.PAPER_NAME},
    }
    if owner.person is not None and owner.person.plain:
        about["description"] = owner.person.plain
    if owner.person is not None and owner.person.email:
        about["email"] = owner.person.email
    return about


slots.register(PAGE_HEAD, "syndication", of_page)
slots.register(FOOT, "syndication", in_footer)
slots.register(STORY_HEAD, "syndication", of_story)
slots.register(LIST_HEAD, "syndication", of_list)
slots.register(FRONT_HEAD, "syndication", of_front)
