"""Pictures inside a test. Readers get theirs from the paper, where the issue's page shows them; while it is a draft
nothing public may show them yet, and its test would have holes."""

from __future__ import annotations

import base64
import re
from hashlib import sha256

from django.conf import settings

from broadsheet.newsletters.composing.splicing import Enclosed
from broadsheet.pictures.files import made, picture_of
from broadsheet.pictures.models import Picture
from broadsheet.pictures.unreadable import PictureUnreadable
from broadsheet.press.models import Plate

_IMAGE = "data:image/jpeg;base64,"
_ADDRESS = re.compile(rf'src="{re.escape(settings.PAPER_BASE_URL)}(/media/[^"]+\.jpg)"')
_INSIDE = re.compile(rf'src="{_IMAGE}([A-Za-z0-9+/=]+)"')


def with_files(html: str) -> str:
    """The mail with each picture that readers could not fetch now inside it."""
    urls = set(_ADDRESS.findall(html))
    missing = urls - set(Plate.objects.filter(url__in=urls, status=200).values_list("url", flat=True))
    bodies = {url: body for url in missing if (body := _body(url)) is not None}

    def inside(found: re.Match[str]) -> str:
        body = bodies.get(found[1])
        return found[0] if body is None else f'src="{_IMAGE}{base64.b64encode(body).decode()}"'

    return _ADDRESS.sub(inside, html)


def _body(url: str) -> bytes | None:
    """None where it cannot be made: the check list says so."""
    picture = Picture.objects.filter(pk=picture_of(url)).first()
    try:
        return None if picture is None else made(picture, url)
    except PictureUnreadable:
        return None


def apart(html: str) -> tuple[str, list[Enclosed]]:
    """The mail as it is sent, and the files that go with it, each once."""
    found = {each: f"{sha256(each.encode()).hexdigest()[:24]}@picture" for each in _INSIDE.findall(html)}
    named = _INSIDE.sub(lambda each: f'src="cid:{found[each[1]]}"', html)
    return named, [Enclosed(name, body) for body, name in found.items()]
