"""An archive is whole or refused, whatever happened to its bytes."""

from __future__ import annotations

import io
import os
import random
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
import zstandard

from broadsheet.running.archive import packing, reading, streams
from broadsheet.running.archive.streams import Broken


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "harbour.jpg").write_bytes(random.Random(4).randbytes(400_000))
    (folder / "Набережна.txt").write_text("Mirna Bay")
    return folder


def made(files: Path, target: Path, *recipients: str) -> Path:
    with packing.archive(target, {"broadsheet": "0"}, recipients) as packer:
        for file in sorted(files.iterdir()):
            packer.add_file(f"site/media/{file.name}", file)
    return target


def unpacked(path: Path, place: Path, *keys: str) -> dict[str, bytes]:
    contents = reading.verify(path, keys)
    reading.unpack(path, keys, contents, lambda name: place / name.removeprefix("site/media/"))
    return {file.name: file.read_bytes() for file in place.iterdir()}


@pytest.mark.parametrize("sealed", [False, True], ids=["plain", "encrypted"])
def test_what_went_in_comes_out(files: Path, tmp_path: Path, sealed: bool) -> None:
    key, recipient = streams.new_key()
    path = made(files, tmp_path / "a", *([recipient] if sealed else []))
    assert unpacked(path, tmp_path / "out", key) == {file.name: file.read_bytes() for file in files.iterdir()}
    assert path.stat().st_mode & 0o777 == 0o600
    assert not sealed or b"Mirna" not in path.read_bytes()


@pytest.mark.parametrize("sealed", [False, True], ids=["plain", "encrypted"])
def test_every_damaged_or_cut_archive_is_refused(files: Path, tmp_path: Path, sealed: bool) -> None:
    key, recipient = streams.new_key()
    path = made(files, tmp_path / "a", *([recipient] if sealed else []))
    whole = path.read_bytes()
    for at in range(40, len(whole), len(whole) // 25):
        for broken in (whole[:at], whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]):
            path.write_bytes(broken)
            with pytest.raises(Broken):
                reading.verify(path, [key])


def test_another_key_does_not_open_it_and_none_is_asked_for(files: Path, tmp_path: Path) -> None:
    path = made(files, tmp_path / "a", streams.new_key()[1])
    with pytest.raises(Broken, match="cannot be opened by this key"):
        reading.verify(path, [streams.new_key()[0]])
    with pytest.raises(Broken, match="name the file with its key"):
        reading.verify(path)


def test_nothing_appears_when_writing_breaks_off(files: Path, tmp_path: Path) -> None:
    (tmp_path / "place").mkdir()

    def broken_off(*recipients: str) -> None:
        with packing.archive(tmp_path / "place/a", {}, recipients) as packer:
            packer.add_file("site/harbour.jpg", files / "harbour.jpg")
            raise RuntimeError

    for recipients in ([], [streams.new_key()[1]]):
        with pytest.raises(RuntimeError):
            broken_off(*recipients)
    assert list((tmp_path / "place").iterdir()) == []


@pytest.mark.parametrize("sealed", [False, True], ids=["plain", "encrypted"])
def test_a_full_disk_is_told(sealed: bool) -> None:
    def write() -> None:
        with Path("/dev/full").open("wb") as full, streams.packing(full, [streams.new_key()[1]] * sealed) as plain:
            for _ in range(400):
                plain.write(os.urandom(100_000))

    with pytest.raises(OSError):
        write()


@pytest.mark.parametrize("name", ["../outside", "/etc/passwd", "site/../../outside", "elsewhere/x", "site/"])
def test_names_that_lead_elsewhere_are_refused(tmp_path: Path, name: str) -> None:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as tar:
        tar.addfile(tarfile.TarInfo(name), io.BytesIO())
    path = tmp_path / "a"
    path.write_bytes(zstandard.ZstdCompressor().compress(raw.getvalue()))
    with pytest.raises(Broken, match="does not belong there"):
        reading.verify(path)


def test_a_link_is_refused(tmp_path: Path) -> None:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as tar:
        info = tarfile.TarInfo("site/media")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc"
        tar.addfile(info)
    path = tmp_path / "a"
    path.write_bytes(zstandard.ZstdCompressor().compress(raw.getvalue()))
    with pytest.raises(Broken, match="does not belong there"):
        reading.verify(path)


@pytest.mark.skipif(not shutil.which("tar") or not shutil.which("zstd"), reason="this machine has no zstd")
def test_other_programs_open_it(files: Path, tmp_path: Path) -> None:
    path = made(files, tmp_path / "a.tar.zst")
    subprocess.run(["tar", "--zstd", "-xf", path, "-C", tmp_path], check=True, capture_output=True)
    assert (tmp_path / "site/media/harbour.jpg").read_bytes() == (files / "harbour.jpg").read_bytes()


def test_a_file_that_shrinks_while_it_is_read_is_written_again(files: Path, tmp_path: Path) -> None:
    file = files / "harbour.jpg"

    class Shrinking(packing._Counted):
        def read(self, size: int) -> bytes:
            file.write_bytes(b"short")
            return super().read(size)

    path = tmp_path / "a"
    with pytest.MonkeyPatch.context() as patch, packing.archive(path, {"broadsheet": "0"}, []) as packer:
        patch.setattr(packing, "_Counted", Shrinking)
        packer.add_file("site/media/harbour.jpg", file)
        assert packer.restless() == ["site/media/harbour.jpg"]
        patch.undo()
        assert packer.add_file("site/media/harbour.jpg", file)
        assert packer.restless() == []
    assert unpacked(path, tmp_path / "out") == {"harbour.jpg": b"short"}
