"""Where a redirect leads in the end: one that leads to another is a step for readers, and a circle has no end."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.forms import RedirectForm
from wagtail.contrib.redirects.models import Redirect

from broadsheet.press import rows
from broadsheet.sections.addresses import within
from broadsheet.sections.selectors import Redirection, page_at, redirect, trees, whereabouts

STEPS = 5
"""So many redirects may follow upon one; what goes on longer leads nowhere."""
SELDOM, FEW = 16, 8
"""To look through a hundred thousand links for some words takes the database 0.04 s, to read them all 0.8 s."""


def at(path: str) -> Redirection | None:
    """The redirect at a path (decoded, no slash at its end) as the last of those that it leads to has it; for ever
    only if all of them are. None: there is none, or it leads round in a circle."""
    found, permanent = redirect(path), True
    for _step in range(STEPS + 1):
        if found is None:
            return None
        permanent = permanent and found["permanent"]
        url = _ours(found["link"]) if found["page"] is None else None
        further = redirect(_path(url)) if url is not None and not _is_page(url) else None
        if further is None:
            return {**found, "permanent": permanent}
        found = further
    return None


def before(paths: Iterable[str]) -> set[str]:
    """The paths of redirects whose links lead to these, in one step or several."""
    links: _Links = rows.remember("sections.links", _Links)
    found: set[str] = set()
    edge = set(paths)
    for _step in range(STEPS):
        if not edge:
            break
        edge = links.leading_to(edge) - found
        found |= edge
    return found


class _Links:
    """Redirects by where their links lead. An archive may have brought a hundred thousand of them, and nearly every
    page that is published is led to by none: so a run that asks seldom has the database look for the few, and one
    that asks often reads all of them once."""

    def __init__(self) -> None:
        self._asked = 0
        self._all: dict[str, list[str]] | None = None

    def leading_to(self, paths: Collection[str]) -> set[str]:
        """The paths of the redirects whose links lead to these in one step."""
        self._asked += 1
        words = [_word(path) for path in paths]
        if self._all is None and self._asked <= SELDOM and len(words) <= FEW and all(words):
            known = _links(reduce(or_, (Q(redirect_link__icontains=form) for word in words for form in _forms(word))))
        else:
            known = self._all = _links(Q()) if self._all is None else self._all
        return {old for path in paths for old in known.get(path, ())}


def _links(of: Q) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    linked = Redirect.objects.filter(of, redirect_page=None).exclude(redirect_link="").order_by("pk")
    for old, link in linked.values_list("old_path", "redirect_link").iterator():
        url = _ours(link)
        if url is not None:
            found.setdefault(_path(url), []).append(old)
    return found


def _word(path: str) -> str:
    """The longest part of a path that every link to it has as it is, or quoted as a whole; "" of the home page's."""
    return max(re.findall(r"(?:[A-Za-z0-9._~-]|[^\x00-\x7f])+", path), key=len, default="")


def _forms(word: str) -> set[str]:
    return {word, quote(word)}


def _ours(link: str) -> str | None:
    """The path of a link that leads to the paper itself, with a slash at its end."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return None
    own = parts.netloc == urlsplit(settings.PAPER_BASE_URL).netloc if parts.netloc else parts.path.startswith("/")
    return parts.path.rstrip("/") + "/" if own else None


def _path(url: str) -> str:
    return unquote(url).rstrip("/")


def _is_page(url: str) -> bool:
    """Whether a page of the tree stands there: it goes before every redirect."""
    language, below = within(url)
    home = trees()["homes"].get(language)
    page = page_at(home + below) if home else None
    there = whereabouts(page[0]) if page else None
    return there is not None and there["state"] != "hidden"


# -- at the desk

_clean = RedirectForm.clean


def _clean_and_follow(form: Any) -> Any:
    cleaned = _clean(form)
    path, link = form.cleaned_data.get("old_path"), form.cleaned_data.get("redirect_link")
    if path and link and not form.cleaned_data.get("redirect_page"):
        refuse_circle(Redirect.normalise_path(path), link)
    return cleaned


def refuse_circle(path: str, link: str) -> None:
    """Raise ValidationError when a redirect from `path` to `link` would lead back, or on and on."""
    url = _ours(link)
    for _step in range(STEPS + 1):
        if url is None or (_path(url) != path and _is_page(url)):
            return
        if _path(url) == path:
            break
        further = redirect(_path(url))
        url = _ours(further["link"]) if further and further["page"] is None else None
    told = _("From “%s” this leads round in a circle: let it lead to an address where something stands.") % path
    raise ValidationError({"redirect_link": told})


def install() -> None:
    """Put ours in place of Wagtail's form; its import of redirects asks the same form."""
    RedirectForm.clean = _clean_and_follow
