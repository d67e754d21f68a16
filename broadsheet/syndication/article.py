"""A story for machines (schema.org: NewsArticle), made of the same rows as its page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from urllib.parse import urlsplit

from broadsheet.design.times import machine
from broadsheet.people.models import Role
from broadsheet.pictures.figures import Figure
from broadsheet.sections.addresses import address
from broadsheet.sourcing.selectors import described
from broadsheet.stories.claimed import told
from broadsheet.stories.corrections import Corrected, corrections
from broadsheet.stories.headlines import headline, is_retracted
from broadsheet.stories.models import StoryPage
from broadsheet.stories.selectors import Attached, Claimed, Known, attached, section_of
from broadsheet.syndication.feed_text import line
from broadsheet.syndication.items import Named, authors, hero_of, people, topics, updated, whole
from broadsheet.syndication.organization import Described, breadcrumbs, publisher
from broadsheet.updates.models import Update
from broadsheet.updates.selectors import RAIL, live_story, public

OTHERS = {
    "editor": (Role.EDITED,),
    "translator": (Role.TRANSLATED,),
    "contributor": (Role.PHOTOGRAPHED, Role.ILLUSTRATED),
}
"""{property: roles of the byline that are not its authors}."""
_HEADLINE = 110  # letters that search engines show of one


_MORE: dict[str, Callable[[StoryPage], Described]] = {}


def also(name: str, more: Callable[[StoryPage], Described]) -> None:
    """Let a higher room add properties to the article: what `more` returns."""
    _MORE[name] = more


def graph(story: StoryPage) -> list[Described]:
    """The story and the way to it. The caller has asked the gate about the story."""
    language, path = story.language, address(story.language, story.url_path)
    section = section_of(story)
    steps = [(section["title"], section["url"])] if section else []
    return [article(story, language, whole(path)), breadcrumbs(language, *steps, (line(headline(story)), path))]


def article(story: StoryPage, language: str, url: str) -> Described:
    about, section = attached(story.pk), section_of(story)
    hero = hero_of(story)
    paper = publisher(language)
    names = authors(about, language)
    found: Described = {
        "@type": "NewsArticle",
        "@id": f"{url}#article",
        "mainEntityOfPage": {"@type": "WebPage", "@id": url},
        "url": url,
        "headline": line(headline(story)),
        "creativeWorkStatus": "Retracted" if is_retracted(story.pk) else "",
        "description": line(story.standfirst),
        "image": [image(hero)] if hero else [],
        **_dates(story),
        "author": [person(name) for name in names]
        or [{name: paper[name] for name in ("@type", "@id", "name", "url")}],
        **_others(about, language),
        "publisher": paper,
        "articleSection": section["title"] if section else "",
        "dateline": line(story.dateline),
        "inLanguage": language,
        "isAccessibleForFree": True,
        "keywords": [topic.name for topic in topics(about, language)],
        "citation": list(citations(story, about, language)),
        "correction": [correction(each) for each in corrections(story.pk)],
    }
    for more in _MORE.values():
        found |= more(story)
    found |= _live(story, url)
    return {name: value for name, value in found.items() if value not in ("", [])}


def _live(story: StoryPage, url: str) -> Described:
    """What makes the article of a live story a LiveBlogPosting as well."""
    running = live_story(story.pk)
    if running is None:
        return {}
    updates = public(story.pk, RAIL)  # machines come back; the page has them all
    found: Described = {
        "@type": ["NewsArticle", "LiveBlogPosting"],
        "coverageStartTime": running["begun"],
        "coverageEndTime": running["ended"],
        "liveBlogUpdate": [_update(each, url) for each in updates],
    }
    if updates and story.published_at is not None:
        last = max(updated(story, story.published_at), *(each.at for each in updates))
        found["dateModified"] = machine(last)
    return found


def _update(of: Update, url: str) -> Described:
    return {
        "@type": "BlogPosting",
        "@id": f"{url}#update-{of.pk}",
        "url": f"{url}#update-{of.pk}",
        "headline": _short(line(of.headline or of.text)),
        "datePublished": machine(of.at),
        **({"author": {"@type": "Person", "name": of.byline}} if of.byline else {}),
        "articleBody": "\n\n".join(of.paragraphs),
    }


def _short(text: str) -> str:
    """As long as a headline may be, to the end of a word."""
    return text if len(text) <= _HEADLINE else text[:_HEADLINE].rsplit(" ", 1)[0]


def _dates(story: StoryPage) -> Described:
    published = story.published_at
    if published is None:
        return {}
    return {"datePublished": machine(published), "dateModified": machine(updated(story, published))}


def person(of: Named) -> Described:
    return {"@type": "Person", "@id": f"{of.url}#person", "name": of.name, "url": of.url}


def _others(about: Attached, language: str) -> Described:
    found = {name: people(about, language, roles) for name, roles in OTHERS.items()}
    return {name: [person(each) for each in some] for name, some in found.items() if some}


def image(of: Figure) -> Described:
    found: Described = {
        "@type": "ImageObject",
        "url": whole(of.url),
        "contentUrl": whole(of.url),
        "width": of.width,
        "height": of.height,
        "caption": line(of.caption),
        "creditText": of.credit,
        "creator": {"@type": "Person", "name": of.creator} if of.creator else "",
        "copyrightNotice": of.copyright_notice,
        "license": _licence(of.licence),
    }
    return {name: value for name, value in found.items() if value != ""}


def _licence(words: str) -> str | Described:
    """Its address, or a work of that name: schema.org takes no plain words."""
    if not words or urlsplit(words).scheme in ("http", "https"):
        return words
    return {"@type": "CreativeWork", "name": words}


def correction(of: Corrected) -> Described:
    text = line(of["text"])
    return {"@type": "CorrectionComment", "text": text, "datePublished": of["at"]}


# -- where it comes from


def citations(story: StoryPage, about: Attached, language: str) -> Iterator[Described]:
    """Through whom quotes and claims reached the paper, and what "How we know this" names: each once, as the page
    says it."""
    seen = set()
    quotes = (block["value"] for block in story.body.raw_data if block["type"] == "quote")
    claims = told(about["claims"], story)
    for name, link in (*_quoted(quotes, language), *_known(about["evidence"], language), *_claimed(claims, language)):
        if (name or link) and (name, link) not in seen:
            seen.add((name, link))
            found = {"@type": "CreativeWork", "name": name, "url": link}
            yield {key: value for key, value in found.items() if value}


def _known(rows: Iterable[Known], language: str) -> Iterator[tuple[str, str]]:
    """Sources and links alone: who is not named stays so."""
    for row in rows:
        source = described(row["source_id"], language) if row["source_id"] else None
        name = source["name"] if source else row["link_text"] if row["link"] else ""
        yield line(name), row["link"] or (source["link"] if source else "")


def _claimed(rows: Iterable[Claimed], language: str) -> Iterator[tuple[str, str]]:
    """Sources and links of the claims that readers are told of."""
    for row in rows:
        source = described(row["source_id"], language) if row["source_id"] else None
        yield line(source["name"]) if source else "", row["link"] or (source["link"] if source else "")


def _quoted(values: Iterable[Described], language: str) -> Iterator[tuple[str, str]]:
    for value in values:
        source = described(value["source"], language) if value.get("source") else None
        name = value.get("reported_by") or (source["name"] if source else "")
        yield line(name), value.get("link") or (source["link"] if source else "")
