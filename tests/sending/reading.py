"""Mails as two parsers read them that share no code: Python's `email`, and postal-mime by its own makers."""

from __future__ import annotations

import base64
import json
import subprocess
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from tests.parts import find

SCRIPT = Path(__file__).with_name("mail.mjs")


@dataclass(frozen=True)
class Read:
    """`headers`: (name in lower case, value unfolded) in their order. Texts with \\n as line ends, without those at
    the end."""

    subject: str
    sender: tuple[str, str]
    recipient: str
    headers: list[tuple[str, str]]
    text: str
    html: str


def by_python(mail: bytes) -> Read:
    found = message_from_bytes(mail, policy=default)
    assert isinstance(found, EmailMessage)
    assert not found.defects
    text, html = (found.get_body((kind,)) for kind in ("plain", "html"))
    [sender], [recipient] = found["From"].addresses, found["To"].addresses
    return Read(
        subject=found["Subject"],
        sender=(sender.display_name, sender.addr_spec),
        recipient=_utf8(recipient.addr_spec),
        headers=[(name.lower(), " ".join(_utf8(str(value)).split())) for name, value in found.items()],
        text=_plain(text.get_content() if text else ""),
        html=_plain(html.get_content() if html else ""),
    )


def by_postal_mime(mails: list[bytes]) -> list[Read]:
    parser = find("postal-mime")
    given = json.dumps([base64.b64encode(mail).decode() for mail in mails])
    command = ["node", str(SCRIPT), str(parser)]
    done = subprocess.run(command, input=given, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return [
        Read(
            subject=each["subject"],
            sender=(each["from"]["name"], each["from"]["address"]),
            recipient=each["to"][0]["address"],
            headers=[(header["key"], " ".join(header["value"].split())) for header in each["headers"]],
            text=_plain(each["text"]),
            html=_plain(each["html"]),
        )
        for each in json.loads(done.stdout)
    ]


def _utf8(value: str) -> str:
    """Python keeps bytes that are not ASCII in a header as they are (RFC 6532 has them be UTF-8)."""
    return value.encode("utf-8", "surrogateescape").decode()


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").rstrip()
