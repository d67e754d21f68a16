"""What somebody types stays a value: it becomes no header, no line of a log, no formula, no path."""

from __future__ import annotations

import io
import json
import logging
import logging.config
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image, PngImagePlugin
from wagtail.images.forms import get_image_form

from broadsheet.newsletters.models import SignUp
from broadsheet.newsletters.tests.issues import make_newsletter
from broadsheet.pictures.models import Picture
from broadsheet.pictures.told import told
from broadsheet.site.logs import logging as configuration
from broadsheet.sourcing import uploads
from tests.attacks.poison import WHOLE, alive

LINES = "\r\nSet-Cookie: a=b\r\n\r\nX"


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["a@mirna.example\r\nBcc: b@mirna.example", "a@b.example%0d%0aBcc: c@x.example"])
def test_an_address_writes_no_header_of_a_mail(client: Client, typed: str) -> None:
    make_newsletter(slug="tide")
    client.post("/newsletters/subscribe/", {"email": typed, "newsletter": "tide", "form": "letters"})
    assert not SignUp.objects.filter(address__contains="\n").exists()
    assert not [message for message in mail.outbox if len(message.recipients()) > 1]


@pytest.mark.django_db
@pytest.mark.parametrize("where", ["/desk/login/?next={}", "/newsletters/confirm/{}/", "/desk/files/{}", "/{}/"])
def test_an_address_writes_no_header_of_an_answer(client: Client, where: str) -> None:
    for words in (LINES, "%0d%0aSet-Cookie:%20a=b", "\u560d\u560aSet-Cookie: a=b"):
        answer = client.get(where.format(words))
        assert "a" not in answer.cookies
        assert not [value for value in answer.headers.values() if "\n" in value or "\r" in value]


def test_a_line_of_the_log_stays_one_line() -> None:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    made = logging.config.DictConfigurator(configuration())  # type: ignore[attr-defined]  # its formatters alone
    formatters = made.config["formatters"]
    handler.setFormatter(made.configure_formatter(formatters[next(iter(formatters))]))
    record = logging.LogRecord("attack", logging.WARNING, "", 1, 'path %s\n{"event": "forged"}', (LINES,), None)
    handler.emit(record)
    (line,) = out.getvalue().splitlines()
    assert json.loads(line)["level"] == "warning"


RIGHTS = (
    "/preview/abcTOKEN/",
    "/preview/abcTOKEN/0123/documents/a.pdf",
    "/uk/newsletters/confirm/abcTOKEN/",
    "/newsletters/preferences/erase/abcTOKEN/",
    "/newsletters/unsubscribe/abcTOKEN/",
    "/desk/password_reset/confirm/MQ/abcTOKEN/",
)


@pytest.mark.parametrize("path", RIGHTS)
@pytest.mark.parametrize("human", [True, False])
def test_no_line_of_the_log_has_a_link_that_opens_something(path: str, human: bool) -> None:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    made = logging.config.DictConfigurator(configuration(human=human))  # type: ignore[attr-defined]  # its formatters
    handler.setFormatter(made.configure_formatter(next(iter(made.config["formatters"].values()))))
    try:
        raise ValueError(f"nothing at https://ledger.example{path}?a=b")
    except ValueError:
        trouble = sys.exc_info()
    record = logging.LogRecord("attack", logging.ERROR, "", 1, "Internal Server Error: %s", (path,), trouble)
    handler.emit(record)
    assert "Internal Server Error: /" in out.getvalue()
    assert human or json.loads(out.getvalue())["level"] == "error"
    assert "abcTOKEN" not in out.getvalue()


# -- files


def picture(name: str, body: bytes) -> dict[str, Any]:
    form = get_image_form(Picture)({"title": "Quay"}, {"file": SimpleUploadedFile(name, body)})
    form.is_valid()
    return dict(form.errors)


def png(**texts: str) -> bytes:
    out, facts = io.BytesIO(), PngImagePlugin.PngInfo()
    for key, value in texts.items():
        facts.add_itxt(key, value)
    Image.new("RGB", (40, 30)).save(out, "PNG", pnginfo=facts)
    return out.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="a()"><script>a()</script></svg>'
BOMB = b"".join(
    (
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        (60_000).to_bytes(4, "big") * 2,
        b"\x08\x02\x00\x00\x00",
        b"\x00\x00\x00\x00\x00\x00\x00\x00IDAT",
    )
)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("quay.svg", SVG),
        ("quay.png", SVG),
        ("quay.jpg", b"<html><script>a()</script>"),
        ("quay.png", BOMB),
        ("quay.gif", b"GIF89a<script>a()</script>"),
        ("quay.html", png()),
        ("quay.php.png", b"<?php a();"),
        ("quay.jpg", b""),
    ],
)
def test_what_is_no_picture_or_a_monster_is_not_taken(name: str, body: bytes) -> None:
    assert "file" in picture(name, body)


def test_what_a_picture_says_of_itself_is_words() -> None:
    packet = (
        '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
        "</x:xmpmeta>"
    )
    for xmp in (packet, f"<x>{WHOLE}</x>", "<" * 100_000):
        found = dict(told(io.BytesIO(png(**{"XML:com.adobe.xmp": xmp})), ("en",)).fields)
        assert "bbbbbbbbbbbbbbbbbbbb" not in str(found)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("minutes.pdf", b"<html><script>a()</script>"),
        ("minutes.txt", b"<svg onload=a()>"),
        ("minutes.html", b"<p>a</p>"),
        ("minutes.csv", b"\x00\x01\x02"),
        ("minutes.pdf", b"MZ\x90\x00"),
    ],
)
def test_a_document_is_what_it_is_and_no_page(name: str, body: bytes) -> None:
    with pytest.raises(uploads.ValidationError):
        uploads.suffix_of(SimpleUploadedFile(name, body))


@pytest.mark.parametrize("name", ["../../secrets.toml", "/etc/passwd", "a\x00b.png", "..\\..\\x.png"])
def test_the_name_of_an_upload_is_no_path(name: str) -> None:
    assert "/" not in SimpleUploadedFile(name, png()).name
    assert Path(SimpleUploadedFile(name, png()).name).parent == Path()


@pytest.mark.django_db
def test_a_whole_picture_is_taken() -> None:
    """So that the refusals above are for what they say."""
    assert "file" not in picture("quay.png", png())


def test_the_poison_of_the_other_tests_is_seen_where_it_is_alive() -> None:
    assert alive("a.html", f"<p>{WHOLE}</p>")
    assert alive("a.json", json.dumps({"content_html": WHOLE}))
    assert not alive("a.html", "<p>&lt;zqx&gt;</p>")
