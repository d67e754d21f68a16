"""What the paper tells programs that come by: robots.txt, llms.txt, security.txt and the web manifest."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from urllib.parse import urljoin

from django.conf import settings
from django.utils.translation import gettext as _

from broadsheet.briefs import addresses
from broadsheet.kit import languages
from broadsheet.sections.around import Link, around
from broadsheet.syndication import icons, sitemaps
from broadsheet.syndication.channels import NAMES
from broadsheet.syndication.feed_text import line
from broadsheet.syndication.items import whole
from broadsheet.syndication.selectors import this_month

AI_CRAWLERS = (
    *("Amazonbot", "Applebot-Extended", "Bytespider", "CCBot", "ClaudeBot", "Claude-SearchBot", "Claude-User"),
    *("cohere-ai", "Diffbot", "Google-Extended", "GPTBot", "ChatGPT-User", "OAI-SearchBot"),
    *("Meta-ExternalAgent", "Meta-ExternalFetcher", "PerplexityBot", "Perplexity-User", "YouBot"),
)
"""Names under which programs fetch pages for language models."""
VALID_MONTHS = 6  # of security.txt, at least; RFC 9116 advises less than a year


def crawlers_allowed() -> bool:
    return bool(settings.PAPER_AI_CRAWLERS == "allow")


def robots() -> bytes:
    search = [f"Disallow: {languages.prefix(each)}/search/" for each in settings.PAPER_LANGUAGES]
    groups = [["User-agent: *", "Disallow: /desk/", "Disallow: /preview/", *search]]
    if not crawlers_allowed():
        groups.append([*(f"User-agent: {name}" for name in AI_CRAWLERS), "Disallow: /"])
    groups.append([f"Sitemap: {whole(path)}" for each in settings.PAPER_LANGUAGES for path in sitemaps.every(each)])
    return "\n".join("\n".join(group) + "\n" for group in groups).encode()


def llms(language: str) -> bytes:
    """Markdown as llmstxt.org describes it. The language is active."""
    menus = around(language)
    news: list[Link] = [{"title": _("News Feed"), "url": addresses.feed(language)}]
    feeds: list[Link] = [
        {"title": name, "url": f"{languages.prefix(language)}/{file}"} for file, name in NAMES.items()
    ]
    parts = [f"# {line(settings.PAPER_NAME)}", f"> {_about()}"]
    feeds.append({"title": _("Sitemap"), "url": languages.prefix(language) + sitemaps.INDEX})
    groups: list[tuple[str, list[Link]]] = [(_("Sections"), [*menus["sections"], *news])]
    groups += [(column["title"], column["links"]) for column in menus["columns"]]
    for title, found in (*groups, (_("Feeds"), feeds)):
        parts += [f"## {title}", "\n".join(_links(found))] if found else []
    return ("\n\n".join(parts) + "\n").encode()


def _about() -> str:
    return _(
        "An independent newsroom. Stories say who reported them, where claims come from, and what was corrected: "
        "please keep that together with what you quote, and link to the story."
    )


def _links(found: list[Link]) -> Iterator[str]:
    for link in found:
        title = line(link["title"]).replace("[", "\\[").replace("]", "\\]")
        yield f"- [{title}]({urljoin(settings.PAPER_BASE_URL, link['url'])})"


def security() -> bytes | None:
    """RFC 9116; None when the paper names nobody to write to."""
    if not settings.PAPER_SECURITY_CONTACT:
        return None
    lines = {
        "Contact": settings.PAPER_SECURITY_CONTACT,
        "Expires": f"{_expires().isoformat()}T00:00:00Z",
        "Preferred-Languages": ", ".join(settings.PAPER_LANGUAGES),
        "Canonical": whole("/.well-known/security.txt"),
    }
    return "".join(f"{name}: {value}\n" for name, value in lines.items()).encode()


def _expires() -> date:
    """The first of a month; it moves on with the months, long before it comes."""
    year, month = (int(part) for part in this_month().split("-"))
    months = year * 12 + month + VALID_MONTHS
    return date(months // 12, months % 12 + 1, 1)


def manifest() -> bytes:
    language, (spot, paper) = languages.default(), icons.colours()
    large = [{"src": path, "sizes": f"{size}x{size}", "type": "image/png"} for size, path in icons.LARGE.items()]
    about = {
        "name": settings.PAPER_NAME,
        "short_name": settings.PAPER_NAME,
        "lang": language,
        "dir": languages.direction(language),
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        "background_color": paper,
        "theme_color": spot,
        "icons": [{"src": icons.SVG, "sizes": "any", "type": "image/svg+xml"}, *large],
    }
    return json.dumps(about, ensure_ascii=False, indent=1).encode()
