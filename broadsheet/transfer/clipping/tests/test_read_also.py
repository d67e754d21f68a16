""" "READ ALSO" and its kin in one line with a headline: a card, never prose."""

from __future__ import annotations

import pytest

from broadsheet.transfer.clipping.wording import related_headline

CHOIR = "Choir seeks four tenors for its concert"


@pytest.mark.parametrize(
    "line", [f"READ ALSO: {CHOIR}", f"Read also – {CHOIR}", f"READ ALSO {CHOIR}", f"SEE ALSO >> {CHOIR}"]
)
def test_the_headline_behind_the_label_is_found(line: str) -> None:
    assert related_headline(line) == CHOIR


@pytest.mark.parametrize("line", ["Read also what the harbour master wrote.", "READ MORE BOOKS", "READ ALSO"])
def test_a_sentence_is_no_label(line: str) -> None:
    assert related_headline(line) == ""
