"""What may stand in the press folder."""

from __future__ import annotations

import pytest

from broadsheet.press.folder import MOVES, Folder


@pytest.mark.parametrize("status", MOVES)
def test_a_redirect_is_read_as_it_was_written(folder: Folder, status: int) -> None:
    assert folder.move("/old/", "/new/", status)
    assert folder.redirect("/old/") == (status, "/new/")
    assert not folder.move("/old/", "/new/", status)


def test_a_redirect_that_servers_do_not_know_is_refused(folder: Folder) -> None:
    with pytest.raises(ValueError, match="cannot redirect with 303: only with 301, 302, 307, 308"):
        folder.move("/old/", "/new/", 303)
    assert folder.redirect("/old/") is None
