"""A spliced message is what the slow way makes, for every text and every reader."""

from __future__ import annotations

import re
import timeit
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import SMTP, default
from html import escape

import pytest
from django.conf import LazySettings
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st

from broadsheet.newsletters.composing.building import Unwritable
from broadsheet.newsletters.composing.headers import header, mailbox
from broadsheet.newsletters.composing.letters import Letter
from broadsheet.newsletters.composing.slots import ADDRESS, PREFERENCES, UNSUBSCRIBE, mark
from broadsheet.newsletters.composing.splicing import Parts, Splicer, cut
from broadsheet.newsletters.models import Newsletter

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
LINKS = {
    UNSUBSCRIBE: "https://ledger.example/newsletters/unsubscribe/AAAAAAAAAAEAAAAAxG7w_-d0nD3Ww8kT2mJ9Lw/",
    PREFERENCES: "https://ledger.example/newsletters/preferences/AAAAAAAAAAEAAAAAZ0FmAcvQ8y3b5m1q4s7t0w2z5A/",
}


def newsletter(**fields: str) -> Newsletter:
    given = {
        "language": "en",
        "name": "Morning Tide",
        "slug": "morning-tide",
        "from_name": "Cleo Marsh",
        "from_address": "tide@ledger.example",
        "list_id": "morning-tide.ledger.example",
    }
    return Newsletter(**(given | fields))


def letter(text: str = "Hello.", html: str = "<p>Hello.</p>", subject: str = "The ferry is back") -> Letter:
    return Letter(subject=subject, preheader="", html=html, text=text, page="", html_size=len(html))


def read(message: bytes) -> EmailMessage:
    found = message_from_bytes(message, policy=default)
    assert isinstance(found, EmailMessage)
    assert not found.defects
    return found


def bodies(message: EmailMessage) -> list[str]:
    parts = list(message.iter_parts())
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    for part in parts:
        assert not part.defects
    return [part.get_content() for part in parts]


def spliced(made: Parts, address: str = "ada@mirna.example", delivery: int = 7) -> bytes:
    return made.build(address, LINKS, delivery=delivery, at=AT)


letters = st.characters(blacklist_categories=["Cs", "Cc", "Zl", "Zp"], blacklist_characters="\ue000\ue001")
words = st.one_of(
    st.text(letters, max_size=90),
    st.sampled_from([".", "..", "From here", "=", "\t", " ", "\n", "\n.\n", "x" * 75, "." * 80, "é" * 40]),
    st.sampled_from([mark(name) for name in (ADDRESS, UNSUBSCRIBE, PREFERENCES)]),
)
texts = st.lists(words, max_size=14).map("".join)
addresses = st.sampled_from(
    ["ada@mirna.example", '"a b"@mirna.example', "ä.ö@mirna.example", ".a&b=<c>@mirna.example"]
)


@trying(max_examples=300, deadline=None)
@given(text=texts, html=texts, address=addresses)
def test_the_decoded_message_is_what_the_email_package_makes(text: str, html: str, address: str) -> None:
    message = spliced(cut(letter(text, html), newsletter()), address)
    own = {**LINKS, ADDRESS: address}
    for name, value in own.items():
        text, html = text.replace(mark(name), value), html.replace(mark(name), escape(value))
    slow = EmailMessage(policy=SMTP)
    slow.set_content(text, cte="quoted-printable")
    slow.add_alternative(html, subtype="html", cte="quoted-printable")
    assert bodies(read(message)) == bodies(read(slow.as_bytes()))
    lines = message.split(b"\r\n")
    assert max(map(len, lines[message.count(b"\r\n", 0, message.index(b"\r\n\r\n")) :])) <= 76
    assert not any(line.startswith((b".", b"From ")) for line in lines)
    assert b"\n" not in message.replace(b"\r\n", b"")


@pytest.mark.parametrize("length", range(60, 90))
def test_a_long_subject_begins_on_its_first_line(length: int) -> None:
    subject = ("Welcome: " + "The Town Hall Letter, " * 6)[:length].strip()
    message = spliced(cut(letter(subject=subject), newsletter()))
    assert read(message)["Subject"] == subject
    [line] = [each for each in message.split(b"\r\n") if each.startswith(b"Subject: ")]
    assert 60 <= len(line) <= 78


def test_a_name_of_a_list_that_looks_like_an_identifier_is_quoted() -> None:
    message = read(spliced(cut(letter(), newsletter(name='Tide <a.b>, "x"'))))
    assert message["List-Id"] == '"Tide <a.b>, \\"x\\"" <morning-tide.ledger.example>'


def test_headers_are_those_of_the_rules() -> None:
    made = cut(letter(subject="Fähre: “zurück”"), newsletter(reply_to="desk@ledger.example"))
    message = read(spliced(made))
    assert message["From"] == "Cleo Marsh <tide@ledger.example>"
    assert message["To"] == "ada@mirna.example"
    assert message["Subject"] == "Fähre: “zurück”"
    assert message["Date"].datetime == AT
    assert message["Reply-To"] == "desk@ledger.example"
    assert message["Message-ID"] == f"<{made.message_id(7)}>"
    assert message["List-Id"] == "Morning Tide <morning-tide.ledger.example>"
    assert message["List-Unsubscribe"].strip() == f"<{LINKS[UNSUBSCRIBE]}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Help"] == "<https://ledger.example/newsletters/>"
    assert message["List-Archive"] == "<https://ledger.example/newsletters/morning-tide/>"
    assert "Auto-Submitted" not in message  # somebody wrote it (RFC 3834)


def test_one_click_is_promised_only_where_it_is_encrypted(settings: LazySettings) -> None:
    settings.PAPER_BASE_URL = "http://127.0.0.1:8000"
    message = read(spliced(cut(letter(), newsletter())))
    assert message["List-Unsubscribe"].strip() == f"<{LINKS[UNSUBSCRIBE]}>"
    assert message["List-Unsubscribe-Post"] is None


def test_an_attempt_keeps_the_message_id_and_another_delivery_has_another() -> None:
    made = cut(letter(), newsletter())
    again = Parts.from_json(made.to_json())
    assert read(spliced(made))["Message-ID"] == read(spliced(again))["Message-ID"]
    assert read(spliced(made))["Message-ID"] != read(spliced(made, delivery=8))["Message-ID"]
    assert read(spliced(made))["Message-ID"] != read(spliced(cut(letter(), newsletter())))["Message-ID"]


@pytest.mark.parametrize("sign", ["\r\n", "\n", "\r", "\0", "\u202e", "\u2028", "\x85", "\t"])
def test_a_reader_s_value_brings_no_header_of_its_own(sign: str) -> None:
    made = cut(letter(), newsletter())
    with pytest.raises(Unwritable):
        spliced(made, f"ada@mirna.example{sign}Bcc: eve@mirna.example")
    with pytest.raises(Unwritable):
        made.build("ada@mirna.example", {**LINKS, UNSUBSCRIBE: f"https://a{sign}X: y"}, delivery=1, at=AT)


@pytest.mark.parametrize("sign", ["\r\n", "\n", "\0", "\u2028"])
def test_a_subject_or_a_name_brings_no_header_of_its_own(sign: str) -> None:
    evil = f"Tide{sign}Bcc: eve@mirna.example"
    message = read(spliced(cut(letter(subject=evil), newsletter(from_name=evil, name=evil))))
    assert message["Bcc"] is None
    assert set(message.keys()) == {
        *("From", "To", "Subject", "Date", "Message-ID", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post"),
        *("List-Help", "List-Archive", "MIME-Version", "Content-Type"),
    }


@trying(max_examples=100, deadline=None)
@given(subject=st.text(letters, max_size=200), name=st.text(letters, max_size=120))
def test_no_header_line_is_too_long(subject: str, name: str) -> None:
    long = "a" * 64 + "@" + ".".join(["b" * 60] * 3) + ".example"
    head, _, _ = spliced(cut(letter(subject=subject), newsletter(from_name=name, name=name)), long).partition(
        b"\r\n\r\n"
    )
    assert max(map(len, head.split(b"\r\n"))) <= 998
    assert re.search(rb"^To:\r\n a", head, re.M)
    assert not re.search(rb"^[^ \t:]*$", head, re.M)


subjects = st.one_of(
    st.text(letters, max_size=120),
    st.lists(
        st.sampled_from(["Ранковий", "приплив", "Mirna", "Bay", "de", "Besançon", "=?utf-8?q?x?=", "你好", "?="])
    ).map(" ".join),
)


@trying(max_examples=300, deadline=None)
@given(value=subjects)
def test_a_header_is_read_back_as_it_was_written_with_each_of_its_spaces(value: str) -> None:
    shown = " ".join("".join(sign for sign in " ".join(value.split()) if sign.isprintable()).split())
    written = header("Subject", value).encode("ascii")
    assert read(written + b"\r\n")["Subject"] == shown
    assert _as_rfc_2047_says(written) == shown
    assert all(len(line) <= 76 for line in written.split(b"\r\n") if b"=?" in line)


@trying(max_examples=300, deadline=None)
@given(value=subjects)
def test_a_name_of_a_sender_is_read_back_with_each_of_its_spaces(value: str) -> None:
    shown = " ".join("".join(sign for sign in " ".join(value.split()) if sign.isprintable()).split())
    written = mailbox("From", value, "tide@ledger.example").encode("ascii")
    [found] = read(written + b"\r\n")["From"].addresses
    assert found.addr_spec == "tide@ledger.example"
    # Python's own parser puts one more space between two words of a name
    assert found.display_name.replace(" ", "") == shown.replace(" ", "")
    if not shown.isascii():
        assert _as_rfc_2047_says(written) == f"{shown} <tide@ledger.example>"


def _as_rfc_2047_says(line: bytes) -> str:
    """Words that follow each other are glued, whatever stands between them."""
    return str(make_header(decode_header(line.decode("ascii").partition(": ")[2].removesuffix("\r\n"))))


@pytest.mark.parametrize(
    "subject",
    [
        "У порту Mirna Bay затримали судно: що відомо на ранок",
        "mairie de Besançon",
        "Ранковий приплив із Олею Коваль",
    ],
)
def test_no_space_of_a_subject_or_of_a_sender_is_lost(subject: str) -> None:
    whole = spliced(cut(letter(subject=subject), newsletter(from_name=subject)))
    lines = whole.partition(b"\r\n\r\n")[0].replace(b"\r\n ", b" ").split(b"\r\n")
    shown = {line.partition(b": ")[0]: _as_rfc_2047_says(line) for line in lines}
    assert shown[b"Subject"] == subject
    assert shown[b"From"] == f"{subject} <tide@ledger.example>"


def test_the_domain_of_a_sender_is_written_in_its_own_ascii_form() -> None:
    made = cut(letter(), newsletter(from_address="tide@straße.example", reply_to="desk@bücher.example"))
    assert made.sender == "tide@xn--strae-oqa.example"
    assert made.message_id(7).endswith("@xn--strae-oqa.example")
    message = read(spliced(made))
    assert message["From"] == "Cleo Marsh <tide@xn--strae-oqa.example>"
    assert message["Reply-To"] == "desk@xn--bcher-kva.example"


def test_an_address_that_is_not_ascii_is_written_as_it_is() -> None:
    assert "To: ä@mirna.example\r\n".encode() in spliced(cut(letter(), newsletter()), "ä@mirna.example")


@pytest.mark.slow
def test_a_message_is_built_fast() -> None:
    """Ten times the bar, so that a busy machine does not fail it; `make bench` measures."""
    body = "<p>Words of a story that goes on for a while.</p>\n" * 1100
    made = cut(letter("Words. " * 400, f"{body}{mark(UNSUBSCRIBE)}{mark(PREFERENCES)}{mark(ADDRESS)}"), newsletter())
    splicer = Splicer(made.origin, made.domain, made.pieces)
    took = timeit.timeit(lambda: splicer.build("ada@mirna.example", LINKS, 7, AT), number=500) / 500
    assert took < 250e-6
