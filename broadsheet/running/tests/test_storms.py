"""In a storm of readers only plates are served, and the desk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from broadsheet.edge.door import DJANGO, Edge
from broadsheet.press.folder import Folder, pack
from broadsheet.running import storms

DYNAMIC = ("/desk/", "/static/", "/healthz", "/metrics", "/newsletters/subscribe/", "/preview/")


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Folder:
    settings.PRESS_ROOT = tmp_path / "press"
    made = Folder(settings.PRESS_ROOT)
    made.make()
    made.write_dynamic(DYNAMIC)
    made.put("/newsletters/", pack(b"<p>letters</p>", ".html"))
    return made


def asked(edge: Edge, path: str, method: bytes = b"GET") -> int:
    """The status; 0 for what Django would be asked."""
    edge.refresh()
    decision = edge.decide(method, path.encode(), {})
    return 0 if decision is DJANGO else decision.status  # type: ignore[union-attr]


def test_pages_and_the_desk_are_served_and_forms_are_not(folder: Folder) -> None:
    edge = Edge(folder)
    assert asked(edge, "/newsletters/subscribe/", b"POST") == 0
    storms.switch(True, "cleo")
    for path in ("/desk/", "/desk/pages/1/edit/", "/healthz", "/metrics", "/static/wagtailadmin/js/core.js"):
        assert asked(edge, path) == 0
    for path in ("/newsletters/subscribe/", "/preview/a-token/", "/newsletters/subscribe/?a=b"):
        assert {asked(edge, path, method) for method in (b"GET", b"HEAD", b"POST")} == {503}
    assert asked(edge, "/newsletters/") == 200
    storms.switch(False, "cleo")
    assert asked(edge, "/newsletters/subscribe/", b"POST") == 0


def test_the_answer_is_a_page_that_says_when_to_come_again(folder: Folder) -> None:
    storms.switch(True, "cleo")
    answer = Edge(folder).decide(b"POST", b"/newsletters/subscribe/", {})
    headers = dict(answer.headers)  # type: ignore[union-attr]
    assert headers[b"retry-after"] == b"180"
    assert headers[b"cache-control"] == b"no-store"
    assert b"nothing but pages is served" in answer.body  # type: ignore[union-attr]


def test_it_is_told_while_it_lasts(folder: Folder) -> None:
    assert list(storms.findings()) == []
    storms.switch(True, "cleo")
    (one,) = storms.findings()
    assert "(switched by cleo): when the storm is over, run `broadsheet plates-only off`" in str(one)


@pytest.mark.django_db
def test_an_administrator_has_a_button(folder: Folder, client: Client) -> None:
    client.force_login(User.objects.create_superuser("ada", "ada@ledger.example"))
    assert "Serve pages only" in client.get("/desk/health/").content.decode()
    client.post("/desk/health/plates-only/", {"plates_only": "on"})
    assert storms.since() is not None
    assert "Serve everything again" in client.get("/desk/health/").content.decode()
    client.post("/desk/health/plates-only/", {"plates_only": "off"})
    assert storms.since() is None


@pytest.mark.django_db
def test_nobody_else_has(folder: Folder, client: Client) -> None:
    client.force_login(User.objects.create_user("ben", is_staff=True))
    assert client.post("/desk/health/plates-only/", {"plates_only": "on"}).status_code in (302, 403)
    assert client.get("/desk/health/plates-only/").status_code in (302, 405)
    assert storms.since() is None
