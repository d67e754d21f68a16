"""A preview as somebody outside gets it. Never through the press, never kept by a cache, and the same answer whether
a link never was, is over, or was revoked."""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256
from html import unescape
from ipaddress import ip_address, ip_network
from urllib.parse import unquote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from broadsheet.kit import clock, media
from broadsheet.pictures.models import Rendition
from broadsheet.previews.models import Opening, PreviewLink, hash_of
from broadsheet.sections import previews
from broadsheet.sourcing.models import Document
from broadsheet.stories import uses
from broadsheet.stories.models import StoryPage
from broadsheet.stories.pages import preview as page_of

HEADERS = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": previews.ROBOTS,
    "Referrer-Policy": "no-referrer",
}
NETWORK = {4: 24, 6: 48}
"""What is kept of an address where the operator keeps networks: bits, by version of the protocol."""
A_MINUTE, MOST_OPENINGS = timedelta(minutes=1), 60
"""Of one link: each opening is a row, and nobody reads faster."""


@require_safe
def preview(request: HttpRequest, token: str) -> HttpResponse:
    link = _link(token)
    if link.openings.filter(at__gte=clock.now() - A_MINUTE).count() >= MOST_OPENINGS:
        return HttpResponse(status=429, headers={**HEADERS, "Retry-After": "60"})
    story: StoryPage = link.story.with_content_json(link.content)
    with override(story.language):
        mark = _("Preview, not published: please do not pass it on.")
    page = page_of(story, mark=mark).decode()
    if request.method == "GET":
        Opening.objects.create(link=link, at=clock.now(), address=_address(request))
    return HttpResponse(_with_own_files(page, token, story), headers=HEADERS)


@require_safe
def file(request: HttpRequest, token: str, mark: str, name: str) -> HttpResponseBase:
    """A picture or a file that the preview shows: `mark` is ours for this link and this name."""
    link = _link(token)
    if not hmac.compare_digest(mark, _mark(link.token_hash, name)):
        raise Http404
    answer = media.answer(name, HEADERS)
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    return answer


def _link(token: str) -> PreviewLink:
    """Raises Http404."""
    link = PreviewLink.objects.select_related("story").filter(token_hash=hash_of(token)).first()
    if link is None or not link.opens(clock.now()) or link.story.killed_at is not None:
        raise Http404
    return link


def _with_own_files(page: str, token: str, story: StoryPage) -> str:
    """The desk's files have no public path: under this link those that the page shows get one each. What a writer
    typed that looks like the address of a file gets none."""
    secret = hash_of(token)
    shown = _shown({_plain(found["name"]) for found in _FILE.finditer(page)}, story)

    def own(found: re.Match[str]) -> str:
        name = _plain(found["name"])
        return f"/preview/{token}/{_mark(secret, name)}/{found['name']}" if name in shown else found[0]

    return _FILE.sub(own, page)


def _plain(name: str) -> str:
    return unquote(unescape(name))


def _shown(names: Iterable[str], story: StoryPage) -> set[str]:
    """The story's documents, and sizes of pictures: nobody can guess the name of one of these."""
    keys = uses.documents(story.body.raw_data) | {line.document_id for line in story.evidence.all()}
    documents = Document.objects.filter(pk__in=keys - {None}, file__in=names).values_list("file", flat=True)
    return {*documents, *Rendition.objects.filter(file__in=names).values_list("file", flat=True)}


_FILE = re.compile(
    rf"(?:{re.escape(settings.PAPER_BASE_URL)})?{re.escape(settings.MEDIA_URL)}(?P<name>[^\s\"'<>?,]+)"
)


def _mark(secret: str, name: str) -> str:
    """Nobody makes one without the site's key: who has a link reads the files of its page and no others."""
    key = f"{settings.SECRET_KEY}.previews".encode()
    return hmac.new(key, f"{secret} {name}".encode(), sha256).hexdigest()[:32]


def _address(request: HttpRequest) -> str:
    """As the operator keeps addresses: not at all, the network, or whole."""
    found = str(request.META.get("REMOTE_ADDR", "")).partition("%")[0]
    if settings.LOG_ADDRESSES == "network":
        found = _network(found)
    return found[:50] if settings.LOG_ADDRESSES != "none" else ""


def _network(found: str) -> str:
    try:
        address = ip_address(found)
    except ValueError:
        return ""
    return str(ip_network(f"{address}/{NETWORK[address.version]}", strict=False))
