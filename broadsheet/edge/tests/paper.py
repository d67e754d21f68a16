"""The press folder that the tests serve: a small paper from Mirna Bay."""

from __future__ import annotations

from pathlib import Path

from broadsheet.press.folder import Folder, pack

STORY = (
    b"<!doctype html><title>The ferry is late again</title><p>"
    + b" ".join(b"The harbour master counted %d gulls and %d tickets." % (n * n % 997, n) for n in range(700))
    + b"</p>"
)
MISSING = b"<!doctype html><title>No such page</title>" + b"<p>The Ledger has no such page.</p>" * 20
MISSING_DE = b"<!doctype html><title>Keine solche Seite</title>" + b"<p>Diese Seite fehlt.</p>" * 20
KILLED = b"<!doctype html><title>Withdrawn</title>" + b"<p>This story was withdrawn.</p>" * 20
AUDIO = bytes(range(256)) * 40
LONG_AUDIO = bytes(range(251)) * 12_000  # three megabytes: too large for memory
STYLE = b"body { color: black }" * 40
DYNAMIC = ("/desk/", "/media/", "/healthz")
DUE = ("/harbour/due/", "/harbour/due-too/", "/harbour/due-three/")


def print_paper(root: Path) -> Folder:
    folder = Folder(root)
    folder.make()
    pages = {
        "/": b"<!doctype html><title>The Mirna Bay Ledger</title>" + b"<p>Front page.</p>" * 40,
        "/harbour/ferry/": STORY,
        "/harbour/gr%C3%BCn/": b"<p>The green boat</p>" * 40,
        "/404.html": MISSING,
        "/de/404.html": MISSING_DE,
    }
    for url, body in pages.items():
        folder.put(url, pack(body, ".html"))
    folder.put("/harbour/ferry/audio.mp3", pack(AUDIO, ".mp3"))
    folder.put("/harbour/regatta/audio.mp3", pack(LONG_AUDIO, ".mp3"))
    folder.put("/static/paper.0123456789ab.css", pack(STYLE, ".css"))
    folder.put("/static/paper.css", pack(STYLE, ".css"))
    folder.put("/media/quay.jpg", pack(b"\xff\xd8 no real picture", ".jpg"))
    folder.put("/rails/news-feed.json", pack(b'{"briefs": []}' * 60, ".json"))
    folder.put("/harbour/killed/", pack(KILLED, ".html"), gone=True)
    folder.move("/harbour/old-ferry/", "/harbour/ferry/")
    folder.move("/harbour/older-ferry/", "/harbour/ferry/", 308)
    folder.move("/harbour/todays-ferry/", "/harbour/ferry/", 302)
    folder.move("/harbour/tonights-ferry/", "/harbour/ferry/", 307)
    folder.write_dynamic(DYNAMIC)
    folder.write_due(DUE)
    folder.bump()
    return folder
