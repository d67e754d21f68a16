"""What stands at an address of ours that somebody has written out."""

from __future__ import annotations

from enum import Enum, auto
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve, reverse
from wagtail.models import Page

from broadsheet.kit import clock
from broadsheet.press import plates, rows
from broadsheet.press.folder import PathRefused, canonical
from broadsheet.release import gate
from broadsheet.sections.addresses import within
from broadsheet.sections.selectors import page_at, redirect, trees


class Ours(Enum):
    DESK = auto()
    OUT = auto()
    NOTHING = auto()


def ours(url: str) -> Ours | Page | None:
    """None for an address that is not ours, the page for one that readers do not have."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.netloc and f"{parts.scheme or 'https'}://{parts.netloc}" != settings.PAPER_BASE_URL:
        return None
    if not parts.netloc and (parts.scheme or not parts.path.startswith("/")):
        return Ours.OUT if url.startswith("#") else None
    try:
        return _standing(canonical((parts.path or "/").encode()))
    except PathRefused:
        return Ours.NOTHING


def _standing(path: str) -> Ours | Page:
    if path.startswith(reverse("wagtailadmin_home")):
        return Ours.DESK
    page = _page(path)
    if page is not None:
        return Ours.OUT if gate.verdict(page, clock.now()).public else page
    if path.startswith(settings.STATIC_URL) or _django_answers(path):
        return Ours.OUT
    with rows.one_run():
        found = plates.make(path).result
    return Ours.OUT if isinstance(found, plates.Page | plates.Moved) or _moved(path) else Ours.NOTHING


def _django_answers(path: str) -> bool:
    """Wagtail's route for pages fits every path, and nothing is served by it."""
    try:
        return resolve(path).url_name != "wagtail_serve"
    except Resolver404:
        return False


def _page(path: str) -> Page | None:
    language, below = within(path)
    home = trees()["homes"].get(language)
    at = page_at(home + below) if home else None
    page = Page.objects.filter(pk=at[0]).specific().first() if at else None
    return page if hasattr(page, "own_verdict") else None


def _moved(path: str) -> bool:
    return redirect(path.rstrip("/")) is not None
