"""`broadsheet demo` as a person starts it: whole at once, each story in its state, and reused."""

from __future__ import annotations

import http.client
import json
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.postgres import free_port

pytestmark = pytest.mark.slow
LAST_LINE = "Ctrl+C"
WHOLE = 300.0  # seconds that pressing the demo may take on a busy machine
WAITING = ("SELECT count(*) FROM press_plate WHERE made < wanted", "SELECT count(*) FROM press_change")


@dataclass(frozen=True)
class Demo:
    """`told` is what the terminal said, `styled` what the first page's own files answered at once."""

    site: Path
    port: int
    told: str
    styled: dict[str, int]

    def ask(self, path: str) -> tuple[int, str]:
        return _ask(self.port, path)


def _ask(port: int, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(errors="replace")
    finally:
        connection.close()


def _start(site: Path, port: int) -> tuple[subprocess.Popen[str], str]:
    command = [sys.executable, "-m", "broadsheet", "demo", str(site), "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert server.stdout is not None
    told = ""
    for line in server.stdout:
        told += line
        if LAST_LINE in line:
            break
    return server, told


def _stop(server: subprocess.Popen[str]) -> None:
    server.send_signal(signal.SIGTERM)
    server.communicate(timeout=30)


def _styled(port: int) -> dict[str, int]:
    files = re.findall(r'(?:href|src)="(/static/[^"]+)"', _ask(port, "/harbour/tide-gate/")[1])
    return {file: _ask(port, file)[0] for file in files}


def _pressed(site: Path) -> None:
    end = time.monotonic() + WHOLE
    with closing(sqlite3.connect(site / "db.sqlite3", timeout=20)) as database:
        while any(database.execute(count).fetchone()[0] for count in WAITING):
            assert time.monotonic() < end, "the demo was not pressed in time"
            time.sleep(0.2)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    site, port = tmp_path_factory.mktemp("demo") / "site", free_port()
    server, told = _start(site, port)
    styled = _styled(port)
    _pressed(site)
    yield Demo(site, port, told, styled)
    _stop(server)


def test_it_tells_where_it_is_and_who_can_sign_in(demo: Demo) -> None:
    assert f"http://127.0.0.1:{demo.port}/desk/" in demo.told
    for role in ("Reporter", "Editor", "Chief editor"):
        assert f"({role})" in demo.told


def test_the_first_page_has_its_style_at_once(demo: Demo) -> None:
    assert len(demo.styled) >= 2
    assert set(demo.styled.values()) == {200}


def test_the_paper_is_whole(demo: Demo) -> None:
    front = demo.ask("/")[1]
    sections = ("/harbour/", "/town-hall/", "/schools/", "/market/", "/valley/")
    pages = re.findall(r'href="(/[^"]*)"', front + "".join(demo.ask(url)[1] for url in sections))
    inside = sorted({url for url in pages if not url.startswith("/static/")})
    assert len([url for url in inside if url.count("/") == 3 and url.startswith(sections)]) >= 60
    assert [url for url in inside if demo.ask(url)[0] != 200] == []
    assert json.loads(demo.ask("/healthz")[1])["troubles"] == []


def test_pictures_are_there_with_words_for_who_cannot_see_them(demo: Demo) -> None:
    story = demo.ask("/harbour/tide-gate/")[1]
    pictures = re.findall(r'<img [^>]*src="([^"]+)"[^>]*>', story)
    assert len(pictures) >= 5
    assert {demo.ask(url)[0] for url in pictures} == {200}
    assert story.count("Drawing: Tomas Quill") >= 2
    assert "Diagram: Tomas Quill after Marit Ovesen" in story
    assert 'alt="Four green gates' in story


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/harbour/audit/", 404, "auditors find"),
        ("/town-hall/siren-guide/", 404, "a page to cut out"),
        ("/town-hall/land-behind-wall/", 404, "Two councillors own land"),
        ("/market/seamens-mission/", 404, "Soup at the seamen"),
        ("/harbour/ferry-mascot/", 404, "The ferry has a cat"),
        ("/harbour/ferry-sold/", 410, "Ferry company to be sold"),
    ],
)
def test_what_is_kept_in_stands_nowhere(demo: Demo, path: str, status: int, words: str) -> None:
    assert demo.ask(path)[0] == status
    section = "/" + path.split("/")[1] + "/"
    for url in (path, "/", section, "/people/ines-marlow/", "/people/davit-larne/", "/topics/council/"):
        assert words not in demo.ask(url)[1]


def test_ukrainian_has_its_tree_and_each_translation_knows_the_other(demo: Demo) -> None:
    status, story = demo.ask("/uk/havan/morski-bramy/")
    assert status == 200
    assert '<html lang="uk"' in story
    base = f"http://127.0.0.1:{demo.port}"
    assert re.search(rf'hreflang="en"[^>]*href="{base}/harbour/tide-gate/"', story)
    assert re.search(rf'hreflang="uk"[^>]*href="{base}/uk/havan/morski-bramy/"', demo.ask("/harbour/tide-gate/")[1])
    assert "Рибний ринок" in demo.ask("/uk/news-feed/")[1]


def test_arabic_runs_from_right_to_left(demo: Demo) -> None:
    for path in ("/ar/", "/ar/mina/", "/ar/mina/bawwabat-al-madd/", "/ar/news-feed/"):
        status, page = demo.ask(path)
        assert status == 200, path
        assert '<html lang="ar" dir="rtl"' in page, path


def test_the_leading_story_says_how_we_know(demo: Demo) -> None:
    story = demo.ask("/harbour/tide-gate/")[1]
    for words in ("How we know this", "Key points", "Correction", "Log book of the gates", "Travel, per cent"):
        assert words in story
    log = re.search(r'href="(/media/[^"]+\.csv)"', story)
    assert log
    assert demo.ask(log[1])[1].startswith("entry,gate,work")


def test_the_desk_finds_what_is_in_the_paper(demo: Demo) -> None:
    search = "SELECT count(DISTINCT object_id) FROM wagtailsearch_indexentry WHERE content_type_id = (%s)"
    kind = "SELECT id FROM django_content_type WHERE app_label = ? AND model = ?"
    used = "SELECT count(*) FROM wagtailcore_referenceindex WHERE model_path = 'hero'"
    with closing(sqlite3.connect(demo.site / "db.sqlite3", timeout=20)) as database:

        def found() -> tuple[int, int, int]:
            stories, briefs = (
                database.execute(search % kind, name).fetchone()[0]
                for name in (("stories", "storypage"), ("briefs", "brief"))
            )
            return stories, briefs, database.execute(used).fetchone()[0]

        end = time.monotonic() + 60
        while not all(least <= there for least, there in zip((70, 160, 40), found(), strict=True)):
            assert time.monotonic() < end, found()
            time.sleep(0.2)


def test_a_second_start_serves_the_same_newsroom_under_the_port_that_it_has_now(tmp_path: Path) -> None:
    site, first, port = tmp_path / "site", free_port(), free_port()
    server, _ = _start(site, first)
    _stop(server)
    made = (site / "secrets.toml").read_bytes()
    server, told = _start(site, port)
    front = _ask(port, "/")[1]
    _stop(server)
    assert (site / "secrets.toml").read_bytes() == made
    assert "(Reporter)" in told
    assert told.index("(Chief editor)") < told.index("is served at")
    assert front.count("/harbour/tide-gate/") == 2  # its card, and its correction in the News Feed
    assert f"http://127.0.0.1:{port}/" in front
    assert f":{first}" not in front


def test_a_newsroom_whose_making_was_killed_is_made_whole(tmp_path: Path) -> None:
    site, port = tmp_path / "site", free_port()
    command = [sys.executable, "-m", "broadsheet", "demo", str(site), "--port", str(port)]
    killed = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    end = time.monotonic() + 30
    while not (site / "broadsheet.toml").exists():
        assert time.monotonic() < end
        time.sleep(0.005)
    killed.kill()
    killed.wait()
    server, told = _start(site, port)
    front = _ask(port, "/")[1]
    _stop(server)
    assert "(Chief editor)" in told
    assert front.count("/harbour/tide-gate/") == 2  # its card, and its correction in the News Feed
