"""Tokens: what is signed for one thing is worth nothing for another, and nothing that was changed is taken."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from broadsheet.newsletters import hashes, tokens

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def test_each_reads_what_it_wrote() -> None:
    assert tokens.read_unsubscribe(tokens.unsubscribe(7, 3)) == (7, 3)
    assert tokens.read_preferences(tokens.preferences(7, 3, NOW), NOW) == (7, 3)
    assert tokens.read_confirm(tokens.confirm(7, NOW), NOW) == 7
    assert tokens.read_undo(tokens.undo(7, 3, NOW), NOW) == (7, 3)
    assert tokens.read_fresh("erase", tokens.fresh("erase", 7, 3, NOW), NOW) == (7, 3)
    assert tokens.read_form_time(tokens.form_time(NOW)) == NOW


def test_confirming_ends_after_a_week_and_leaving_never() -> None:
    token = tokens.confirm(7, NOW)
    assert tokens.read_confirm(token, NOW + timedelta(days=7)) == 7
    assert tokens.read_confirm(token, NOW + timedelta(days=7, seconds=1)) is None
    assert tokens.read_confirm(token, NOW - timedelta(minutes=6)) is None


def test_no_purpose_takes_anothers() -> None:
    made = {
        "unsubscribe": tokens.unsubscribe(7, 3),
        "preferences": tokens.preferences(7, 3, NOW),
        "confirm": tokens.confirm(7, NOW),
        "undo": tokens.undo(7, 3, NOW),
        "export": tokens.fresh("export", 7, 3, NOW),
        "erase": tokens.fresh("erase", 7, 3, NOW),
        "agree": tokens.fresh("agree", 7, 3, NOW),
        "form": tokens.form_time(NOW),
        "pressed": tokens.pressed(NOW),
    }
    read = {
        "unsubscribe": tokens.read_unsubscribe,
        "preferences": lambda token: tokens.read_preferences(token, NOW),
        "confirm": lambda token: tokens.read_confirm(token, NOW),
        "undo": lambda token: tokens.read_undo(token, NOW),
        "export": lambda token: tokens.read_fresh("export", token, NOW),
        "erase": lambda token: tokens.read_fresh("erase", token, NOW),
        "agree": lambda token: tokens.read_fresh("agree", token, NOW),
        "form": tokens.read_form_time,
        "pressed": tokens.read_pressed,
    }
    for purpose, reads in read.items():
        taken = {other for other, token in made.items() if reads(token) is not None}
        assert taken == {purpose}


def test_nothing_that_was_changed_is_taken() -> None:
    token = tokens.unsubscribe(7, 3)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for at in range(len(token)):
        for letter in letters:
            if letter != token[at]:
                assert tokens.read_unsubscribe(token[:at] + letter + token[at + 1 :]) is None


@pytest.mark.parametrize("token", ["", "x", "é" * 38, "A" * 38, "=" * 38, "A" * 10_000, "\x00" * 38, "٣" * 38])
def test_rubbish_is_none(token: str) -> None:
    assert tokens.read_unsubscribe(token) is None
    assert tokens.read_preferences(token, NOW) is None
    assert tokens.read_confirm(token, NOW) is None
    assert tokens.read_form_time(token) is None


def test_random_rubbish_is_none() -> None:
    chance = random.Random(4)
    for _ in range(2000):
        text = "".join(chr(chance.choice((45, 61, 95, *range(48, 123), 0x430))) for _ in range(chance.randrange(60)))
        assert tokens.read_unsubscribe(text) is None


def test_hashes_of_different_things_differ() -> None:
    assert hashes.of("ada@post.example") != hashes.of_place("ada@post.example")
    assert hashes.of_code(1, "123456") != hashes.of_code(2, "123456")
    assert len(hashes.of("ada@post.example")) == 64
