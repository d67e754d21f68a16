"""Originals, documents and recordings in a bucket that several hosts share: nothing of them is public by itself, the
desk gets them, and a bucket that is away is told from a file that is lost."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client

from broadsheet.kit import media
from broadsheet.kit.buckets import Bucket, NotReached, Patience
from broadsheet.kit.shelf import Shelf
from broadsheet.pictures.factories import make_picture
from broadsheet.pictures.originals import opened
from broadsheet.press import plates
from broadsheet.running import moving_media
from broadsheet.running.health import outside
from broadsheet.running.tests.elsewhere import s3_server
from broadsheet.sourcing.factories import make_document
from broadsheet.sourcing.files import url_of

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
NOWHERE = "s3://ledger/media?endpoint=http://127.0.0.1:9&region=us-east-1"
KEYS = {"id": "testing", "secret": "testing"}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with s3_server("ledger") as found:
        yield found


@pytest.fixture
def address(endpoint: str, settings, tmp_path: Path) -> Iterator[str]:
    found = f"s3://ledger/{tmp_path.name}?endpoint={endpoint}&region=us-east-1"
    settings.S3, settings.MEDIA_TO = KEYS, found
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "broadsheet.kit.media.BucketStorage"}}
    yield found
    media._bucket.cache_clear()


def test_an_original_lies_in_the_bucket_and_the_desk_alone_gets_it(address: str, settings, admin_client) -> None:
    picture = make_picture("Ferry")
    name = picture.file.name
    assert name in {each.removeprefix("media/") for each in Bucket(address, KEYS).listed()}
    assert not (Path(settings.MEDIA_ROOT) / name).exists()
    assert picture.file.url == f"/desk/files/{name}"
    answer = admin_client.get(picture.file.url)
    with picture.file.open() as original:
        assert b"".join(answer.streaming_content) == original.read()
    assert answer["Cache-Control"] == "private, max-age=3600"
    assert Client().get(picture.file.url).status_code == 302
    assert admin_client.get("/desk/files/original_images/none.jpg").status_code == 404
    assert admin_client.get("/desk/files/../shelves/imports/a.csv").status_code == 404


def test_two_files_of_one_name_are_two(address: str) -> None:
    storage = storages["default"]
    names = {storage.save("documents/report.csv", ContentFile(b"a,b\n")) for _ in range(2)}
    assert len(names) == 2
    assert all(name.startswith("documents/report_") and name.endswith(".csv") for name in names)
    assert storage.listdir("documents")[1] == sorted(name.removeprefix("documents/") for name in names)


def test_a_document_is_pressed_from_the_bucket(address: str) -> None:
    document = make_document()
    with document.file.open() as original:
        body = original.read()
    found = plates.make(url_of(document)).result
    assert isinstance(found, plates.Page)
    assert found.body == body


def test_a_bucket_that_is_away_is_no_lost_original(address: str, settings, admin_client) -> None:
    picture = make_picture("Quay")
    url = picture.file.url
    settings.MEDIA_TO = NOWHERE
    with pytest.raises(NotReached, match=r"s3://ledger/media at http://127\.0\.0\.1:9 cannot be used"):
        opened(picture)
    answer = admin_client.get(url)
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    (told,) = outside.buckets()
    assert (told.area, str(told.level)) == ("buckets", "red")
    assert "media_to" in told.remedy


def test_a_line_that_breaks_is_told_in_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(30)

        def hang_up() -> None:
            with suppress(OSError):
                while True:
                    listener.accept()[0].close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        address = f"s3://ledger/media?endpoint=http://127.0.0.1:{listener.getsockname()[1]}&region=us-east-1"
        with pytest.raises(NotReached, match=r"^s3://ledger/media at http://127\.0\.0\.1:\d+ cannot be used "):
            Bucket(address, KEYS, Patience(2, 2, 1)).put("a", b"b")
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


def test_what_one_host_puts_on_a_shelf_another_finds(address: str, tmp_path: Path) -> None:
    here, there = (Shelf(tmp_path / host, "readings") for host in ("here", "there"))
    (tmp_path / "here").mkdir()
    (tmp_path / "here/a.reading").write_bytes(b"sound")
    here.share("a.reading")
    here.forget("a.reading")
    assert list((tmp_path / "here").iterdir()) == []
    found = there.find("a.reading")
    assert found is not None
    assert (found.read_bytes(), found.stat().st_mode & 0o777) == (b"sound", 0o600)
    assert list(here.shared()) == ["a.reading"]
    there.remove("a.reading")
    assert (here.find("a.reading"), dict(here.shared()), found.exists()) == (None, {}, False)


def test_what_lay_in_the_folder_is_moved_once(address: str, settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT, settings.SITE = tmp_path / "media", tmp_path
    for name in ("media/original_images/a.jpg", "narration/recordings/abc/audio.mp3", "media/.half"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    found = ["media/original_images/a.jpg", "shelves/recordings/abc/audio.mp3"]
    assert list(moving_media.move(address)) == [(name, True) for name in found]
    assert list(moving_media.move(address)) == [(name, False) for name in found]
    assert Bucket(address, KEYS, Patience()).get(found[0]) == b"media/original_images/a.jpg"
