"""The local mailbox at the desk: mails as they would have gone out, shown so that nothing of them runs."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from broadsheet.newsletters.desk import mailbox
from broadsheet.newsletters.senders.mailbox import Mailbox

pytestmark = pytest.mark.django_db
MAIL = """From: The Tide Letter <letters@ledger.example>\r
To: ana@example.org\r
Subject: =?utf-8?b?{subject}?=\r
Message-ID: <{number}@ledger.example>\r
List-Unsubscribe: <https://ledger.example/newsletters/unsubscribe/t/>\r
MIME-Version: 1.0\r
Content-Type: multipart/alternative; boundary=b\r
\r
--b\r
Content-Type: text/plain; charset=utf-8\r
\r
Read it at https://ledger.example/tide/ <script>alert(1)</script>\r
--b\r
Content-Type: text/html; charset=utf-8\r
\r
<p>Read <a href="https://ledger.example/tide/">it</a></p><script>alert(1)</script>\r
--b--\r
"""


async def _deliver(mailbox: Mailbox) -> None:
    box = await mailbox.connect()
    for number, subject in ((1, "Rmlyc3Q="), (2, "U2Vjb25k")):
        mail = MAIL.format(number=number, subject=subject).encode()
        await box.offer("l@ledger.example", "ana@example.org", mail)
        await box.finish()


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.MAIL_URL, settings.MAIL_FOLDER = "", tmp_path / "mail"
    asyncio.run(_deliver(Mailbox(settings.MAIL_FOLDER)))
    for at, file in enumerate(sorted((tmp_path / "mail" / "new").iterdir())):
        os.utime(file, (1_800_000_000 + at, 1_800_000_000 + at))
    return tmp_path / "mail"


def signed_in(group: str) -> Client:
    user = User.objects.create(username=group)
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    return client


def test_the_newest_mail_stands_first(folder: Path) -> None:
    page = signed_in("Chief editor").get(reverse("newsletters_mailbox")).content.decode()
    newest = mailbox._read(mailbox._newest(folder)[0])
    assert newest is not None
    other = {"First": "Second", "Second": "First"}[newest.subject]
    assert 0 < page.index(newest.subject) < page.index(other)


def test_a_mail_shows_its_text_with_links_and_its_headers(folder: Path) -> None:
    name = mailbox._newest(folder)[0].name
    page = signed_in("Chief editor").get(reverse("newsletters_mail", args=(name,))).content.decode()
    assert '<a href="https://ledger.example/tide/"' in page
    assert "<script>alert(1)</script>" not in page
    assert "letters@ledger.example" in page
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page


def test_its_html_stands_in_a_frame_in_which_nothing_runs(folder: Path) -> None:
    name = mailbox._newest(folder)[0].name
    answer = signed_in("Chief editor").get(reverse("newsletters_mail_html", args=(name,)))
    policy = answer["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-popups")
    assert "allow-scripts" not in policy
    assert "default-src 'none'" in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("name", ["..", "../../secrets.toml", "%2e%2e", ".hidden", "nothing"])
def test_nothing_but_a_mail_is_opened(folder: Path, name: str) -> None:
    (folder / "secrets.toml").write_text("secret")
    assert signed_in("Chief editor").get(f"/desk/newsletters/mailbox/{name}/").status_code == 404


def test_editors_read_no_readers_mail(folder: Path) -> None:
    assert signed_in("Editor").get(reverse("newsletters_mailbox")).status_code != 200


def test_where_there_is_a_mail_server_there_is_no_mailbox(settings: Any) -> None:
    settings.MAIL_URL = "smtp://mail.relay.example"
    client = signed_in("Chief editor")
    assert "there is no mailbox here" in client.get(reverse("newsletters_mailbox")).content.decode()
    assert client.get("/desk/newsletters/mailbox/x/").status_code == 404
