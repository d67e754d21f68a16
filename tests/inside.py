"""python -m tests.inside MODULE:FUNCTION JSON: a function inside the site of BROADSHEET_SITE, in a process of its
own. JSON is an object of its arguments; what it returns is printed as JSON.

python -m tests.inside: the same for each line of its input, {"function": …, "arguments": …}. What is loaded is kept;
each call is a process all the same, a fork that knows nothing of the calls before. It answers a line to each:
{"answer": …} or {"failure": the traceback}.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import traceback
from importlib import import_module
from typing import Any, BinaryIO

import django
from django.db import connections

from broadsheet.site.commands.opening import kept_for_good


def main(name: str, arguments: str) -> None:
    django.setup()
    print(json.dumps(_call(name, json.loads(arguments))))


def _call(name: str, arguments: dict[str, Any]) -> Any:
    module, _, function = name.partition(":")
    return getattr(import_module(module), function)(**arguments)


def answer_all() -> None:
    """Until there is no more input."""
    told = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # what a function prints is no answer
    with kept_for_good():
        django.setup()
    while line := sys.stdin.buffer.readline():
        told.write(_answer(json.loads(line), told) + b"\n")


def _answer(call: dict[str, Any], told: BinaryIO) -> bytes:
    import_module(call["function"].partition(":")[0])  # once for all
    connections.close_all()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        told.close()
        _be_called(call, os.fdopen(writing, "wb"))
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.readline().rstrip(b"\n")
    _, status = os.waitpid(child, 0)
    return answer or json.dumps({"failure": f"it ended with the wait status {status}"}).encode()


def _be_called(call: dict[str, Any], told: BinaryIO) -> None:
    """Ends the process as its end would: what others do in it is waited for, and its databases are left."""
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        try:
            answer = {"answer": _call(call["function"], call["arguments"])}
        except BaseException:  # noqa: BLE001 - whatever it is, the caller is told
            answer = {"failure": traceback.format_exc()}
        for thread in threading.enumerate():
            if thread is not threading.current_thread() and not thread.daemon:
                thread.join()
        connections.close_all()
        sys.stdout.flush()
        told.write(json.dumps(answer).encode() + b"\n")
        told.flush()
    finally:
        os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:]) if sys.argv[1:] else answer_all()
