"""Who may not publish changes nothing that readers have: not by a register, not by a picture of their own."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from broadsheet.desk.tests.conftest import signed_in
from broadsheet.people.factories import make_contributor
from broadsheet.people.models import Contributor
from broadsheet.pictures.factories import make_picture
from broadsheet.pictures.models import Picture
from broadsheet.sections.models import Section
from broadsheet.sourcing.factories import PDF, make_document, make_source
from broadsheet.sourcing.models import Document, Source
from broadsheet.stories.factories import block, make_story, make_topic
from broadsheet.stories.models import StoryEvidence, Topic
from tests.pressing import Pressing

pytestmark = pytest.mark.django_db
SMUGGLED = "The mayor took money."
Made = dict[str, Any]


@pytest.fixture
def registers(harbour: Section) -> Made:
    """One of each."""
    return {
        "contributor": make_contributor("Ines Marlow"),
        "topic": make_topic("Shipping"),
        "source": make_source("Saltline"),
        "document": make_document("Test report"),
    }


def shown(made: Made) -> None:
    """In a story that readers have."""
    quote = block("quote", {"words": "All is well.", "speaker": "A pilot", "source": made["source"].pk})
    story: Any = make_story(by=[made["contributor"]], topics=[made["topic"]], body=[quote])
    StoryEvidence.objects.create(page=story, kind="document", text="A test", document=made["document"])


def change(client: Client, thing: Any, **sent: Any) -> None:
    """As the editor of a register would send it; `words` are in other languages, of which there are none."""
    name = f"wagtailsnippets_{thing._meta.app_label}_{thing._meta.model_name}:edit"
    none = {f"words-{key}": "0" for key in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")}
    answer = client.post(reverse(name, args=(thing.pk,)), {**none, **sent})
    assert answer.status_code == 302, answer.context["form"].errors


def smuggle(client: Client, made: Made) -> None:
    change(client, made["contributor"], name="Ines Marlow", slug="ines-marlow", biography=SMUGGLED)
    change(client, made["topic"], name="Shipping", slug="shipping", description=SMUGGLED)
    change(client, made["source"], name="Saltline", kind="agency", description=SMUGGLED)
    file = SimpleUploadedFile("other.pdf", PDF + SMUGGLED.encode())
    change(client, made["document"], title="Test report", description=SMUGGLED, file=file)


def said() -> list[str]:
    columns = ((Contributor, "biography"), (Topic, "description"), (Source, "description"), (Document, "description"))
    return [model.objects.values_list(name, flat=True).get() for model, name in columns]


def test_a_reporter_mends_registers_until_readers_have_them(
    registers: Made, pressing: Pressing, reporter: Client
) -> None:
    smuggle(reporter, registers)
    assert said() == [SMUGGLED] * 4


def test_what_readers_have_a_reporter_leaves_alone(registers: Made, pressing: Pressing, reporter: Client) -> None:
    shown(registers)
    pressing.settle()
    before, digest = said(), registers["document"].digest
    for name in ("ada", "pim", "una"):
        smuggle(signed_in(name), registers)
    assert said() == before
    assert Document.objects.get().digest == digest
    page = reporter.get(reverse("wagtailsnippets_stories_topic:edit", args=(registers["topic"].pk,)), follow=True)
    assert "somebody who may publish has to change it" in page.content.decode()


def test_an_editor_changes_what_readers_have(registers: Made, pressing: Pressing, editor: Client) -> None:
    shown(registers)
    pressing.settle()
    smuggle(editor, registers)
    assert said() == [SMUGGLED] * 4


def test_ones_own_picture_is_changed_until_readers_have_it(pressing: Pressing, reporter: Client) -> None:
    ada = User.objects.get(username="ada")
    picture = make_picture("The gate", uploaded_by_user=ada)
    here, gone = (reverse(f"wagtailimages:{name}", args=(picture.pk,)) for name in ("edit", "delete"))
    assert reporter.get(here).status_code == 200
    make_story(hero=picture)
    pressing.settle()
    for address in (here, gone):
        for answer in (reporter.get(address), reporter.post(address, {"title": SMUGGLED})):
            assert answer.status_code == 302
    assert Picture.objects.get().title == "The gate"
    assert signed_in("pim").get(here).status_code == 200
