"""What a reader gets, byte for byte, from our protocol class and from stock uvicorn alike."""

from __future__ import annotations

import gzip
import re

import brotli
import pytest
import zstandard

from broadsheet.edge.tests.paper import AUDIO, KILLED, LONG_AUDIO, MISSING, MISSING_DE, STORY, STYLE
from broadsheet.edge.tests.running import Running
from broadsheet.edge.tests.wire import Reply, get, split
from broadsheet.press.folder import CODINGS, Folder

FERRY, SOUND = "/harbour/ferry/", "/harbour/ferry/audio.mp3"
UNPACK = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": lambda data: zstandard.ZstdDecompressor().decompress(data),
}


@pytest.mark.parametrize("coding", CODINGS)
def test_a_page_comes_in_the_coding_asked_for(served: Running, coding: str) -> None:
    reply = served.wire.ask(FERRY, f"Accept-Encoding: {coding}")
    assert reply.status == 200
    assert reply.headers["content-encoding"] == coding
    assert UNPACK[coding](reply.body) == STORY


def test_a_page_comes_plain_when_no_coding_is_asked_for(served: Running) -> None:
    reply = served.wire.ask(FERRY)
    assert (reply.status, reply.body) == (200, STORY)
    assert "content-encoding" not in reply.headers
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert reply.headers["cache-control"] == "public, max-age=0, s-maxage=60"
    assert reply.headers["vary"] == "accept-encoding"
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT", reply.headers["date"])
    assert "set-cookie" not in reply.headers
    assert "server" not in reply.headers or served.kind == "stock"


def test_every_coding_has_a_tag_of_its_own_and_its_304(served: Running) -> None:
    tags = set()
    for coding in ("", *CODINGS):
        accept = f"Accept-Encoding: {coding}"
        whole = served.wire.ask(FERRY, accept)
        tags.add(whole.headers["etag"])
        same = served.wire.ask(FERRY, accept, f'If-None-Match: "other", W/{whole.headers["etag"]}')
        assert (same.status, same.body) == (304, b"")
        for name in ("etag", "vary", "cache-control"):
            assert same.headers[name] == whole.headers[name]
        assert "content-encoding" not in same.headers
    assert len(tags) == 4


def test_another_tag_gets_the_page(served: Running) -> None:
    gzip_tag = served.wire.ask(FERRY, "Accept-Encoding: gzip").headers["etag"]
    assert served.wire.ask(FERRY, f"If-None-Match: {gzip_tag}").status == 200
    assert served.wire.ask(FERRY, "If-None-Match: *").status == 304
    assert served.wire.ask(FERRY, 'If-Match: "other"').status == 412
    assert served.wire.ask(FERRY, "If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT").status == 200


@pytest.mark.parametrize("path", [FERRY, SOUND, "/harbour/regatta/audio.mp3", "/nothing/", "/harbour/killed/"])
def test_head_says_what_get_would(served: Running, path: str) -> None:
    head, whole = (served.wire.ask(path, "Accept-Encoding: br", method=method) for method in ("HEAD", "GET"))
    assert head.status == whole.status
    assert head.body == b""
    assert _without_date(head) == _without_date(whole)
    assert int(head.headers["content-length"]) == len(whole.body)


def test_head_304_and_get_keep_the_framing_of_one_connection(served: Running) -> None:
    tag = served.wire.ask(FERRY).headers["etag"].encode()
    data, end = served.wire.talk(
        b"HEAD /harbour/ferry/ HTTP/1.1\r\nHost: x\r\n\r\n"
        + get(FERRY.encode(), b"If-None-Match: " + tag)
        + get(FERRY.encode(), last=True)
    )
    replies = split(data, ["HEAD", "GET", "GET"])
    assert [(reply.status, len(reply.body)) for reply in replies] == [(200, 0), (304, 0), (200, len(STORY))]
    assert end == "closed"


@pytest.mark.parametrize(
    ("path", "whole"), [(SOUND, AUDIO), ("/harbour/regatta/audio.mp3", LONG_AUDIO), (FERRY, STORY)]
)
def test_parts_of_a_recording_or_a_plain_page(served: Running, path: str, whole: bytes) -> None:
    size = len(whole)
    full = served.wire.ask(path)
    assert (full.status, full.body) == (200, whole)
    assert full.headers["accept-ranges"] == "bytes"
    for asked, start, stop in (("0-99", 0, 100), ("100-", 100, size), ("-7", size - 7, size), ("5-5", 5, 6)):
        part = served.wire.ask(path, f"Range: bytes={asked}")
        assert (part.status, part.body) == (206, whole[start:stop])
        assert part.headers["content-range"] == f"bytes {start}-{stop - 1}/{size}"
        assert part.headers["etag"] == full.headers["etag"]
    outside = served.wire.ask(path, f"Range: bytes={size}-")
    assert (outside.status, outside.headers["content-range"]) == (416, f"bytes */{size}")


def test_if_range_gives_the_part_only_of_the_same_bytes(served: Running) -> None:
    tag = served.wire.ask(SOUND).headers["etag"]
    asked = "Range: bytes=0-9"
    assert served.wire.ask(SOUND, asked, f"If-Range: {tag}").status == 206
    assert served.wire.ask(SOUND, asked, 'If-Range: "other"').status == 200
    assert served.wire.ask(SOUND, asked, f"If-Range: W/{tag}").status == 200
    assert served.wire.ask(SOUND, asked, "If-Range: Fri, 01 Jan 2100 00:00:00 GMT").status == 200
    assert served.wire.ask(SOUND, "Range: bytes=0-1,3-4").body == AUDIO
    assert served.wire.ask(SOUND, asked, f"If-None-Match: {tag}").status == 304


def test_a_compressed_page_is_not_given_in_parts(served: Running) -> None:
    reply = served.wire.ask(FERRY, "Accept-Encoding: gzip", "Range: bytes=0-9")
    assert reply.status == 200
    assert gzip.decompress(reply.body) == STORY


def test_a_recording_does_not_vary(served: Running) -> None:
    reply = served.wire.ask(SOUND, "Accept-Encoding: gzip, br")
    assert reply.headers["content-type"] == "audio/mpeg"
    assert "vary" not in reply.headers


def test_what_is_named_by_its_content_is_kept_for_ever(served: Running) -> None:
    hashed, plain = (served.wire.ask(f"/static/paper.{middle}css") for middle in ("0123456789ab.", ""))
    assert (hashed.status, hashed.body, plain.body) == (200, STYLE, STYLE)
    assert hashed.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert plain.headers["cache-control"] == "public, max-age=0, s-maxage=60"


@pytest.mark.parametrize(
    "path",
    [
        "/harbour/ferry/?utm_source=letter",
        "/harbour/%66erry/",
        "/harbour/ferry/?",
        "http://ledger.example/harbour/ferry/",
    ],
)
def test_other_spellings_of_a_page(served: Running, path: str) -> None:
    assert served.wire.ask(path).body == STORY


def test_names_beyond_ascii(served: Running) -> None:
    assert served.wire.ask("/harbour/gr%C3%BCn/").status == 200
    assert served.wire.ask("/harbour/gr%c3%bcn/").status == 200
    assert served.wire.ask("/harbour/grün/").status == 400  # latin-1 as it comes: no URL


@pytest.mark.parametrize(
    ("path", "status", "to"),
    [
        ("/harbour/old-ferry/", 301, FERRY),
        ("/harbour/old-ferry", 301, FERRY),
        ("/harbour/old-ferry/?a=b", 301, FERRY),
        ("/harbour/older-ferry/", 308, FERRY),
        ("/harbour/todays-ferry/", 302, FERRY),
        ("/harbour/tonights-ferry", 307, FERRY),
        ("/harbour/ferry", 308, FERRY),
        ("/harbour/ferry?a=b", 308, FERRY + "?a=b"),
        ("/harbour/gr%C3%BCn", 308, "/harbour/gr%C3%BCn/"),
        ("/desk", 308, "/desk/"),
        ("/harbour/killed", 308, "/harbour/killed/"),
    ],
)
def test_redirects(served: Running, path: str, status: int, to: str) -> None:
    reply = served.wire.ask(path)
    assert (reply.status, reply.headers["location"], reply.body) == (status, to, b"")


def test_what_was_killed_is_gone(served: Running) -> None:
    for headers in ((), ("If-None-Match: *",), ("Range: bytes=0-3",)):
        reply = served.wire.ask("/harbour/killed/", *headers)
        assert (reply.status, reply.body) == (410, KILLED)
    assert served.wire.ask("/harbour/killed/", "Accept-Encoding: br").headers["content-encoding"] == "br"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/nothing/", MISSING),
        ("/nothing", MISSING),
        ("/fr/nichts/", MISSING),
        ("/de/nichts/", MISSING_DE),
        ("/404.html", MISSING),
        ("/harbour/", MISSING),
        ("/harbour", MISSING),
        ("/harbour/ferry/index.html", MISSING),
        ("/harbour/ferry/index.html.gz", MISSING),
        ("/harbour/killed/index.html", MISSING),
        ("/harbour/killed/index.html.gz", MISSING),
        ("/rails/news-feed.json.br", MISSING),
        ("/harbour/old-ferry/.to", MISSING),
        ("/harbour//ferry/", MISSING),
        ("//harbour/ferry/", MISSING),
        ("/healthzz", MISSING),
    ],
)
def test_any_other_path_gets_the_pressed_404(served: Running, path: str, body: bytes) -> None:
    reply = served.wire.ask(path, "If-None-Match: *")
    assert (reply.status, reply.body) == (404, body)
    assert reply.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/harbour/../../secret.txt",
        "/harbour/..%2f..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/harbour/%2e%2e/%2e%2e/secret.txt",
        "/..%5csecret.txt",
        "/..\\secret.txt",
        "/.%00./secret.txt",
        "/secret.txt%00",
        "/harbour/ferry/%00",
        "/..;/secret.txt",
        "/%252e%252e/secret.txt",
        "/%c0%ae%c0%ae/secret.txt",
        "/....//secret.txt",
        "/" + "a/" * 600,
        "/" + "a" * 250,
        "/leak.txt",
        "/leak/",
    ],
)
def test_no_path_leads_out_of_the_folder(served: Running, paper: Folder, path: str) -> None:
    secret = paper.root.parent / "secret.txt"
    secret.write_text("The database's password")
    _link(paper, "leak.txt", "secret.txt")
    reply = served.wire.ask(path)
    assert reply.status in (400, 404)
    assert b"password" not in reply.body


def _link(paper: Folder, name: str, to: str) -> None:
    link = paper.plates / name
    if not link.is_symlink():
        link.symlink_to(paper.root.parent / to)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_a_plate_is_read_only(served: Running, method: str) -> None:
    reply = served.wire.ask(FERRY, method=method, body=b"a=b" if method == "POST" else b"")
    assert (reply.status, reply.headers["allow"]) == (405, "GET, HEAD")


def test_a_post_to_nowhere_is_not_found(served: Running) -> None:
    assert served.wire.ask("/nothing/", method="POST", body=b"a=b").status == 404


def test_django_has_its_prefixes_and_plates_come_before_it(served: Running) -> None:
    assert served.wire.ask("/desk/").headers["set-cookie"] == "session=1"
    assert served.wire.ask("/desk/any/where").body == b"desk\n"
    assert served.wire.ask("/healthz").body == b"desk\n"
    assert served.wire.ask("/media/quay.jpg").headers["content-type"] == "image/jpeg"
    assert served.wire.ask("/media/other.jpg").body == b"desk\n"
    assert served.wire.ask("/media/quay.jpg", method="POST", body=b"x").body == b"desk\n"


def _without_date(reply: Reply) -> dict[str, str]:
    return {name: value for name, value in reply.headers.items() if name != "date"}
