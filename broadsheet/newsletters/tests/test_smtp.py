"""The SMTP client: what it says, what it makes of the answers, and whom it does not trust."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvloop

from broadsheet.kit import hosts
from broadsheet.newsletters.senders.base import Lost, Refused, Reply, Unfinished, Unreachable, Unsuited
from broadsheet.newsletters.senders.smtp import Connection, Patience, Relay
from broadsheet.newsletters.tests.relays import HELLO, Script, certificate, scripted
from tests.sites import until

MAIL = b"Subject: Tide\r\n\r\nHigh water.\r\n"
TAKEN: Script = [("MAIL", "250 2.1.0 ok"), ("RCPT", "250 2.1.5 ok"), ("DATA", "354 go on")]


def relay(port: int, **more: object) -> Relay:
    return Relay("127.0.0.1", port, hello="ledger.example", **more)


class Session:
    """A session whose every step is waited for."""

    def __init__(self, runner: asyncio.Runner, session: Connection) -> None:
        self._runner, self._session = runner, session

    def offer(self, sender: str, recipient: str, message: bytes, *, smtputf8: bool = False) -> None:
        self._runner.run(self._session.offer(sender, recipient, message, smtputf8=smtputf8))

    def finish(self) -> Reply:
        return self._runner.run(self._session.finish())

    def quit(self) -> None:
        self._runner.run(self._session.quit())

    def abandon(self) -> None:
        self._session.abandon()

    @property
    def spent(self) -> bool:
        return self._session.spent


Connect = Callable[..., Session]


@pytest.fixture
def connect() -> Iterator[Connect]:
    """Opens sessions, which are closed after the test."""
    opened: list[Session] = []

    def begin(port: int, **more: object) -> Session:
        opened.append(Session(runner, runner.run(relay(port, **more).connect())))
        return opened[-1]

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        yield begin
        for session in opened:
            session.abandon()
        runner.run(asyncio.sleep(0))


def test_a_message_goes_in_two_steps(connect: Connect) -> None:
    with scripted([*HELLO, *TAKEN, (".", "250 2.0.0 queued as 7"), ("QUIT", "221 bye")]) as server:
        session = connect(server.port)
        session.offer("tide@ledger.example", "ada@mirna.example", MAIL)
        reply = session.finish()
        session.quit()
    assert (reply.code, reply.status, reply.text) == (250, "2.0.0", "queued as 7")
    assert server.wrong == []
    assert server.heard[1:4] == [
        b"MAIL FROM:<tide@ledger.example>\r\n",
        b"RCPT TO:<ada@mirna.example>\r\n",
        b"DATA\r\n",
    ]
    assert server.heard[4] == MAIL + b".\r\n"


def test_lines_that_begin_with_a_dot_are_stuffed(connect: Connect) -> None:
    with scripted([*HELLO, *TAKEN, (".", "250 ok")]) as server:
        session = connect(server.port)
        session.offer("a@ledger.example", "b@mirna.example", b".one\r\n.\r\nX: y\r\n..two")
        session.finish()
    assert server.heard[4] == b"..one\r\n..\r\nX: y\r\n...two\r\n.\r\n"


@pytest.mark.parametrize("recipient", ["a@b>\r\nRCPT TO:<eve@mirna.example", "a\n@mirna.example", "a>@mirna.example"])
def test_an_address_brings_no_command_of_its_own(recipient: str, connect: Connect) -> None:
    with scripted(HELLO) as server:
        session = connect(server.port)
        with pytest.raises(Unsuited):
            session.offer("tide@ledger.example", recipient, MAIL)
        session.abandon()


@pytest.mark.parametrize(
    ("answers", "code", "status"),
    [
        (("550 5.7.1 policy", "503 no", "503 no"), 550, "5.7.1"),
        (("250 ok", "550-5.1.1 nobody\r\n550 5.1.1 here", "554 no"), 550, "5.1.1"),
        (("250 ok", "250 ok", "451 4.3.0 later"), 451, "4.3.0"),
        (("250 ok", "450 busy", "503 no"), 450, ""),
    ],
)
def test_the_first_refusal_counts_and_the_session_goes_on(
    answers: tuple[str, ...], code: int, status: str, connect: Connect
) -> None:
    first = list(zip(["MAIL", "RCPT", "DATA"], answers, strict=True))
    with scripted([*HELLO, *first, ("RSET", "250 ok"), *TAKEN, (".", "250 ok")]) as server:
        session = connect(server.port)
        with pytest.raises(Refused) as refused:
            session.offer("a@ledger.example", "b@mirna.example", MAIL)
        session.offer("a@ledger.example", "c@mirna.example", MAIL)
        session.finish()
    assert (refused.value.reply.code, refused.value.reply.status) == (code, status)
    assert server.wrong == []


def test_a_relay_that_waits_for_a_message_that_nobody_is_to_get_is_given_an_empty_one(connect: Connect) -> None:
    first = [("MAIL", "250 ok"), ("RCPT", "550 5.1.1 nobody"), ("DATA", "354 go on"), (".", "554 no recipients")]
    with scripted([*HELLO, *first, *TAKEN, (".", "250 ok")]) as server:
        session = connect(server.port)
        with pytest.raises(Refused):
            session.offer("a@ledger.example", "b@mirna.example", MAIL)
        session.offer("a@ledger.example", "c@mirna.example", MAIL)
        session.finish()
    assert server.heard[4] == b".\r\n"


@pytest.mark.parametrize("answer", ["354 go on", "", "hello", "999 what", "250" + "-x\r\n250" * 20_000])
def test_what_is_no_answer_to_the_end_leaves_it_unknown(answer: str, connect: Connect) -> None:
    with scripted([*HELLO, *TAKEN, (".", answer)]) as server:
        session = connect(server.port)
        session.offer("a@ledger.example", "b@mirna.example", MAIL)
        with pytest.raises(Lost) as lost:
            session.finish()
        session.abandon()
    assert not isinstance(lost.value, Unfinished)


def test_a_relay_that_hangs_up_in_the_middle_is_noticed_before_the_end(connect: Connect) -> None:
    with scripted([*HELLO, *TAKEN]) as server:
        session = connect(server.port)
        session.offer("a@ledger.example", "b@mirna.example", MAIL)
        server.join(5)
        with pytest.raises(Unfinished):
            session.finish()
        session.abandon()


def test_no_step_waits_for_ever(connect: Connect) -> None:
    with scripted([*HELLO, *TAKEN, (".", ""), ("never", "")]) as server:
        session = connect(server.port, patience=Patience(end=0.1))
        session.offer("a@ledger.example", "b@mirna.example", MAIL)
        with pytest.raises(Lost, match="timed out"):
            session.finish()
        session.abandon()


def test_nobody_there_greets_too_late_or_has_no_room(connect: Connect) -> None:
    with pytest.raises(Unreachable, match="cannot be reached"):
        connect(9)
    with scripted([("", "421 4.3.2 too many")]) as server, pytest.raises(Unreachable, match="too many"):
        connect(server.port)
    with scripted([("never", "")]) as server, pytest.raises(Unreachable, match="timed out"):
        connect(server.port, patience=Patience(greeting=0.1))


def test_a_connection_is_spent_after_its_messages_and_after_421(connect: Connect) -> None:
    with scripted(
        [
            *HELLO,
            *TAKEN,
            (".", "250 ok"),
            ("MAIL", "421 closing"),
            ("RCPT", "503 no"),
            ("DATA", "503 no"),
            ("RSET", "250 ok"),
        ]
    ) as server:
        session = connect(server.port, messages=2)
        session.offer("a@ledger.example", "b@mirna.example", MAIL)
        session.finish()
        assert not session.spent
        with pytest.raises(Refused):
            session.offer("a@ledger.example", "b@mirna.example", MAIL)
        assert session.spent
        session.abandon()


# -- encryption and passwords


def words(user: str, password: str) -> str:
    return base64.b64encode(f"\0{user}\0{password}".encode()).decode()


def test_starttls_is_demanded_and_nothing_is_said_before_it(tmp_path: Path, connect: Connect) -> None:
    server_side, trusted = certificate(tmp_path)
    script = [
        *(("", "220 here"), ("EHLO", "250-here\r\n250 STARTTLS"), ("STARTTLS", "220 go")),
        *(("EHLO", "250-here\r\n250-AUTH PLAIN LOGIN\r\n250 PIPELINING"), ("AUTH PLAIN", "235 2.7.0 welcome")),
        *(*TAKEN, (".", "250 ok"), ("QUIT", "221 bye")),
    ]
    with scripted(script, server_side) as server:
        session = connect(server.port, tls="starttls", trusts=trusted, user="cleo", password="tide 9")
        session.offer("a@ledger.example", "b@mirna.example", MAIL)
        session.finish()
        session.quit()
    assert server.wrong == []
    assert f"AUTH PLAIN {words('cleo', 'tide 9')}\r\n".encode() in server.heard


def test_smtps_encrypts_from_the_first_byte_and_login_is_spoken(tmp_path: Path, connect: Connect) -> None:
    server_side, trusted = certificate(tmp_path)
    script = [
        *(("", "220 here"), ("EHLO", "250-here\r\n250 AUTH=LOGIN"), ("AUTH LOGIN", "334 VXNlcm5hbWU6")),
        *((base64.b64encode(b"cleo").decode(), "334 UGFzc3dvcmQ6"), (base64.b64encode(b"tide").decode(), "235 ok")),
    ]
    with scripted(script, server_side, tls_first=True) as server:
        connect(server.port, tls="smtps", trusts=trusted, user="cleo", password="tide").abandon()
    assert server.wrong == []


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path, connect: Connect) -> None:
    server_side, _ = certificate(tmp_path)
    with (
        scripted([("", "220 here")], server_side, tls_first=True) as server,
        pytest.raises(Unreachable, match="CERTIFICATE_VERIFY_FAILED"),
    ):
        connect(server.port, tls="smtps")


def test_a_relay_that_has_no_encryption_gets_no_password(connect: Connect) -> None:
    script = [("", "220 here"), ("EHLO", "250-here\r\n250 AUTH PLAIN")]
    with scripted(script) as server, pytest.raises(Unreachable, match="STARTTLS"):
        connect(server.port, tls="starttls", user="cleo", password="tide")
    assert len(server.heard) == 1


def test_no_password_goes_in_clear_to_another_machine(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosts, "is_this_machine", lambda host: False)
    script = [("", "220 here"), ("EHLO", "250-here\r\n250 AUTH PLAIN")]
    with scripted(script) as server, pytest.raises(Unreachable, match=r"in clear: use smtp\+tls://"):
        connect(server.port, user="cleo", password="tide")
    assert len(server.heard) == 1


def test_what_was_said_before_the_encryption_is_not_believed(tmp_path: Path, connect: Connect) -> None:
    server_side, trusted = certificate(tmp_path)
    script = [
        ("", "220 here"),
        ("EHLO", "250-here\r\n250 STARTTLS"),
        ("STARTTLS", "220 go\r\n250-evil\r\n250 AUTH PLAIN"),
    ]
    with scripted(script, server_side) as server, pytest.raises(Unreachable, match="before the encryption"):
        connect(server.port, tls="starttls", trusts=trusted)


def test_a_wrong_password_is_told_without_it(connect: Connect) -> None:
    script = [("", "220 here"), ("EHLO", "250-here\r\n250 AUTH PLAIN"), ("AUTH", "535 5.7.8 wrong")]
    with scripted(script) as server, pytest.raises(Unreachable, match=r"5\.7\.8 wrong") as told:
        connect(server.port, user="cleo", password="tide-secret")
    assert "tide-secret" not in str(told.value)
    assert "tide-secret" not in repr(relay(1, password="tide-secret"))


def test_addresses_beyond_ascii_go_where_smtputf8_is_offered(connect: Connect) -> None:
    hello = [("", "220 here"), ("EHLO", "250-here\r\n250-8BITMIME\r\n250 SMTPUTF8")]
    with scripted([*hello, *TAKEN, (".", "250 ok")]) as server:
        session = connect(server.port)
        session.offer("a@ledger.example", "ä@mirna.example", MAIL, smtputf8=True)
        session.finish()
    assert server.heard[1] == b"MAIL FROM:<a@ledger.example> SMTPUTF8 BODY=8BITMIME\r\n"
    assert server.heard[2] == "RCPT TO:<ä@mirna.example>\r\n".encode()
    with scripted(HELLO) as server:
        session = connect(server.port)
        with pytest.raises(Unsuited):
            session.offer("a@ledger.example", "ä@mirna.example", MAIL, smtputf8=True)
        session.abandon()


def test_an_old_relay_is_greeted_in_the_old_way(connect: Connect) -> None:
    script = [("", "220 here"), ("EHLO", "502 what?"), ("HELO", "250 here"), *TAKEN, (".", "250 ok")]
    with scripted(script) as server:
        session = connect(server.port)
        session.offer("a@ledger.example", "b@mirna.example", MAIL)
        session.finish()
        until(lambda: not server.is_alive())
    assert server.wrong == []
