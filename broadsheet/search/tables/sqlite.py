"""SQLite: FTS5. Words come folded already, so its tokenizer has only to part them.

FTS5 goes through its rows by their number, forwards or backwards, and stops where it is told: a place grows with
time, so the newest finds cost the same among a hundred thousand stories.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db import connection

from broadsheet.search.tables import NAME, Place, Wanted
from broadsheet.search.terms import Term
from broadsheet.search.texts import FIELDS

WEIGHTS = {"headline": 8.0, "byline": 4.0, "standfirst": 4.0, "caption": 1.5, "body": 1.0, "marks": 0.0}
_COLUMNS = ", ".join(("rowid", *FIELDS, "marks"))
_SCORE = f"-bm25({NAME}, {', '.join(str(WEIGHTS[name]) for name in (*FIELDS, 'marks'))})"


def put(place: int, fields: Mapping[str, list[str]], marks: Sequence[str]) -> None:
    values: list[int | str] = [place, *(" ".join(fields[name]) for name in FIELDS), " ".join(map(_mark, marks))]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {NAME} ({_COLUMNS}) VALUES ({', '.join(['%s'] * len(values))})",  # noqa: S608  (names of our own)
            values,
        )


def drop(places: Iterable[int]) -> None:
    with connection.cursor() as cursor:
        for place in places:
            cursor.execute(f"DELETE FROM {NAME} WHERE rowid = %s", [place])  # noqa: S608  (a name of our own)


def find(wanted: Wanted, most: int) -> list[Place]:
    score = _SCORE if wanted.terms or wanted.by else "0.0"
    statement = (
        f"SELECT rowid, {score} FROM {NAME} WHERE {NAME} MATCH %s AND rowid BETWEEN %s AND %s "  # noqa: S608  (names of our own)
        "ORDER BY rowid DESC LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [_query(wanted), wanted.first, wanted.last, most])
        return [Place(place, score) for place, score in cursor.fetchall()]


def marked(mark: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT rowid FROM {NAME} WHERE {NAME} MATCH %s", [f'marks : "{_mark(mark)}"'])  # noqa: S608  (names of our own)
        return [place for (place,) in cursor.fetchall()]


def forget() -> None:
    """Its parts keep the words of deleted rows until they are merged."""
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {NAME}({NAME}) VALUES('optimize')")


def _query(wanted: Wanted) -> str:
    anywhere = f"{{{' '.join(FIELDS)}}}"
    parts = [f"{anywhere} : {_phrase(term)}" for term in wanted.terms if not term.unwanted]
    parts += [f"byline : {_phrase(term)}" for term in wanted.by if not term.unwanted]
    parts += [f'marks : "{_mark(mark)}"' for mark in wanted.marks]
    without = [f"{anywhere} : {_phrase(term)}" for term in wanted.terms if term.unwanted]
    query = " AND ".join(f"({part})" for part in parts)
    return f"({query}) NOT ({' OR '.join(f'({part})' for part in without)})" if without else query


def _phrase(term: Term) -> str:
    """Tokens hold letters and digits alone: nothing in them closes the quotation marks."""
    return f'"{" ".join(term.tokens)}"{" *" if term.forms else ""}'


def _mark(mark: str) -> str:
    """As one token."""
    return "".join(sign for sign in mark if sign.isalnum())
