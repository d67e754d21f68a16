"""Answers from disk name the tag by which a cache in front is told that they changed, where there is one."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadsheet.edge import nginx
from broadsheet.edge.answers import Answer
from broadsheet.edge.door import Edge
from broadsheet.press.folder import Folder, pack


@pytest.mark.parametrize("tagged", [True, False])
def test_the_path_is_the_tag(tmp_path: Path, tagged: bool) -> None:
    folder = Folder(tmp_path)
    folder.make()
    folder.put("/a,b/", pack(b"<p>Fog.</p>", ".html"))
    folder.put("/killed/", pack(b"<p>Withdrawn.</p>", ".html"), gone=True)
    edge = Edge(folder, tagged=tagged)
    for path, status, tag in ((b"/a,b/?from=mail", 200, b"/a%2Cb/"), (b"/killed/", 410, b"/killed/")):
        answer = edge.decide(b"GET", path, {})
        assert isinstance(answer, Answer)
        found = {name: value for name, value in answer.headers if name in (b"surrogate-key", b"cache-tag")}
        assert (answer.status, found) == (status, {b"surrogate-key": tag, b"cache-tag": tag} if tagged else {})


def test_nginx_says_the_path_that_was_asked_for(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.make()
    made = nginx.configuration(folder, tmp_path / "map", nginx.Site(tagged=True))
    assert "add_header Surrogate-Key $broadsheet_path always;" in made
    assert "Surrogate-Key" not in nginx.configuration(folder, tmp_path / "map", nginx.Site())
