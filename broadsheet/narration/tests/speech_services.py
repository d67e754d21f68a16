"""Speech services on this machine that speak the protocols of the real ones: their answers, limits and errors.

What they say is tones by the length of the text. `faults` are answered first, one a request: a status with headers
and body, or the name of what goes wrong on the line.
"""

from __future__ import annotations

import base64
import io
import json
import threading
import time
import wave
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

import numpy as np

Fault = tuple[int, dict[str, str], Any] | str
SECONDS_A_LETTER = 0.07
OPENAI_VOICES = {"alloy", "ash", "ballad", "coral", "echo", "fable", "nova", "onyx", "sage", "shimmer"}
KEY = "sk-mirna-bay"


def speech(text: str, rate: int, speed: float = 1.0) -> bytes:
    """16-bit samples."""
    time_of = np.arange(int(len(text) * SECONDS_A_LETTER * rate / speed)) / rate
    return (np.sin(2 * np.pi * 220 * time_of) * 9000).astype("<i2").tobytes()


def wav(samples: bytes, rate: int, *, streamed: bool = False) -> bytes:
    """`streamed`: with the sizes that a service writes when it does not know them yet."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples)
    data = bytearray(out.getvalue())
    if streamed:
        data[4:8] = data[40:44] = b"\xff\xff\xff\xff"
    return bytes(data)


class Service:
    """Serves while it is entered; `asked` holds (path, headers, body) of every request."""

    def __init__(self, answer: Callable[[str, dict[str, str], dict[str, Any]], tuple[int, str, bytes]]) -> None:
        self.asked: list[tuple[str, dict[str, str], dict[str, Any]]] = []
        self.faults: list[Fault] = []
        self.answer = answer
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> Service:
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                headers = {name.lower(): value for name, value in self.headers.items()}
                service.asked.append((self.path, headers, body))
                fault = service.faults.pop(0) if service.faults else None
                if isinstance(fault, tuple):
                    status, extra, said = fault
                    raw = said if isinstance(said, bytes) else json.dumps(said).encode()
                    return self.reply(status, "application/json", raw, extra)
                status, kind, data = service.answer(self.path, headers, body)
                if fault == "breaks off":
                    self.close_connection = True
                    return self.reply(status, kind, data, {"Content-Length": str(len(data) * 2)})
                if fault == "hangs":
                    time.sleep(1.5)
                return self.reply(status, kind, data, {})

            def reply(self, status: int, kind: str, data: bytes, extra: dict[str, str]) -> None:
                self.send_response(status)
                for name, value in ({"Content-Type": kind, "Content-Length": str(len(data))} | extra).items():
                    self.send_header(name, value)
                self.end_headers()
                try:
                    self.wfile.write(data)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            def log_message(self, format: str, *args: Any) -> None:
                """The tests say what they need to know."""

        return Handler


def openai(*, streamed: bool = True, slowly: float = 1.0, cut: str = "") -> Service:
    """As POST /v1/audio/speech of OpenAI's own API answers. Of texts that hold the words `cut` it gives the half."""

    def answer(path: str, headers: dict[str, str], body: dict[str, Any]) -> tuple[int, str, bytes]:
        def error(status: int, message: str) -> tuple[int, str, bytes]:
            facts = {"error": {"message": message, "type": "invalid_request_error", "param": None, "code": None}}
            return status, "application/json", json.dumps(facts).encode()

        if path != "/v1/audio/speech":
            return error(404, f"Invalid URL (POST {path})")
        if headers.get("authorization") != f"Bearer {KEY}":
            return error(401, "Incorrect API key provided: sk-mir*bay.")
        if body["voice"] not in OPENAI_VOICES:
            return error(400, f"Input should be one of {', '.join(sorted(OPENAI_VOICES))}")
        if len(body["input"]) > 4096:
            return error(400, "String should have at most 4096 characters")
        samples = speech(body["input"], 24_000, body["speed"] / slowly)
        if cut and cut in body["input"]:
            samples = samples[: len(samples) // 4 * 2]
        if body["response_format"] == "pcm":
            return 200, "audio/pcm", samples
        return 200, "audio/wav", wav(samples, 24_000, streamed=streamed)

    return Service(answer)


def elevenlabs(*, half: bool = False) -> Service:
    """As POST /v1/text-to-speech/{voice_id}/with-timestamps answers; `half`: it stops in the middle of the text."""

    def answer(path: str, headers: dict[str, str], body: dict[str, Any]) -> tuple[int, str, bytes]:
        def error(status: int, code: str, message: str) -> tuple[int, str, bytes]:
            return status, "application/json", json.dumps({"detail": {"status": code, "message": message}}).encode()

        place, _, query = path.partition("?")
        if headers.get("xi-api-key") != KEY:
            return error(401, "invalid_api_key", "Invalid API key")
        if place != "/v1/text-to-speech/21m00Tcm/with-timestamps":
            return error(404, "voice_not_found", "A voice with the voice_id was not found.")
        if not body.get("text"):
            detail = [{"loc": ["body", "text"], "msg": "Field required", "type": "missing"}]
            return 422, "application/json", json.dumps({"detail": detail}).encode()
        assert query == "output_format=pcm_22050", query
        text = body["text"][: len(body["text"]) // 2] if half else body["text"]
        times = {
            "characters": list(text),
            "character_start_times_seconds": [n * SECONDS_A_LETTER for n in range(len(text))],
            "character_end_times_seconds": [(n + 1) * SECONDS_A_LETTER for n in range(len(text))],
        }
        sound = base64.b64encode(speech(text, 22_050, body.get("voice_settings", {}).get("speed", 1.0))).decode()
        facts = {"audio_base64": sound, "alignment": times, "normalized_alignment": times}
        return 200, "application/json", json.dumps(facts).encode()

    return Service(answer)
