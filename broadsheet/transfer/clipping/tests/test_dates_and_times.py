from __future__ import annotations

from datetime import date, datetime

import pytest

from broadsheet.transfer.clipping.bylines import head_line
from broadsheet.transfer.clipping.found import Month
from broadsheet.transfer.clipping.moments import date_line, time_line

SAVED_ON = date(2025, 2, 22)


@pytest.mark.parametrize(
    ("line", "time"),
    [
        ("10:48 AM", "10:48"),
        ("9:51 AM", "09:51"),
        ("12:05 AM", "00:05"),
        ("12:40 p.m.", "12:40"),
        ("3:14 PM", "15:14"),
        ("11:59PM", "23:59"),
        ("00:00", "00:00"),
        ("7:05", "07:05"),
        ("18:20", "18:20"),
        ("[18:20]", "18:20"),
        ("15.14 Uhr", "15:14"),
        ("18h30", "18:30"),
        ("3:14 PM ET", "15:14"),
        ("Feb. 20, 2025, 3:14 PM", "15:14"),
        ("20 лютого, 15:14", "15:14"),
    ],
)
def test_time_of_a_rails_line(line: str, time: str) -> None:
    found = time_line(line, SAVED_ON)
    assert found
    assert found.time == time


@pytest.mark.parametrize(
    "line", ["25:10", "10:61", "13:30 PM", "0:15 AM", "10:4", "1:2:3:4", "2-1", "at noon", "", "10"]
)
def test_what_is_no_time(line: str) -> None:
    assert time_line(line) is None


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("8:30pm Wednesday Storm makes land.", "Storm makes land."),
        ("8:30 PM Wednesday: storm makes land", "storm makes land"),
        ("20:30 Wednesday", ""),
        ("20:30 — Середа, шторм дійшов до берега", "шторм дійшов до берега"),
        ("20:30 Sunday ferry is late", "Sunday ferry is late"),
        ("20:30 Friday Night Choir Seeks Tenors", "Friday Night Choir Seeks Tenors"),
    ],
)
def test_day_of_the_week_behind_a_time_is_no_part_of_the_headline(line: str, rest: str) -> None:
    found = time_line(line)

    assert found is not None
    assert found.rest == rest


def test_time_and_headline_on_one_line() -> None:
    found = time_line("10:48 — Ferry Dora is back")
    assert found
    assert (found.time, found.rest) == ("10:48", "Ferry Dora is back")


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        ("Feb. 20, 2025, 3:14 PM", datetime(2025, 2, 20, 15, 14)),
        ("February 20, 2025 3:14 PM", datetime(2025, 2, 20, 15, 14)),
        ("Thursday, February 20, 2025", date(2025, 2, 20)),
        ("20 February 2025", date(2025, 2, 20)),
        ("Published: 20th February 2025 at 15:14", datetime(2025, 2, 20, 15, 14)),
        ("20. Februar 2025, 15.14 Uhr", datetime(2025, 2, 20, 15, 14)),
        ("20 лютого 2025 року, 15:14", datetime(2025, 2, 20, 15, 14)),
        ("четвер, 20 лютого 2025 р.", date(2025, 2, 20)),
        ("20 de febrero de 2025", date(2025, 2, 20)),
        ("20.02.2025 09:05", datetime(2025, 2, 20, 9, 5)),
        ("2025-02-20", date(2025, 2, 20)),
        ("20/02/2025", date(2025, 2, 20)),
        ("02/20/2025", date(2025, 2, 20)),
        ("February 2025", Month(2025, 2)),
        ("Лютий 2025", Month(2025, 2)),
        ("Feb. 20", date(2025, 2, 20)),
        ("Dec. 24", date(2024, 12, 24)),
    ],
)
def test_date_of_a_story(line: str, moment: object) -> None:
    found = date_line(line, SAVED_ON)
    assert found
    assert found.moment == moment


@pytest.mark.parametrize(
    ("line", "doubt"),
    [
        ("02/03/2025", "it is not certain which number is the month"),
        ("Feb. 30, 2025", "there is no such day"),
    ],
)
def test_doubtful_date_stays_open(line: str, doubt: str) -> None:
    found = date_line(line, SAVED_ON)
    assert found
    assert (found.moment, found.unsure) == (None, doubt)


def test_date_without_a_year_needs_the_day_of_saving() -> None:
    found = date_line("Feb. 20")
    assert found
    assert (found.moment, found.unsure) == (None, "the date names no year")


@pytest.mark.parametrize(
    "line",
    [
        "The storm of Feb. 20, 2025, is remembered in Port Sorel",
        "Marvel 5, 2024",
        "12 ships in 2025",
        "In May 2025 the council met",
        "May",
    ],
)
def test_line_that_only_speaks_of_a_date(line: str) -> None:
    assert date_line(line, SAVED_ON) is None


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ana Moru", ("Ana Moru",)),
        ("by Irina Valk and Jonas Ferrel", ("Irina Valk", "Jonas Ferrel")),
        ("By Irina Valk, Jonas Ferrel and Nela Brandt-Tass", ("Irina Valk", "Jonas Ferrel", "Nela Brandt-Tass")),
        ("By Jonas Ferrel, staff writer", ("Jonas Ferrel",)),
        ("Von Ana Moru und Lev Ostrin", ("Ana Moru", "Lev Ostrin")),
        ("Автор: Олена Морун", ("Олена Морун",)),
        ("By Ana Moru | Feb. 20, 2025 | 2 min read", ("Ana Moru",)),
        ("Ana Moru · 2 min read", ("Ana Moru",)),
        ("By Ana Moru February 20, 2025 3:14 PM", ("Ana Moru",)),
        ("Ana Moru, 20.02.2025", ("Ana Moru",)),
        ("By Ana Moru for the Ledger", ("Ana Moru",)),
    ],
)
def test_names_of_a_byline(line: str, names: tuple[str, ...]) -> None:
    found = head_line(line, SAVED_ON)
    assert found
    assert found.names == names


@pytest.mark.parametrize(
    "line",
    [
        "By the sea, a town waits",
        "By Friday the fog will lift",
        "By noon",
        "Von der Küste ins Tal",
        "Ana Moru",
        "2 minutes to midnight",
    ],
)
def test_what_is_no_byline(line: str) -> None:
    assert head_line(line, SAVED_ON) is None
