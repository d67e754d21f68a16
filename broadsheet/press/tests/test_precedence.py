"""While fresh changes are pressed, other threads stand aside at their next query, for a moment."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from broadsheet.press.precedence import AT_MOST, IN_A_ROW, precedence

pytestmark = pytest.mark.django_db(transaction=True)
NOBODY_WAITS = AT_MOST / 2


@pytest.fixture(autouse=True)
def rested() -> None:
    """Nothing was pressed for a while."""
    precedence.__init__()  # type: ignore[misc]


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes in another thread."""
    took: list[float] = []

    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
        connection.close()

    other = threading.Thread(target=run)
    other.start()
    other.join()
    return took[0]


def query() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def test_another_thread_waits_at_its_query_until_the_press_has_passed() -> None:
    came = threading.Event()

    def press() -> None:
        came.wait()
        with precedence.taken():
            pressing.set()
            time.sleep(AT_MOST * 0.8)

    pressing = threading.Event()
    thread = threading.Thread(target=press)
    thread.start()

    def work() -> None:
        came.set()
        pressing.wait()
        query()

    assert seconds(work) > AT_MOST * 0.6
    thread.join()


def test_nobody_waits_longer_than_a_moment_however_long_the_press_takes() -> None:
    with precedence.taken():
        time.sleep(AT_MOST)
        assert seconds(lambda: [query() for _ in range(20)]) < NOBODY_WAITS


def test_the_press_itself_does_not_wait() -> None:
    query()
    with precedence.taken():
        began = time.perf_counter()
        query()
        assert time.perf_counter() - began < NOBODY_WAITS


def test_who_is_inside_a_transaction_does_not_wait_since_the_press_may_need_its_lock() -> None:
    inside, pressing, took = threading.Event(), threading.Event(), []

    def work() -> None:
        with transaction.atomic():
            query()
            inside.set()
            pressing.wait()
            began = time.perf_counter()
            query()
            took.append(time.perf_counter() - began)
        connection.close()

    other = threading.Thread(target=work)
    other.start()
    inside.wait()
    with precedence.taken():
        pressing.set()
        other.join()
    assert took[0] < NOBODY_WAITS


def test_who_switched_autocommit_off_does_not_wait_either() -> None:
    with precedence.taken():

        def work() -> None:
            connection.set_autocommit(False)
            try:
                query()
            finally:
                connection.rollback()
                connection.set_autocommit(True)

        assert seconds(work) < NOBODY_WAITS


def test_a_press_without_end_gets_its_share_and_no_more() -> None:
    """A request of many queries does not wait at each of them."""
    stop = threading.Event()

    def press() -> None:
        while not stop.is_set():
            with precedence.taken():
                time.sleep(AT_MOST / 2)

    pressing = threading.Thread(target=press)
    pressing.start()
    try:
        assert seconds(lambda: [query() for _ in range(40)]) < IN_A_ROW + 10 * AT_MOST
    finally:
        stop.set()
        pressing.join()


def test_who_presses_for_a_reader_does_not_wait() -> None:
    def work() -> None:
        with precedence.beside():
            query()

    with precedence.taken():
        assert seconds(work) < NOBODY_WAITS
