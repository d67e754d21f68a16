"""Public addresses of pages, worked out from a row alone.

A page's `url_path` in Wagtail's tree begins with the slug of its language's home page, which readers never see:
`/home-uk/svit/port/` in Ukrainian is `/uk/svit/port/`. Addresses are percent-encoded as the press folder has
them (folder.canonical).
"""

from __future__ import annotations

from urllib.parse import quote, unquote

from broadsheet.kit import languages

SAFE = "-._~!$&'()*+,;=:@/"


def address(language: str, url_path: str) -> str:
    """The public path of the page with this `url_path` in the tree of `language`."""
    below = url_path.split("/", 2)[2]
    return f"{languages.prefix(language)}/{quote(below, safe=SAFE)}"


def path(language: str, *names: str) -> str:
    """The public path of something that is no page of the tree: `path("uk", "topics", "порт")`."""
    return f"{languages.prefix(language)}/{'/'.join(quote(name, safe=SAFE) for name in names)}/"


def within(url: str) -> tuple[str, str]:
    """(language, decoded path below the home page, without the first slash): `/uk/%D0%BF/` is ("uk", "п/")."""
    language, path = languages.split(url)
    return language, unquote(path)[1:]
