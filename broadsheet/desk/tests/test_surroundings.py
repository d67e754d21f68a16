"""Menus, footer and looks at the desk: for chief editors, out at once, and refused with a sentence."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from broadsheet.design.colours import DARK, LIGHT
from broadsheet.sections.appearance import PARTS, Appearance
from broadsheet.sections.factories import make_section
from broadsheet.sections.menus import Menu, TopLine
from broadsheet.sections.models import Section
from tests.pressing import Pressing


def looks(**more: Any) -> dict[str, Any]:
    schemes = {"light": LIGHT, "dark": DARK}
    colours = {f"{name}_{part}": getattr(scheme, part) for name, scheme in schemes.items() for part in PARTS}
    return {"nameplate": "", "serif": "brygada", **colours, **more}


def menu(**more: Any) -> dict[str, Any]:
    said = dict.fromkeys(("footer", "support_title", "support_text", "support_url", "support_button"), "")
    return nested_form_data({"top": inline_formset([]), "foot": inline_formset([]), **said, **more})


@pytest.fixture
def appearance(db: None) -> str:
    return reverse("wagtailsettings:edit", args=("sections", "appearance", Appearance.load().pk))


@pytest.fixture
def menus(harbour: Section) -> str:
    return reverse(Menu.snippet_viewset.get_url_name("edit"), args=(Menu.objects.get(language="en").pk,))


def test_a_chief_editor_sets_the_looks(chief: Client, appearance: str, harbour: Section, pressing: Pressing) -> None:
    assert chief.post(appearance, looks(nameplate="The Ledger")).status_code == 302
    pressing.settle()
    assert '<a href="/">The Ledger</a>' in (pressing.read("/404.html") or "")


def test_a_colour_that_cannot_be_read_is_refused_with_its_contrast(chief: Client, appearance: str) -> None:
    answer = chief.post(appearance, looks(light_spot="#9fd0c0"))
    assert "The spot colour on the paper has a contrast of 1.7 to 1, not 4.5" in answer.content.decode()
    assert Appearance.load().light_spot == LIGHT.spot


def test_a_chief_editor_sets_menus_and_footer(
    chief: Client, menus: str, harbour: Section, pressing: Pressing
) -> None:
    lines = inline_formset([{"page": harbour.pk, "url": "", "title": "By the water", "ORDER": 1}])
    assert chief.post(menus, menu(top=lines, footer="Owned by its staff.")).status_code == 302
    pressing.settle()
    text = pressing.read("/404.html") or ""
    assert '<a href="/harbour/">By the water</a>' in text
    assert "Owned by its staff." in text


def test_an_icon_is_uploaded_and_taken_back(chief: Client, appearance: str) -> None:
    assert 'enctype="multipart/form-data"' in chief.get(appearance).content.decode()
    assert chief.post(appearance, looks(icon_file=drawn(200, 200))).status_code == 302
    kept = Appearance.objects.get()
    assert Image.open(io.BytesIO(bytes(kept.icon))).size == (512, 512)
    chief.post(appearance, looks(nameplate="The Ledger"))
    assert Appearance.objects.get().icon == kept.icon
    chief.post(appearance, looks(no_icon="on"))
    assert Appearance.objects.get().icon is None


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (lambda: drawn(300, 200), "An icon is square, and this picture has 300 by 200 pixels"),
        (lambda: drawn(64, 64), "The picture has 64 pixels a side"),
        (lambda: SimpleUploadedFile("icon.png", b"<svg onload='alert(1)'/>"), "no picture that can be read"),
    ],
)
def test_an_icon_that_cannot_be_used_is_refused(
    chief: Client, appearance: str, file: Callable[[], SimpleUploadedFile], told: str
) -> None:
    assert told in chief.post(appearance, looks(icon_file=file())).content.decode()
    assert Appearance.objects.get().icon is None


def drawn(width: int, height: int) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#0c5a45").save(out, "PNG")
    return SimpleUploadedFile("icon.png", out.getvalue(), "image/png")


def test_others_cannot(editor: Client, reporter: Client, menus: str, appearance: str) -> None:
    for client in (editor, reporter):
        for screen in (menus, appearance):
            assert client.get(screen).status_code in (302, 403)
            assert client.post(screen, {}).status_code in (302, 403)
    assert not Menu.objects.exclude(footer="").exists()


def test_a_link_to_another_language_is_refused(chief: Client, menus: str) -> None:
    hafen = make_section("Hafen", language="de")
    lines = inline_formset([{"page": hafen.pk, "url": "", "title": "", "ORDER": 1}])
    answer = chief.post(menus, menu(top=lines))
    assert answer.status_code == 200
    assert "belongs to another language" in answer.content.decode()
    assert not TopLine.objects.exists()
