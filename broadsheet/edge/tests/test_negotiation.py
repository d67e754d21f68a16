"""What the headers of a request ask for."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.edge.negotiation import Unsatisfiable, byte_range, codings, matches, unchanged

TAG = b'"0a1b"'


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        (b"", ("",)),
        (b"gzip, deflate, br, zstd", ("zstd", "br", "gzip", "")),
        (b"gzip, deflate", ("gzip", "")),
        (b"br;q=0.5, gzip;q=1.0", ("gzip", "br", "")),
        (b"br;q=0, gzip", ("gzip", "")),
        (b"gzip;q=0", ("",)),
        (b"*", ("zstd", "br", "gzip", "")),
        (b"*;q=0", ("",)),
        (b"*, br;q=0", ("zstd", "gzip", "")),
        (b"identity", ("",)),
        (b"identity;q=1, gzip;q=0.5", ("",)),
        (b"identity;q=0.5, gzip", ("gzip", "")),
        (b"identity;q=0, br", ("br", "")),
        (b"X-GZIP", ("gzip", "")),
        (b" br ; Q=0.8 ,gzip ;q=0.9", ("gzip", "br", "")),
        (b"gzip;q=nan, br;q=1.5, zstd;q=-1", ("",)),
        (b"gzip;q=0.1234", ("",)),
        (b"gzip;level=9;q=0.7", ("gzip", "")),
        (b",,;q=1,", ("",)),
    ],
)
def test_codings_best_first(accept: bytes, wanted: tuple[str, ...]) -> None:
    assert codings(accept) == wanted


@given(st.binary(max_size=400))
def test_any_accept_encoding_is_understood_somehow(accept: bytes) -> None:
    wanted = codings(accept)
    assert wanted[-1] == ""
    assert len(set(wanted)) == len(wanted)
    assert codings(accept) == wanted


_weights = st.integers(0, 1000)


@given(st.dictionaries(st.sampled_from(["zstd", "br", "gzip", "identity", "*"]), _weights, max_size=5))
def test_codings_follow_the_weights(weights: dict[str, int]) -> None:
    accept = ", ".join(f"{name};q={weight / 1000:.3f}" for name, weight in weights.items())
    wanted = codings(accept.encode())
    given_to = {name: weights.get(name, weights.get("*", 0)) for name in ("zstd", "br", "gzip")}
    assert all(given_to[coding] > 0 for coding in wanted[:-1])
    assert [given_to[c] for c in wanted[:-1]] == sorted((given_to[c] for c in wanted[:-1]), reverse=True)
    identity = weights.get("identity", weights.get("*", 0))
    left_out = set(given_to) - set(wanted)
    assert all(given_to[coding] == 0 or given_to[coding] < identity for coding in left_out)


@pytest.mark.parametrize(
    "header",
    [b'"0a1b"', b'W/"0a1b"', b"*", b" * ", b'"x", "0a1b"', b'"x,y",W/"0a1b"', b'"x" ,"0a1b" , "z"'],
)
def test_a_tag_in_the_list_means_unchanged(header: bytes) -> None:
    assert unchanged(header, TAG)


@pytest.mark.parametrize("header", [b"", b'"0a1"', b"0a1b", b'"0A1B"', b'"x"', b'"x"0a1b"'])
def test_another_tag_means_changed(header: bytes) -> None:
    assert not unchanged(header, TAG)


def test_if_match_takes_no_weak_tag() -> None:
    assert matches(b'"x", "0a1b"', TAG)
    assert matches(b"*", TAG)
    assert not matches(b'W/"0a1b"', TAG)


@pytest.mark.parametrize(
    ("header", "span"),
    [
        (b"bytes=0-0", (0, 1)),
        (b"bytes=0-", (0, 100)),
        (b"bytes=10-19", (10, 20)),
        (b"bytes=90-1000", (90, 100)),
        (b"bytes=-10", (90, 100)),
        (b"bytes=-1000", (0, 100)),
        (b"Bytes = 5 - 6", (5, 7)),
        (b"bytes=-", None),
        (b"bytes=5-4", None),
        (b"bytes=0-1,5-6", None),
        (b"lines=0-1", None),
        (b"bytes=a-b", None),
        (b"bytes=0-" + b"9" * 5000, None),
        (b"  bytes=0-1 ", (0, 2)),
        (b"bytes=0-1" + b" " * 200, None),
    ],
)
def test_single_range(header: bytes, span: tuple[int, int] | None) -> None:
    assert byte_range(header, 100) == span


@pytest.mark.parametrize("header", [b"bytes=100-", b"bytes=100-200", b"bytes=-0", b"bytes=99999999-"])
def test_range_outside(header: bytes) -> None:
    with pytest.raises(Unsatisfiable):
        byte_range(header, 100)


@given(st.binary(max_size=60), st.integers(0, 1000))
def test_any_range_lies_within(header: bytes, size: int) -> None:
    for value in (header, b"bytes=" + header):
        try:
            span = byte_range(value, size)
        except Unsatisfiable:
            continue
        assert span is None or 0 <= span[0] < span[1] <= size


def test_a_long_range_takes_no_longer_than_its_length_explains() -> None:
    """Ten times as many spaces took a hundred times as long."""

    def best(count: int) -> float:
        header, took = b"bytes=" + b" " * count + b"x", []
        for _ in range(7):
            start = time.thread_time()
            assert byte_range(header, 100) is None
            took.append(time.thread_time() - start)
        return min(took)

    assert best(5000) < 30 * max(best(500), 1e-5)


def test_an_accept_encoding_that_no_browser_sends_is_not_parsed() -> None:
    assert codings(b"gzip, " * 50) == ("",)
