"""Pictures at the desk: uploaded, looked at, found again, and said when something is wrong with them."""

from __future__ import annotations

import io
import json
import struct
import zlib
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from broadsheet.kit import clock
from broadsheet.pictures import originals
from broadsheet.pictures.factories import make_picture
from broadsheet.pictures.figures import figure
from broadsheet.pictures.models import Picture
from broadsheet.pictures.tests.originals import XMP, photograph
from broadsheet.pictures.tests.test_told import SAID

ADD = "/desk/images/multiple/add/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("cleo", "cleo@ledger.example", "x"))
    return client


@pytest.fixture
def torn(db: None) -> Picture:
    """A picture whose original was damaged after it was uploaded."""
    picture = make_picture("A torn drawing")
    tear(picture)
    return picture


def tear(picture: Picture) -> None:
    with picture.file.storage.open(picture.file.name, "wb") as file:
        file.write(b"not a picture")
    originals.forget()


def upload(desk: Client, name: str, body: bytes) -> dict[str, Any]:
    """What the uploader is answered when a file is dropped on it."""
    file = SimpleUploadedFile(name, body)
    answer = desk.post(
        ADD, {"title": name.rpartition(".")[0], "files[]": file}, headers={"X-Requested-With": "XMLHttpRequest"}
    )
    assert answer.status_code == 200
    found: dict[str, Any] = json.loads(answer.content)
    return found


def test_what_a_file_says_is_filled_in_as_it_is_dropped(desk: Client) -> None:
    answer = upload(desk, "DSC_0042.jpg", photograph(xmp=XMP))
    assert answer["success"]
    picture = Picture.objects.get(pk=answer["image_id"])
    assert {name: getattr(picture, name) for name in SAID} == SAID
    for words in (SAID["credit"], SAID["alt"], SAID["place"], "2026-10-14"):
        assert str(words) in answer["form"]
    assert "before it can be published" not in answer["form"]


def test_what_is_missing_is_said_at_once(desk: Client) -> None:
    answer = upload(desk, "quay.jpg", photograph())
    assert "needs a credit and a text alternative" in answer["form"]
    picture = Picture.objects.get(pk=answer["image_id"])
    assert picture.title == "quay"


@pytest.mark.parametrize(("frames", "said"), [(3, True), (1, False)])
def test_who_uploads_a_picture_that_moves_hears_that_readers_get_it_standing(
    desk: Client, frames: int, said: bool
) -> None:
    images = [Image.new("RGB", (60, 40), (80 * n, 0, 0)) for n in range(frames)]
    out = io.BytesIO()
    images[0].save(out, "GIF", save_all=True, append_images=images[1:])
    assert ("This picture moves" in upload(desk, "siren.gif", out.getvalue())["form"]) is said


def test_what_somebody_wrote_goes_before_what_the_file_says(desk: Client) -> None:
    data = {
        "title": "The quay",
        "credit": "Ebo",
        "collection": "1",
        "file": SimpleUploadedFile("q.jpg", photograph(xmp=XMP)),
    }
    assert desk.post("/desk/images/add/", data).status_code == 302
    picture = Picture.objects.get()
    assert (picture.title, picture.credit, picture.creator) == ("The quay", "Ebo", SAID["creator"])


def png(size: tuple[int, int]) -> bytes:
    """A black one, written row by row: it is small here, and large only for who opens it."""
    width, height = size
    row, packer = bytes(1 + (width + 7) // 8), zlib.compressobj(1)
    rows = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    parts = ((b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)), (b"IDAT", rows), (b"IEND", b""))
    framed = (
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(framed)


TORN = photograph()[:4000]


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        (
            "drawing.svg",
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
            "Files of this kind are not taken",
        ),
        ("drawing.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no picture"),
        ("page.jpg", b"<!doctype html><script>alert(1)</script>", "no picture"),
        ("quay.png", photograph(), "name it rightly"),
        ("quay.jpg", TORN, "“quay.jpg” is damaged"),
        ("quay.jpg", b"", "empty"),
        ("wide.png", png((10_000, 8_001)), "more than 80 million pixels"),
        ("bomb.png", png((40_000, 40_000)), "more than 80 million pixels"),
        ("heavy.jpg", photograph() + b"\x00" * 41 * 2**20, "the most is 40.0"),
    ],
    ids=["svg", "svg inside", "html", "another kind", "torn", "empty", "pixels", "bomb", "bytes"],
)
def test_a_bad_file_is_refused_in_one_sentence(desk: Client, name: str, body: bytes, said: str) -> None:
    answer = upload(desk, name, body)
    assert not answer["success"]
    assert said in answer["error_message"]
    assert answer["error_message"].count(". ") == 0
    assert not Picture.objects.exists()


def test_lists_say_what_is_missing_and_what_ends_soon(desk: Client) -> None:
    make_picture("Without", credit="", alt="")
    make_picture("Ending", rights_until=clock.now() + timedelta(days=3))
    make_picture("Ended", rights_until=clock.now() - timedelta(days=3))
    make_picture("Fine", rights_until=clock.now() + timedelta(days=30))
    for url in (
        "/desk/images/",
        "/desk/images/?layout=list",
        "/desk/images/chooser/",
        "/desk/images/chooser/?layout=list",
    ):
        page = desk.get(url).content.decode()
        for words in ("No credit", "No text alternative", "Rights end on", "Rights have ended"):
            assert page.count(words) == 1, (url, words)


@pytest.mark.parametrize("word", ["pilot", "Saltl", "lantern", "northern", "regatta"])
def test_choosers_find_by_title_caption_credit_alternative_and_tag(desk: Client, word: str) -> None:
    found = make_picture(
        "The pilot's boat", caption="In the northern channel.", credit="Saltline", alt="A lantern on a mast."
    )
    found.tags.add("regatta")
    found.save()
    make_picture("Bread")
    for url in ("/desk/images/chooser/results/", "/desk/images/results/"):
        page = desk.get(url, {"q": word}).content.decode()
        assert "The pilot" in page, url
        assert "Bread" not in page, url


def test_a_picture_that_cannot_be_read_breaks_no_screen(desk: Client, torn: Picture) -> None:
    make_picture("A whole one")
    for url in (
        *("/desk/images/", "/desk/images/?layout=list", "/desk/images/chooser/", "/desk/images/chooser/?layout=list"),
        *(f"/desk/images/{torn.pk}/", f"/desk/images/chooser/chosen/{torn.pk}/", f"/desk/images/usage/{torn.pk}/"),
    ):
        answer = desk.get(url)
        assert answer.status_code == 200, url
    assert "unreadable.svg" in desk.get("/desk/images/").content.decode()
    assert figure(torn.pk, desk=True) is None


def test_a_picture_whose_file_is_gone_breaks_no_screen(desk: Client) -> None:
    picture = make_picture("Gone")
    picture.file.storage.delete(picture.file.name)
    for url in ("/desk/images/", "/desk/images/chooser/", f"/desk/images/{picture.pk}/"):
        assert desk.get(url).status_code == 200, url


def test_a_new_file_mends_it(desk: Client, torn: Picture) -> None:
    Picture.objects.filter(pk=torn.pk).update(damage="it is torn")
    data = {"title": torn.title, "credit": torn.credit, "alt": torn.alt, "collection": "1"}
    answer = desk.post(f"/desk/images/{torn.pk}/", {**data, "file": SimpleUploadedFile("whole.jpg", photograph())})
    assert answer.status_code == 302
    assert Picture.objects.get().damage == ""
    assert figure(torn.pk) is not None
