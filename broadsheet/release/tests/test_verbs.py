"""The verbs of release: they check the right, write the standing alone, and keep why."""

from __future__ import annotations

import pytest

from broadsheet.release.actions import standing
from broadsheet.release.actions.standing import Refused, reason_of


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_no_reason_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="reason is needed"):
        reason_of(text)


def test_a_reason_is_one_line_that_fits() -> None:
    assert reason_of("  It was\nanother bay. ") == "It was another bay."
    assert len(reason_of("word " * 1000)) <= standing.REASON_LENGTH
