"""Who and what the newsroom's texts name: contributors, topics, sources, sections, pictures. Nobody is real.

Their words lie beside the stories, in `texts/cast/`: blocks of `Name: value` lines with empty lines between.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha1
from importlib.resources import files
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from broadsheet.demo.drawing.sheet import HEIGHT, WIDTH
from broadsheet.demo.manuscripts import read
from broadsheet.kit import clock
from broadsheet.people.factories import make_contributor
from broadsheet.people.models import Contributor
from broadsheet.pictures.models import Picture
from broadsheet.proofreading.models import HouseRule
from broadsheet.sections.models import Section
from broadsheet.sections.trees import plant
from broadsheet.sourcing.factories import make_document, make_source
from broadsheet.sourcing.models import Document, Source
from broadsheet.stories.factories import make_topic
from broadsheet.stories.models import Topic

OTHERS = ("uk", "ar")
"""Languages of the paper besides its first."""
CREDIT = "Drawing: Tomas Quill/The Mirna Bay Ledger"


@cache
def described(kind: str) -> tuple[dict[str, str], ...]:
    """The blocks of a file of `texts/cast/`."""
    text = (files("broadsheet.demo") / "texts" / "cast" / f"{kind}.txt").read_text(encoding="utf-8")
    return tuple(read(kind, part).head for part in text.strip().split("\n\n"))


def contributors() -> dict[str, Contributor]:
    return {each["Name"]: _contributor(each) for each in described("contributors")}


def _contributor(told: dict[str, str]) -> Contributor:
    fields = {"biography": told["Biography"], "contact": told["Contact"], "disclosure": told.get("Disclosure", "")}
    return _translated(make_contributor(told["Name"], **fields), told)


def _translated(made: Any, told: dict[str, str]) -> Any:
    """With its words in the paper's other languages: `Name uk: …` and the like."""
    for language in OTHERS:
        own = {key.split()[0].lower(): words for key, words in told.items() if key.endswith(f" {language}")}
        if own:
            words = made._meta.get_field("words")
            words.related_model.objects.create(language=language, **{words.field.name: made}, **own)
    return made


def topics() -> dict[str, Topic]:
    return {
        each["Name"]: _translated(make_topic(each["Name"], description=each.get("Description", "")), each)
        for each in described("topics")
    }


def sources() -> dict[str, Source]:
    return {each["Name"]: _source(each) for each in described("sources")}


def _source(told: dict[str, str]) -> Source:
    made = make_source(
        told["Name"],
        kind=told["Kind"],
        description=told["Description"],
        affiliation_warning=told.get("Warning", ""),
    )
    return _translated(made, told)


def house_style() -> None:
    for told in described("house-style"):
        HouseRule.objects.create(
            pattern=told["Pattern"],
            is_expression=told.get("Kind", "") == "expression",
            suggestion=told.get("Suggestion", ""),
            reason=told["Reason"],
            language=told.get("Language", ""),
            blocking=told.get("Weight", "") == "blocking",
        )


def sections() -> dict[tuple[str, str], Section]:
    """By language and slug; a translated one after its original."""
    made: dict[tuple[str, str], Section] = {}
    homes, now = plant(), clock.now()
    for told in described("sections"):
        home, original = homes[told["Language"]], made.get(("en", told.get("Translates", "")))
        key: dict[str, Any] = {"translation_key": original.translation_key} if original else {}
        dates = {"first_published_at": now, "last_published_at": now}
        names = {"title": told["Title"], "slug": told["Slug"], "introduction": told["Introduction"]}
        section = home.add_child(instance=Section(locale=home.locale, **names, **dates, **key))
        made[told["Language"], told["Slug"]] = section
    return made


def pictures() -> dict[str, Picture]:
    return {each["Name"]: _picture(each) for each in described("pictures")}


def documents() -> dict[str, Document]:
    return {each["Name"]: _document(each) for each in described("documents")}


def _document(told: dict[str, str]) -> Document:
    body = (files("broadsheet.demo") / "texts" / "documents" / told["Name"]).read_bytes()
    fields = {"description": told["Description"], "credit": told["Credit"]}
    return make_document(told["Title"], body=body, name=told["Name"], **fields)


def _picture(told: dict[str, str]) -> Picture:
    """A row like that of an uploaded one; its sizes are known, so nothing is opened."""
    name = told["Name"]
    body = (files("broadsheet.demo") / "pictures" / f"{name}.webp").read_bytes()
    picture = Picture(
        title=name.replace("-", " ").capitalize(),
        caption=told["Caption"],
        alt=told["Alt"],
        credit=told.get("Credit", CREDIT),
        creator=told.get("Creator", "Tomas Quill"),
        width=WIDTH,
        height=HEIGHT,
        file_size=len(body),
        file_hash=sha1(body, usedforsecurity=False).hexdigest(),  # as Wagtail has it
    )
    picture.file.name = default_storage.save(f"original_images/{name}.webp", ContentFile(body))
    picture.save()
    return picture
