"""Voices come whole and checked, or not at all; the command line says what is there and what is missing."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from broadsheet.narration.engines.base import Setup, Voice
from broadsheet.narration.engines.piper import Piper
from broadsheet.narration.tests import tiny_voices
from broadsheet.narration.voices.catalogue import BUNDLES, Bundle, File
from broadsheet.narration.voices.fetching import NotFetched, card, part_of
from broadsheet.narration.voices.installing import (
    NotInstalled,
    from_addresses,
    install,
    install_from,
    installed,
    named,
    remove,
)

NAME = "en_US-tiny-low"


class Shelf:
    """A web server with files, which answers ranges; `broken`: after how many bytes each next answer breaks off."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.asked: list[tuple[str, str | None]] = []
        self.broken: list[int] = []
        self.ranges = True
        shelf = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                wanted = self.headers["Range"]
                shelf.asked.append((self.path, wanted))
                data = shelf.files.get(self.path)
                if data is None:
                    return self.send_error(404)
                start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted and shelf.ranges else 0
                if start >= len(data):
                    return self.send_error(416)
                self.send_response(206 if start else 200)
                self.send_header("Content-Length", str(len(data) - start))
                self.end_headers()
                data = data[start:]
                self.wfile.write(data[: shelf.broken.pop(0)] if shelf.broken else data)
                return None

            def log_message(self, format: str, *args: object) -> None:
                """The tests say what they need to know."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    one = Shelf()
    thread = threading.Thread(target=one.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield one
    one.server.shutdown()
    one.server.server_close()
    thread.join()


@pytest.fixture
def bundle(shelf: Shelf, tmp_path: Path) -> Bundle:
    """A tiny voice on the shelf."""
    tiny_voices.piper(tmp_path / "made", NAME)
    files = []
    for name in (f"{NAME}.onnx", f"{NAME}.onnx.json"):
        data = (tmp_path / "made" / "piper" / name).read_bytes()
        shelf.files[f"/{name}"] = data
        files.append(File(name, f"{shelf.url}/{name}", hashlib.sha256(data).hexdigest(), len(data)))
    shelf.files["/MODEL_CARD"] = b"Licence: CC0, no rights reserved"
    return Bundle(NAME, "piper", "en-US", "", f"{shelf.url}/MODEL_CARD", tuple(files))


@pytest.fixture
def voices(tmp_path: Path) -> Path:
    return tmp_path / "voices"


class Bar:
    """Adds up what a progress bar is told."""

    bytes = 0

    def __call__(self, count: int) -> None:
        self.bytes += count


def test_a_voice_is_fetched_checked_and_there(bundle: Bundle, voices: Path) -> None:
    bar = Bar()
    install(bundle, voices, bar)
    assert bar.bytes == bundle.size
    assert installed(voices) == [Voice("piper", NAME, "en-US")]
    assert Piper(Setup(voices)).available(Voice("piper", NAME, "en"))
    assert sorted(path.name for path in (voices / "piper").iterdir()) == [f"{NAME}.onnx", f"{NAME}.onnx.json"]


def test_a_wrong_checksum_leaves_nothing(bundle: Bundle, shelf: Shelf, voices: Path) -> None:
    data = shelf.files[f"/{NAME}.onnx"]
    shelf.files[f"/{NAME}.onnx"] = data[:-1] + b"\0"
    with pytest.raises(NotFetched, match=r"is not the file that it should be: its sha256 is [0-9a-f]{64}, not"):
        install(bundle, voices, Bar())
    assert list((voices / "piper").iterdir()) == []
    assert installed(voices) == []


def test_what_broke_off_is_continued(bundle: Bundle, shelf: Shelf, voices: Path) -> None:
    shelf.broken = [1000, 500]
    bar = Bar()
    install(bundle, voices, bar, pause=0)
    assert [asked for _, asked in shelf.asked[:3]] == [None, "bytes=1000-", "bytes=1500-"]
    assert bar.bytes == bundle.size
    assert installed(voices)


def test_it_is_continued_by_a_later_command(bundle: Bundle, shelf: Shelf, voices: Path) -> None:
    shelf.broken = [700] + [0] * 4
    with pytest.raises(NotFetched, match="what came is kept, so try again"):
        install(bundle, voices, Bar(), pause=0)
    assert part_of(bundle.files[0], voices / "piper").stat().st_size == 700
    shelf.asked.clear()
    bar = Bar()
    install(bundle, voices, bar, pause=0)
    assert shelf.asked[0] == (f"/{NAME}.onnx", "bytes=700-")
    assert bar.bytes == bundle.size


def test_a_server_without_ranges_begins_anew(bundle: Bundle, shelf: Shelf, voices: Path) -> None:
    shelf.broken, shelf.ranges = [1000], False
    bar = Bar()
    install(bundle, voices, bar, pause=0)
    assert bar.bytes == bundle.size
    assert installed(voices)


def test_a_part_that_is_whole_already_is_not_fetched_again(bundle: Bundle, shelf: Shelf, voices: Path) -> None:
    part = part_of(bundle.files[0], voices / "piper")
    part.parent.mkdir(parents=True)
    part.write_bytes(shelf.files[f"/{NAME}.onnx"])
    install(bundle, voices, Bar())
    assert [path for path, _ in shelf.asked] == [f"/{NAME}.onnx.json"]
    part.write_bytes(shelf.files[f"/{NAME}.onnx"])
    unknown = replace(bundle, files=tuple(replace(file, size=0) for file in bundle.files))
    install(unknown, voices, Bar())
    assert installed(voices)


def test_a_file_that_is_gone_is_said_at_once(bundle: Bundle, shelf: Shelf, voices: Path) -> None:
    del shelf.files[f"/{NAME}.onnx.json"]
    with pytest.raises(NotFetched, match=r"\.onnx\.json was refused: 404 Not Found\."):
        install(bundle, voices, Bar())
    assert installed(voices) == []


def test_only_the_web_is_fetched_from(bundle: Bundle, voices: Path) -> None:
    local = replace(bundle, files=tuple(replace(file, url="file:///etc/passwd") for file in bundle.files))
    with pytest.raises(NotFetched, match=r"file:///etc/passwd is no address of the web\."):
        install(local, voices, Bar())


def test_the_licence_can_be_read_first(bundle: Bundle) -> None:
    assert card(bundle.card) == "Licence: CC0, no rights reserved"


def test_a_voice_that_is_in_no_list_comes_by_address_and_checksum(bundle: Bundle, voices: Path) -> None:
    addresses, sums = zip(*((file.url, file.sha256) for file in bundle.files), strict=True)
    install(from_addresses("en_US-mine-low", addresses, sums), voices, Bar())
    assert installed(voices) == [Voice("piper", "en_US-mine-low", "en-US")]
    for wrong in (
        (addresses, sums[:1]),
        (addresses[:1], sums[:1]),
        (addresses, ("12", "34")),
        (addresses[::-1], sums),
    ):
        with pytest.raises(NotInstalled):
            from_addresses("en_US-mine-low", *wrong)


def test_a_folder_of_files_is_installed(tmp_path: Path, voices: Path) -> None:
    tiny_voices.piper(tmp_path, NAME)
    tiny_voices.kokoro(tmp_path)
    assert [name for name, _ in install_from(tmp_path / "piper", NAME, voices)] == [
        f"{NAME}.onnx",
        f"{NAME}.onnx.json",
    ]
    install_from(tmp_path / "kokoro", "kokoro", voices)
    assert [voice.name for voice in installed(voices)] == [NAME, "af_test", "bm_test", "ff_test"]
    with pytest.raises(NotInstalled, match="holds neither"):
        install_from(tmp_path, "nothing", voices)


def test_what_is_no_voice_is_refused(tmp_path: Path, voices: Path) -> None:
    tiny_voices.piper(tmp_path, NAME)
    (tmp_path / "piper" / f"{NAME}.onnx.json").write_text("[]")
    with pytest.raises(NotInstalled, match=r"en_US-tiny-low\.onnx\.json is no file of a voice\."):
        install_from(tmp_path / "piper", NAME, voices)
    assert list((voices / "piper").iterdir()) == []


def test_a_voice_is_removed(tmp_path: Path, voices: Path) -> None:
    tiny_voices.piper(voices, NAME)
    tiny_voices.kokoro(voices)
    remove(NAME, voices)
    remove("kokoro-v1.0", voices)
    assert installed(voices) == []
    for name in (NAME, "../../etc", ""):
        with pytest.raises(NotInstalled, match="There is no voice"):
            remove(name, voices)


def test_a_voice_is_named_as_people_type_it(voices: Path) -> None:
    tiny_voices.piper(voices, NAME)
    tiny_voices.kokoro(voices)
    assert named("bm_test", voices) == Voice("kokoro", "bm_test", "en-gb")
    assert named(NAME, voices) == named(f"piper:{NAME}", voices) == Voice("piper", NAME, "en-US")
    assert named(f"{NAME}:3", voices).name == f"{NAME}:3"
    assert named("uk", voices) == named("espeak:uk", voices) == Voice("espeak", "uk", "uk")
    assert named("openai:alloy", voices, "de") == Voice("openai", "alloy", "de")
    with pytest.raises(NotInstalled, match="There is no voice tlh here"):
        named("tlh", voices)


def test_every_pinned_voice_is_of_one_revision_and_has_its_checksums() -> None:
    for name, bundle in BUNDLES.items():
        assert name == bundle.name
        assert bundle.licence or bundle.card
        for file in bundle.files:
            assert len(bytes.fromhex(file.sha256)) == 32
            assert file.size > 0
            assert "/main/" not in file.url
            assert file.url.startswith("https://")
            assert file.url.endswith(f"/{file.name}")
