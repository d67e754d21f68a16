"""Rules of house style: what they find, and how long they may take."""

from __future__ import annotations

import time

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from broadsheet.proofreading.house_style import Reading, read, rules
from broadsheet.proofreading.models import HouseRule

NEVER_ENDS = r"(\w+ ?)+[^\w\s!,.]"


def rule(pattern: str, suggestion: str = "", *, expression: bool = False) -> HouseRule:
    return HouseRule(pattern=pattern, suggestion=suggestion, is_expression=expression)


def found(reading: Reading) -> list[tuple[str, str, str]]:
    return [(one.place, one.hit.words, one.hit.instead) for one in reading.found]


def test_words_are_whole_and_capitals_count() -> None:
    texts = [("title", "US and USA"), ("b", "us, the US\u00a0 Navy and a US  Navy ship")]
    assert found(read(texts, [rule("US", "U.S.")])) == [
        *(("title", "US", "U.S."), ("b", "US", "U.S."), ("b", "US", "U.S.")),
    ]
    assert found(read(texts, [rule("US Navy")])) == [("b", "US Navy", ""), ("b", "US Navy", "")]


def test_an_expression_fills_in_what_it_found() -> None:
    percent = rule(r"(\d+) ?%", r"\1 per cent", expression=True)
    assert found(read([("b", "Up 12% or 3 %.")], [percent])) == [
        *(("b", "12%", "12 per cent"), ("b", "3 %", "3 per cent")),
    ]


def test_an_expression_ends_with_its_text() -> None:
    texts = [("title", "Fog"), ("b", "Rain")]
    assert found(read(texts, [rule(r"Fog\s+Rain", expression=True)])) == []
    assert found(read(texts, [rule("^Rain$", expression=True)])) == [("b", "Rain", "")]


def test_a_rule_that_never_ends_is_left_and_the_others_are_not() -> None:
    began = time.monotonic()
    reading = read([("b", "a" * 30_000 + " Kiev")], [rule(NEVER_ENDS, expression=True), rule("Kiev", "Kyiv")])
    assert time.monotonic() - began < 2
    assert [slow.pattern for slow in reading.slow] == [NEVER_ENDS]
    assert found(reading) == [("b", "Kiev", "Kyiv")]


@pytest.mark.parametrize(
    ("pattern", "suggestion", "words"),
    [
        ("(a{100}){100}", "", "repeats too much"),
        ("(", "", "no regular expression"),
        ("x*", "", "fits nothing as well"),
        (r"(?R)a", "", "calls itself"),
        ("Kiev", r"\1", "brackets"),
        ("(Kiev)", r"\1 \2", "brackets"),
        ("(?P<town>Kiev)", r"\g<city>", "brackets"),
        (NEVER_ENDS, "", "takes too long"),
    ],
)
def test_what_cannot_be_a_rule_is_refused(pattern: str, suggestion: str, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        rule(pattern, suggestion, expression=True).full_clean()


@pytest.mark.django_db
def test_a_text_has_the_rules_of_its_language() -> None:
    for language in ("", "en", "uk"):
        HouseRule.objects.create(pattern=f"in {language}", language=language)
    HouseRule.objects.create(pattern="off", in_force=False)
    assert [each.pattern for each in rules("en-gb")] == ["in ", "in en"]


@pytest.mark.django_db
def test_a_rule_is_tried_before_it_is_kept() -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("alice"))
    given = {"pattern": "Kiev", "suggestion": "Kyiv", "is_expression": "false", "text": "From Kiev <b>to</b> Kiev."}
    text = client.post(reverse("proofreading_try"), given).content.decode()
    assert text.count("<del>Kiev</del> <ins>Kyiv</ins>") == 2
    assert "&lt;b&gt;" in text
    assert "Found 2 times." in text
    text = client.post(
        reverse("proofreading_try"), {**given, "pattern": "(", "is_expression": "true"}
    ).content.decode()
    assert "no regular expression" in text
    assert not HouseRule.objects.exists()


@pytest.mark.django_db
def test_the_form_has_the_field_to_try_it() -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("alice"))
    text = client.get(reverse(HouseRule.snippet_viewset.get_url_name("add"))).content.decode()
    assert f'data-try="{reverse("proofreading_try")}"' in text
