"""The paper itself, for machines (schema.org: NewsMediaOrganization, WebSite)."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from broadsheet.kit import languages
from broadsheet.syndication import icons
from broadsheet.syndication.items import whole
from broadsheet.syndication.selectors import policies

Described = dict[str, Any]
"""An object of JSON-LD."""

PUBLISHER = "/#publisher"
_LARGEST = max(icons.LARGE)


def publisher(language: str) -> Described:
    """With the policies that readers of this language can read."""
    size = {"width": _LARGEST, "height": _LARGEST}
    return {
        "@type": "NewsMediaOrganization",
        "@id": whole(PUBLISHER),
        "name": settings.PAPER_NAME,
        "url": whole("/"),
        "logo": {"@type": "ImageObject", "url": whole(icons.LARGE[_LARGEST]), **size},
        **{name: whole(path) for name, path in sorted(policies(language).items())},
    }


def website(language: str) -> Described:
    home = f"{languages.prefix(language)}/"
    return {
        "@type": "WebSite",
        "@id": whole(f"{home}#website"),
        "url": whole(home),
        "name": settings.PAPER_NAME,
        "inLanguage": language,
        "publisher": {"@id": whole(PUBLISHER)},
    }


def breadcrumbs(language: str, *steps: tuple[str, str]) -> Described:
    """The way from the front; `steps` are (name, path), the page itself last."""
    way = [(settings.PAPER_NAME, f"{languages.prefix(language)}/"), *steps]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": whole(path)}
            for position, (name, path) in enumerate(way, start=1)
        ],
    }
