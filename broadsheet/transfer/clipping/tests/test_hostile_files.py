"""What is no page, or means harm, is refused with one sentence or read as the plain text that it is."""

from __future__ import annotations

import re
import time

import pytest

from broadsheet.transfer.clipping import ClippingRefused, read, to_json

PROSE = "<p>The harbour council of Mirna Bay voted on Thursday to keep the winter ferry.</p>"
SENTENCE = "The harbour council of Mirna Bay voted on Thursday to keep the winter ferry."

REFUSED = {
    "fifty megabytes": (b"a" * 50_000_000, "larger than 20 MB"),
    "nothing": (b"", "is empty"),
    "only space": (b" \r\n\t\n", "is empty"),
    "only a mark": (b"\xef\xbb\xbf", "holds neither"),
    "zero bytes": (b"\0" * 1000, "not text"),
    "one zero byte": (f"{SENTENCE}\0{SENTENCE}".encode(), "not text"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "is a picture"),
    "a PDF": (b"%PDF-1.7\n" + SENTENCE.encode(), "is a PDF file"),
    "an archive": (b"PK\x03\x04" + SENTENCE.encode(), "is a ZIP archive"),
    "noise": (bytes((n * 197 + n // 7) % 256 for n in range(5000)), "not text"),
    "a web archive": (b"From: a\nSubject: b\nMIME-Version: 1.0\n\n" + PROSE.encode(), "MHTML"),
    "one endless line": (b"word " * 300_000, "line 1: a paragraph of over"),
    "too many lines": (b"a line\n" * 100_000, "more than 5000 lines"),
    "too many blocks": (b"<html>" + PROSE.encode() * 6_000, "more text here than a page"),
    "too many elements": (b"<html>" + b"<br>" * 400_000, "more than 300000 elements"),
    "deep nesting": (b"<html>" + b"<div>" * 100_000 + PROSE.encode(), "nested deeper"),
    "entity bomb": (b'<!DOCTYPE html [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><html><p>&b;</p>', "declares entities"),
    "no content": (b"<html><head><title>Ferry</title></head><body></body></html>", "holds neither"),
    "only furniture": (b"Skip to content\nSubscribe\nSubscribe\n* indicates required\n", "holds neither"),
    "only script": (b"<html><body><script>The harbour council voted to keep it.</script></body>", "holds neither"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_page_is_refused_with_one_sentence(what: str) -> None:
    data, reason = REFUSED[what]

    with pytest.raises(ClippingRefused, match=reason) as refusal:
        read(data, "kept.html")

    message = str(refusal.value)
    assert message.startswith("kept.html")
    assert re.search(r"(save|import)[^.]*\.$", message)


LINKED_DATA = '<script type="application/ld+json">{}</script>'
ODD_TYPES = '{"@type":["Article",1],"headline":{},"author":[null,3],"datePublished":[],"articleSection":7}'

HARMLESS = {
    "script and style": f"<html><style>p {{}}</style><script>SECRET</script><noscript>SECRET</noscript>{PROSE}",
    "comment": f"<html><!-- SECRET -->{PROSE}<!-- SECRET",
    "template": f"<html><template><p>SECRET</p></template>{PROSE}",
    "hidden": f'<html><p hidden>SECRET</p><p style="display: none">SECRET</p>{PROSE}',
    "processing instruction": f"<html><?php SECRET ?>{PROSE}",
    "event handler": f'<html><p onclick="SECRET">{SENTENCE}</p>',
    "broken script": f"<html>{PROSE}<script>SECRET</scrip",
    "linked data of another kind": "<html>" + LINKED_DATA.format('{"@type":"Ad","headline":"SECRET"}') + PROSE,
    "linked data nested too deep": "<html>" + LINKED_DATA.format("[" * 100_000) + PROSE,
    "linked data of wrong types": "<html>" + LINKED_DATA.format(ODD_TYPES) + PROSE,
    "data picture": f'<html><figure><img src="data:image/png;base64,SECRET"></figure>{PROSE}',
}  # fmt: skip


@pytest.mark.parametrize("what", HARMLESS)
def test_what_no_reader_sees_is_in_no_output(what: str) -> None:
    clipping = read(HARMLESS[what].encode(), "kept.html")

    assert "SECRET" not in repr(clipping)
    assert to_json(clipping)["stories"][0]["paragraphs"] == [SENTENCE]


def test_direction_overrides_and_zero_widths_are_dropped() -> None:
    (story,) = read(
        "The harbour\u202e council\u200b of Mirna\u00ad Bay voted to keep the ferry.".encode(), "kept.txt"
    ).stories

    assert story.paragraphs[0].text == "The harbour council of Mirna Bay voted to keep the ferry."


@pytest.mark.slow
@pytest.mark.parametrize(
    "data",
    [
        "\n\n".join(f"{SENTENCE} Number {n}." for n in range(4_900)).encode(),
        b"10:48 AM\nFerry Dora is back.\nIts propeller was changed overnight.\n" * 1_600,
        b"By Ana Moru\nFeb. 20, 2025\nThe ferry. (Ana Moru/Pictures)\n" * 1_600 + SENTENCE.encode(),
        b"Some words of a heading here\n" * 4_900 + SENTENCE.encode(),
        (b"(" * 30_000 + b" " + b")" * 30_000 + b"\n") * 20 + SENTENCE.encode(),
        (b"Feb 5 A/B. \xe2\x80\x94 Ana " * 4_000 + b"\n") * 20 + SENTENCE.encode(),
        b"<html>" + b"<div>" * 240 + PROSE.encode() * 4_900,
        b"<html>" + b'<div class="caption">' * 200 + b"<img src=a>" + PROSE.encode() * 100,
        b"<html>" + b"<p><b>a</b>" * 4_900 + PROSE.encode(),
        b"<html>" + b"<h1>Some words of a heading here</h1>" * 4_900 + PROSE.encode(),
    ],
    ids=["prose", "times", "head lines", "headings", "brackets", "dates", "depth", "captions", "short", "titles"],
)
def test_time_grows_with_the_page_and_no_faster(data: bytes) -> None:
    started = time.process_time()
    read(data, "kept.html")

    assert time.process_time() - started < 15
