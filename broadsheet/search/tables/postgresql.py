"""PostgreSQL: a tsvector under a GIN index. Vectors and queries are written out here, word by word, so that no
dictionary of the server has a say and both databases find the same.

Weights tell fields apart: A the headline, B the byline, C standfirst and captions, D the text; marks have none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db import connection

from broadsheet.search.tables import NAME, Place, Wanted
from broadsheet.search.terms import Term

WEIGHTS = {"headline": "A", "byline": "B", "standfirst": "C", "caption": "C", "body": "D"}
_SCORE = "ts_rank('{0.1, 0.3, 0.5, 1.0}', words, %s::tsquery)"
_APART = 10  # positions between two fields, which no phrase spans
_LAST = 16_383  # the greatest position that PostgreSQL keeps
_MOST = 255  # positions of one word


def put(place: int, fields: Mapping[str, list[str]], marks: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {NAME} (place, words) VALUES (%s, %s::tsvector)",  # noqa: S608  (a name of our own)
            [place, _vector(fields, marks)],
        )


def drop(places: Iterable[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {NAME} WHERE place = ANY(%s)", [list(places)])  # noqa: S608  (a name of our own)


def find(wanted: Wanted, most: int) -> list[Place]:
    """The newest are taken first, then judged: nobody waits for the rank of fifty thousand."""
    query = _query(wanted)
    newest = (
        f"SELECT place, words FROM {NAME} WHERE words @@ %s::tsquery AND place BETWEEN %s AND %s "  # noqa: S608  (names of our own)
        "ORDER BY place DESC LIMIT %s"
    )
    statement = f"SELECT place, {_SCORE} FROM ({newest}) AS newest ORDER BY place DESC"  # noqa: S608  (names of our own)
    with connection.cursor() as cursor:
        cursor.execute(statement, [query, query, wanted.first, wanted.last, most])
        return [Place(place, score) for place, score in cursor.fetchall()]


def marked(mark: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT place FROM {NAME} WHERE words @@ %s::tsquery", [_mark(mark)])  # noqa: S608  (a name of our own)
        return [place for (place,) in cursor.fetchall()]


def forget() -> None:
    """Autovacuum frees the pages of rows that were dropped."""


def _vector(fields: Mapping[str, list[str]], marks: Sequence[str]) -> str:
    at = 1
    where: dict[str, list[str]] = {}
    for name, weight in WEIGHTS.items():
        for token in fields[name]:
            where.setdefault(token, []).append(f"{min(at, _LAST)}{weight}")
            at += 1
        at += _APART
    words = [f"'{token}':{','.join(places[:_MOST])}" for token, places in where.items()]
    return " ".join((*words, *map(_mark, marks)))


def _query(wanted: Wanted) -> str:
    parts = [_phrase(term) for term in wanted.terms if not term.unwanted]
    parts += [_phrase(term, "B") for term in wanted.by if not term.unwanted]
    parts += [_mark(mark) for mark in wanted.marks]
    parts += [f"!({_phrase(term)})" for term in wanted.terms if term.unwanted]
    return " & ".join(f"({part})" for part in parts)


def _phrase(term: Term, weights: str = "") -> str:
    """Tokens hold letters and digits alone: nothing in them closes the quotation marks."""
    *first, last = term.tokens
    suffix = f":{'*' if term.forms else ''}{weights}" if term.forms or weights else ""
    return " <-> ".join([*(f"'{token}'{':' + weights if weights else ''}" for token in first), f"'{last}'{suffix}"])


def _mark(mark: str) -> str:
    return f"'{mark}'"
