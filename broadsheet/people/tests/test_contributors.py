from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from broadsheet.people.contact import email, linked
from broadsheet.people.factories import make_contributor
from broadsheet.people.models import Contributor, ContributorWords
from broadsheet.people.selectors import at, named, told

pytestmark = pytest.mark.django_db


def test_a_byline_needs_a_name_and_a_slug_and_nothing_more() -> None:
    person = make_contributor("Teo Halvorsen", biography="Grew up on the pier.")
    assert named(person.pk, "en") == {"name": "Teo Halvorsen", "slug": "teo-halvorsen"}
    assert at("teo-halvorsen") == person.pk
    assert named(0, "en") is None
    assert at("nobody") is None


def test_each_language_has_its_words_and_otherwise_those_of_the_paper() -> None:
    person = make_contributor("Teo Halvorsen", biography="Grew up on the pier.", disclosure="None.")
    ContributorWords.objects.create(contributor=person, language="de", biography="Auf der Mole groß geworden.")
    assert named(person.pk, "de") == named(person.pk, "en")
    assert told(person.pk, "de") == {
        "biography": ("Auf der Mole groß geworden.", "de"),
        "disclosure": ("None.", "en"),
        "contact": "",
    }
    person.words.update(name="Theo Halvorsen")
    assert [named(person.pk, language)["name"] for language in ("en", "de")] == ["Teo Halvorsen", "Theo Halvorsen"]


def test_a_slug_must_fit_into_an_address() -> None:
    with pytest.raises(ValidationError, match="200 bytes"):
        Contributor(name="Їжак", slug="ї" * 101).full_clean()


@pytest.mark.parametrize(
    ("contact", "html", "address"),
    [
        ("ada@ledger.example ", '<a href="mailto:ada@ledger.example">ada@ledger.example</a>', "ada@ledger.example"),
        (
            "https://quill.example/?a&b",
            '<a href="https://quill.example/?a&amp;b">https://quill.example/?a&amp;b</a>',
            "",
        ),
        ("javascript:alert(1)", "javascript:alert(1)", ""),
        ("<Signal> +351 555 0100", "&lt;Signal&gt; +351 555 0100", ""),
        ("", "", ""),
    ],
)
def test_a_contact_is_a_link_where_it_can_be_one(contact: str, html: str, address: str) -> None:
    assert linked(contact) == html
    assert email(contact) == address
