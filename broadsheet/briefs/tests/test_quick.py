"""The first sentence of what is typed is the headline."""

from __future__ import annotations

import pytest

from broadsheet.briefs.quick import parted


@pytest.mark.parametrize(
    ("typed", "headline", "text"),
    [
        ("Fog on the bay. The pilots wait.", "Fog on the bay.", "The pilots wait."),
        ("Fog on the bay.\nThe pilots wait.", "Fog on the bay.", "The pilots wait."),
        ("Fog on the bay\r\n\r\nThe pilots wait. They do.", "Fog on the bay", "The pilots wait. They do."),
        ("Fog. Thick.\n\nThe pilots wait.", "Fog.", "Thick.\n\nThe pilots wait."),
        ("Mr. Hale resigned. He left.", "Mr. Hale resigned.", "He left."),
        ("The U.S. Navy came. It left.", "The U.S. Navy came.", "It left."),
        ("A. Fenn won! Nobody else ran.", "A. Fenn won!", "Nobody else ran."),
        ("It cost 3.5 million. Nobody paid.", "It cost 3.5 million.", "Nobody paid."),
        ("“It is over.” He left.", "“It is over.”", "He left."),
        ("Туман над бухтою. Лоцмани чекають.", "Туман над бухтою.", "Лоцмани чекають."),
        ("  ", "", ""),
    ],
)
def test_it_is_parted(typed: str, headline: str, text: str) -> None:
    assert parted(typed) == (headline, text)
