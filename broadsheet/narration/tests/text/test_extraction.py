"""What of a story is read out, and what never is."""

from __future__ import annotations

from typing import Any

import pytest

from broadsheet.narration.text.extraction import KINDS, Block, Passage, Source, passages, texts


def block(kind: str, value: Any, name: str = "b") -> Block:
    return {"type": kind, "value": value, "id": name}


def read(*body: Block, **fields: Any) -> list[tuple[str, str]]:
    source = Source(language="en", headline=fields.pop("headline", ""), body=list(body), **fields)
    return [(passage.kind, passage.text) for passage in passages(source)]


def test_the_disclosure_comes_first_then_headline_and_byline() -> None:
    made = passages(
        Source(
            language="en",
            disclosure="A machine reads.",
            headline="The bell is back",
            byline="Reported by Ada Quill",
            body=[block("paragraph", '<p data-block-key="x">It rings.</p>', "p1")],
        )
    )
    assert made == [
        Passage("disclosure", "disclosure", "A machine reads.", "en"),
        Passage("headline", "headline", "The bell is back", "en"),
        Passage("byline", "byline", "Reported by Ada Quill", "en"),
        Passage("p1", "paragraph", "It rings.", "en"),
    ]


def test_headings_lists_and_points_are_read() -> None:
    assert read(
        block("heading", "The <harbour>"),
        block("list", {"numbered": True, "items": [{"type": "item", "value": "<p>One</p>", "id": "1"}, "Two"]}),
        block("points", {"items": [{"type": "item", "value": "A point", "id": "2"}]}),
    ) == [("heading", "The <harbour>"), ("item", "One"), ("item", "Two"), ("item", "A point")]


def test_a_quotation_is_read_with_who_said_it_and_in_its_own_language() -> None:
    value = {"words": "Pierwsze.\n\nDrugie.", "speaker": "Jan Kruk", "role": "pilot", "how": "said", "language": "pl"}
    made = passages(Source(language="en", headline="", body=[block("quote", value, "q")]))
    assert [(each.kind, each.text, each.language) for each in made] == [
        ("quote", "Pierwsze.", "pl"),
        ("quote", "Drugie.", "pl"),
        ("attribution", "Jan Kruk, pilot", "en"),
    ]


@pytest.mark.parametrize(
    "skipped",
    [
        block("picture", {"picture": 1, "caption": "A caption"}),
        block("gallery", {"pictures": [{"picture": 1, "caption": "A caption"}]}),
        block("embed", {"url": "https://example.com/", "title": "A film", "caption": "A caption"}),
        block("table", {"caption": "A table", "columns": [], "rows": []}),
        block("related", {"headline": "Another story", "teaser": "Its teaser"}),
        block("margin", "<p>Where this comes from</p>"),
        block("note", "<p>A note</p>"),
        block("audio", {"document": 1, "caption": "A caption"}),
        block("document", {"document": 1, "caption": "A caption"}),
        block("kept", {"type": "x", "value": "Kept"}),
        block("of_another_house", "<p>Unknown</p>"),
    ],
    ids=lambda skipped: skipped["type"],
)
def test_what_is_not_on_the_list_is_not_read(skipped: Block) -> None:
    assert read(skipped) == []


def test_blocks_that_are_left_out_are_not_read() -> None:
    body = [block("paragraph", "<p>One.</p>", "a"), block("paragraph", "<p>Two.</p>", "b")]
    assert read(*body, headline="H", left_out=frozenset({"a", "headline"})) == [("paragraph", "Two.")]


def test_a_story_without_words_gives_nothing() -> None:
    assert read() == []
    assert read(block("paragraph", "<p><br/></p>"), block("paragraph", ""), block("quote", {}), headline=" ") == []


@pytest.mark.parametrize("value", [None, "", 5, [], {}, {"items": None}, {"items": [None, 5, {}]}, {"words": None}])
@pytest.mark.parametrize("kind", ["paragraph", "heading", "list", "points", "quote"])
def test_a_damaged_block_is_skipped(kind: str, value: Any) -> None:
    assert read(block(kind, value)) == []


def test_markup_goes_and_words_stay_together() -> None:
    assert texts('<p>The <a linktype="page" id="3">ferr</a>y &amp; the<br/>b<b>ell</b>.</p><p> Next. </p>') == [
        "The ferry & the bell.",
        "Next.",
    ]
    assert texts("<p>Safe<script>alert(1)</script><style>p{}</style> words</p>") == ["Safe words"]


def test_a_block_without_an_id_is_known_by_its_place() -> None:
    made = passages(Source(language="en", headline="", body=[{"type": "paragraph", "value": "<p>Old.</p>"}]))
    assert made[0].block == "at-0"


def test_every_kind_is_declared() -> None:
    value = {"words": "W.", "speaker": "S"}
    body = [block("paragraph", "P"), block("heading", "H"), block("quote", value), block("list", {"items": ["I"]})]
    found = passages(Source(language="en", headline="H", byline="B", disclosure="D", body=body))
    assert {passage.kind for passage in found} == set(KINDS)
