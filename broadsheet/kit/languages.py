"""Where a language's tree stands in the paper: the default one at `/`, others below `/<lang>/`."""

from __future__ import annotations

import re

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "ps", "yi", "dv", "ckb"})


def default() -> str:
    return str(settings.PAPER_LANGUAGES[0])


def choices() -> list[tuple[str, str]]:
    """The paper's languages with their names, for a form."""
    names = dict(settings.LANGUAGES)
    return [(language, str(names.get(language, language))) for language in settings.PAPER_LANGUAGES]


def further() -> list[tuple[str, str]]:
    """The same without the default one."""
    return choices()[1:]


def marked(text: str, language: str, page: str) -> SafeString:
    """Text in `language` for a page in another: it says which it is, and runs its own way."""
    if not text or language == page:
        return escape(text)
    return format_html('<span lang="{}" dir="{}">{}</span>', language, direction(language), text)


def own_name(language: str) -> str:
    """What its speakers call it: "Українська"; the tag itself where it is not known."""
    name = str(LANG_INFO.get(language, {}).get("name_local", language))
    return name[:1].upper() + name[1:]


def prefix(language: str) -> str:
    """`""` for the paper's default language, `"/uk"` for another."""
    return "" if language == default() else f"/{language}"


def split(url: str) -> tuple[str, str]:
    """(language, path below its tree): `/uk/news/` is ("uk", "/news/")."""
    for language in settings.PAPER_LANGUAGES[1:]:
        if url.startswith(f"/{language}/"):
            return language, url[len(language) + 1 :]
    return default(), url


def pattern() -> str:
    """A regular expression for the start of any canonical URL: "" or the prefix of a further language."""
    return f"(?:{'|'.join(re.escape(prefix(language)) for language in reversed(settings.PAPER_LANGUAGES))})"


def direction(language: str) -> str:
    """The `dir` of a text in this language (BCP 47 tag)."""
    return "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"
