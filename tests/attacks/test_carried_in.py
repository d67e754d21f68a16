"""A script that comes in by a file, a saved page or what a picture says of itself, is followed to readers and the
desk: it is read as words, and runs nowhere."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from broadsheet.briefs.models import Brief
from broadsheet.newsletters.models import Subscriber
from broadsheet.newsletters.tests.issues import make_newsletter
from broadsheet.pictures.models import Picture
from broadsheet.pictures.tests.originals import XMP, camera, photograph, with_iim
from broadsheet.sections.factories import make_section
from broadsheet.stories.factories import make_story
from broadsheet.stories.models import StoryPage
from broadsheet.transfer.clippings import ClippingImport
from broadsheet.transfer.subscribers import SubscriberImport
from tests.attacks.poison import TAG, WHOLE, alive
from tests.pressing import Pressing

pytestmark = pytest.mark.django_db
P = escape(WHOLE)
LONG = (
    "The ferry between Mirna Bay and the outer islands will sail again from April, its new owners told the council."
)
PAGE = f"""<!doctype html><html lang="en"><head><title>{P} | The Mirna Bay Ledger</title>
<meta property="og:description" content="{P}"><script>{TAG}()</script></head><body onload="{TAG}()">
<aside><h2>News Feed</h2><p>10:48 AM</p><h3>Gate closes {P}.</h3>
<p>{P} The gate will be shut for two days.</p></aside>
<article><h1>Ferry to sail again {P}</h1><p class="byline">By Alice {P}</p>
<p><time datetime="2026-03-01T09:30:00+00:00">March 1, 2026</time></p>
<figure><img src="javascript:{TAG}()" alt="{P}" onerror="{TAG}()"><figcaption>The old ferry {P}. (Bob Tarn/{P})
</figcaption></figure>
<p onclick="{TAG}()">{LONG} {P}</p><p>{LONG}<a href="javascript:{TAG}()">fares</a><{TAG} onclick=a>{P}</{TAG}></p>
<h2>{P}</h2><blockquote>{P} {LONG}</blockquote><ul><li>{P} {LONG}</li><li>{LONG}</li></ul>
<svg onload="{TAG}()"><script>{TAG}()</script></svg><p>{LONG} {P}</p></article></body></html>"""


@pytest.fixture
def desk(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("cleo", "cleo@ledger.example"))
    return client


def harmless_outside(pressing: Pressing, *, at_least: int) -> None:
    """Everything that is pressed; the words of the poison have to come out somewhere."""
    looked, found = 0, []
    for _, name, file in pressing.folder.walk():
        if file.suffix in (".html", ".xml", ".json"):
            text = file.read_text(encoding="utf-8")
            looked += TAG in text
            found += [(name, each) for each in alive(name, text)]
    assert found == []
    assert looked >= at_least, "the poison came out nowhere: the test is blind"


def harmless_inside(desk: Client, *addresses: str, also: tuple[str, ...] = ()) -> None:
    """`also` are screens on which the poison need not be."""
    for address in (*addresses, *also):
        answer = desk.get(address)
        page = answer.json()["html"] if "json" in answer.headers["Content-Type"] else answer.content.decode()
        assert TAG in page or address in also, f"the poison is not on {address}: the test is blind"
        assert alive("page.html", page) == [], address


def test_what_a_saved_page_says(pressing: Pressing, desk: Client, tmp_path: Path) -> None:
    make_section("Harbour")
    file = tmp_path / "ferry.html"
    file.write_text(PAGE)
    ClippingImport().run([file], dry=False)
    story: Any = StoryPage.objects.get()
    edit = reverse("wagtailadmin_pages:edit", args=(story.pk,))
    harmless_inside(desk, edit, reverse("wagtailadmin_pages:view_draft", args=(story.pk,)), also=("/desk/",))
    draft = story.get_latest_revision_as_object()
    draft.headline_is_working = False
    draft.save_revision().publish()
    for brief in Brief.objects.all():
        brief.get_latest_revision().publish()
    pressing.settle()
    assert TAG in (pressing.read(story.url) or "")
    harmless_outside(pressing, at_least=8)
    lists = [reverse(f"wagtailsnippets_{name}:list") for name in ("briefs_brief", "people_contributor")]
    harmless_inside(desk, edit, also=(*lists, "/desk/"))


def poisoned_xmp() -> bytes:
    text = XMP.decode()
    for said in ("Ferry in fog", "The ferry leaves &amp; vanishes.", "Abena Lisk/Saltline", "Abena Lisk", "Bob Tarn"):
        text = text.replace(said, f"{said} {P}")
    for said in ("© 2026 Saltline", "Not for adverts.", "A white ferry half hidden by fog.", "North Quay"):
        text = text.replace(said, f"{said} {P}")
    return text.replace("https://saltline.example/terms", f"javascript:{TAG}()").encode()


RECORDS = {
    5: WHOLE,
    25: WHOLE,
    80: WHOLE,
    90: WHOLE,
    101: WHOLE,
    105: WHOLE,
    110: WHOLE,
    115: WHOLE,
    116: WHOLE,
    120: WHOLE,
}
SAYING = {
    "xmp": lambda: photograph(xmp=poisoned_xmp()),
    "iptc": lambda: with_iim(photograph(), RECORDS),
    "exif": lambda: photograph(exif=camera(artist=WHOLE, description=WHOLE, copyright=WHOLE)),
}


@pytest.mark.parametrize("how", SAYING)
def test_what_a_picture_says_of_itself(pressing: Pressing, desk: Client, how: str) -> None:
    file = SimpleUploadedFile(f"{TAG}.jpg", SAYING[how]())
    sent = {"title": "x", "files[]": file}
    said = json.loads(
        desk.post("/desk/images/multiple/add/", sent, headers={"X-Requested-With": "XMLHttpRequest"}).content
    )
    assert said["success"], said
    assert alive("form.html", said["form"]) == []
    picture = Picture.objects.get()
    words = (picture.title, picture.caption, picture.alt, picture.credit, picture.creator, picture.copyright_notice)
    assert any(TAG in each for each in words), "the file said nothing: the test is blind"
    Picture.objects.update(
        **{name: getattr(picture, name) or WHOLE for name in ("caption", "alt", "credit")},
        rights_until=None,
        rights_from=None,
    )
    story = make_story("Ferry in fog", hero=Picture.objects.get())
    pressing.settle()
    assert TAG in (pressing.read(story.url) or "")
    harmless_outside(pressing, at_least=1)
    edit = reverse("wagtailimages:edit", args=(picture.pk,))
    chosen = reverse("wagtailadmin_pages:edit", args=(story.pk,))
    lists = ("/desk/images/", "/desk/images/?layout=list", "/desk/images/chooser/")
    harmless_inside(desk, edit, also=(*lists, chosen))


def test_what_a_list_of_subscribers_says(desk: Client, tmp_path: Path) -> None:
    """Addresses are known by their form; what stands beside them is not kept, and no cell becomes a formula."""
    letter = make_newsletter()
    file = tmp_path / "list.csv"
    rows = [
        f'"<{TAG}>@mirna.example",x',
        f'a@mirna.example,"{TAG}"',
        '"=cmd()@mirna.example",x',
        '"+1@mirna.example",x',
    ]
    file.write_text("email,name\n" + "\n".join(rows) + "\n")
    work = SubscriberImport(letter.slug, f"I would like it. {WHOLE}")
    work.look([file])
    work.run(dry=False)
    kept = set(Subscriber.objects.values_list("address", flat=True))
    assert "a@mirna.example" in kept
    assert not any("<" in each for each in kept)
    page = desk.get("/desk/newsletters/subscribers/").content.decode()
    assert alive("page.html", page) == []
    table = b"".join(desk.get(f"/desk/newsletters/{letter.pk}/subscribers.csv")).decode()
    assert not [line for line in table.splitlines() if line.lstrip('"')[:1] in "=+-@"]
