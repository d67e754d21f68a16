"""Where the server listens, and what it says when it cannot."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from broadsheet.edge.listening import CannotListen, listen
from broadsheet.edge.tests.paper import STORY
from broadsheet.edge.tests.running import PATIENCE, read_line, start
from broadsheet.edge.tests.wire import Wire
from broadsheet.press.folder import Folder


def test_a_port_in_use_is_said_in_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CannotListen, match=rf"^Port {port} on 127\.0\.0\.1 is in use by another program: .*\.$"):
            listen("127.0.0.1", port)


def test_the_server_ends_with_that_sentence(paper: Folder) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "broadsheet.edge.tests.server", str(paper.root), "--port", str(port)],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    assert done.returncode == 1
    assert (
        done.stderr
        == f"Port {port} on 127.0.0.1 is in use by another program: stop that, or choose another port (--port).\n"
    )


@pytest.mark.parametrize(
    ("host", "port", "sentence"),
    [
        ("192.0.2.1", 0, "192.0.2.1 is no address of this machine"),
        ("no.such.host.invalid", 0, "no.such.host.invalid is no host name or address"),
        ("127.0.0.1", 70_000, "70000 is no port"),
    ],
)
def test_an_address_that_cannot_be_had(host: str, port: int, sentence: str) -> None:
    with pytest.raises(CannotListen, match=sentence):
        listen(host, port)


def test_systemd_hands_a_socket_down(paper: Folder) -> None:
    """As systemd does it: the socket is descriptor 3, LISTEN_PID is the process itself (sd_listen_fds(3))."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        script = (
            "import os, sys; os.dup2(int(sys.argv[1]), 3); os.set_inheritable(3, True); "
            "os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS='1'); "
            "os.execv(sys.executable, [sys.executable, *sys.argv[2:]])"
        )
        process = subprocess.Popen(
            [
                sys.executable, "-c", script, str(listener.fileno()),
                "-m", "broadsheet.edge.tests.server", str(paper.root),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=[listener.fileno()],
        )  # fmt: skip
        with process:
            assert read_line(process)["port"] == port
            assert Wire(port).ask("/harbour/ferry/").body == STORY
            process.terminate()
            assert process.wait(PATIENCE) == 0


def test_systemd_is_told_when_the_server_serves(
    paper: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = str(tmp_path / "notify")
    monkeypatch.setenv("NOTIFY_SOCKET", address)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as receiver:
        receiver.bind(address)
        receiver.settimeout(PATIENCE)
        with start(paper.root, log=subprocess.DEVNULL) as process:
            assert receiver.recv(100) == b"READY=1\nMAINPID=%d" % process.pid
            process.terminate()
            assert process.wait(PATIENCE) == 0
