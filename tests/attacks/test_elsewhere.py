"""Nobody is led elsewhere by an address of ours, and nothing of ours goes where others say (SSRF)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client

from broadsheet.edge.door import Edge
from broadsheet.press.folder import Folder, pack
from tests.attacks import rights
from tests.attacks.routes import of_the_desk
from tests.parts import ROOT

ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "https:evil.example",
    "javascript:alert(1)",
)


@pytest.mark.django_db
@pytest.mark.parametrize("to", ELSEWHERE)
def test_a_sign_in_leads_nowhere_else(to: str) -> None:
    client = Client()
    User.objects.create_superuser("root", "root@ledger.example", "the tide gate of 1911")
    sent = {"username": "root", "password": "the tide gate of 1911", "next": to}
    for answer in (client.post("/desk/login/", sent), client.get("/desk/login/", {"next": to})):
        assert "evil" not in answer.headers.get("Location", "")
        assert not answer.headers.get("Location", "").startswith("javascript")


@pytest.mark.django_db
@pytest.mark.parametrize("to", ELSEWHERE[:2])
def test_no_screen_of_the_desk_leads_elsewhere(to: str) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.create_superuser("root", "root@ledger.example"))
    for route in of_the_desk():
        if "logout" not in str(route) and "<" not in str(route) and "(" not in str(route):
            answer = client.get(route.url(), {"next": to, "return_to": to, "redirect_to": to, "url": to})
            rights.put_away(answer)
            assert "evil" not in answer.headers.get("Location", ""), route


@pytest.mark.parametrize(
    "path", [b"//evil.example", b"//evil.example/", b"/\\evil.example", b"/%2fevil.example", b"/%5cevil.example/.."]
)
def test_the_slash_that_is_put_behind_a_path_makes_no_other_host(tmp_path: Path, path: bytes) -> None:
    folder = Folder(tmp_path / "press")
    folder.make()
    folder.put("/evil.example/", pack(b"<p>", ".html"))
    answer = Edge(folder).decide(b"GET", path, {b"host": b"ledger.example"})
    to = dict(answer.headers).get(b"location", b"/x")  # type: ignore[union-attr]
    assert to.startswith(b"/")
    assert not to.startswith((b"//", b"/\\"))


REACHES_OUT = {
    "http", "urllib.request", "requests", "httpx", "aiohttp", "boto3", "botocore", "smtplib", "ftplib", "dns",
    "asyncssh", "paramiko", "socket",
}  # fmt: skip
WHO_REACHES_OUT = {
    "kit/outbound.py": "the one way to addresses that others wrote",
    "narration/engines/asking.py": "the speech service that the operator names in the settings",
    "narration/voices/fetching.py": "files of a list that ships, by the operator's command, with checksums",
    "newsletters/checking/asking.py": "the operator's DNS server",
    "newsletters/couriers/__main__.py": "the worker that started it, by a socket of this machine",
    "newsletters/senders/smtp.py": "the relay that the operator names",
    "press/caches/base.py": "the cache in front of the paper, at the address that the operator names",
    "running/health/outside.py": "the relay and the paper's own address",
    "running/watching.py": "names of the errors of mail only",
}
"""Files that open connections, and to whom: who follows an address that somebody typed uses kit/outbound.py."""


def test_whoever_reaches_out_is_known() -> None:
    package = ROOT / "broadsheet"
    found = {
        str(file.relative_to(package))
        for file in package.rglob("*.py")
        if "tests" not in file.parts and "edge" not in file.parts and _connects(file.read_text(encoding="utf-8"))
    }
    assert found - set(WHO_REACHES_OUT) == set()


def _connects(text: str) -> bool:
    imported = set(_imported(ast.parse(text)))
    opens = "urlopen(" in text or "create_connection(" in text or "HTTPConnection" in text or "socket.socket(" in text
    others = imported & (REACHES_OUT - {"http", "socket", "urllib.request"})
    return bool(others or (opens and imported & REACHES_OUT))


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield from (name.name, name.name.split(".")[0])
        elif isinstance(node, ast.ImportFrom) and node.module and not node.module.startswith("django"):
            yield from (node.module, node.module.split(".")[0])
