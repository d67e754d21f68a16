"""Captions and credits in the styles of many papers."""

from __future__ import annotations

import pytest

from broadsheet.transfer.clipping.credits import Credited, own_line, split_credit

WITH_CREDIT = [
    ("The ferry at the pier. (Pavlo Dereh/Mirna Pictures)", "The ferry at the pier.", "Pavlo Dereh/Mirna Pictures"),
    ("The ferry at the pier (Pavlo Dereh / Mirna Pictures)", "The ferry at the pier", "Pavlo Dereh / Mirna Pictures"),
    ("The mayor (left) and his brother (right). (Ana Moru)", "The mayor (left) and his brother (right).", "Ana Moru"),
    ("The pier. (Pavlo Dereh (Mirna Pictures)/Coastline)", "The pier.", "Pavlo Dereh (Mirna Pictures)/Coastline"),
    ("The pier. [AP Photo/Pavlo Dereh, File]", "The pier.", "AP Photo/Pavlo Dereh, File"),
    ("The pier in fog. Photo: Pavlo Dereh", "The pier in fog.", "Pavlo Dereh"),
    ("The pier in fog. Photo by Pavlo Dereh.", "The pier in fog.", "Pavlo Dereh"),
    ("The pier in fog. Photograph: Pavlo Dereh/Mirna Pictures", "The pier in fog.", "Pavlo Dereh/Mirna Pictures"),
    ("Пірс у тумані. Фото: Павло Дерег", "Пірс у тумані.", "Павло Дерег"),
    ("Der Pier im Nebel. Foto: Pavlo Dereh/Bild & Meer", "Der Pier im Nebel.", "Pavlo Dereh/Bild & Meer"),
    ("The pier in fog. © Coastline Agency", "The pier in fog.", "Coastline Agency"),
    ("The pier in fog. © 2025 Coastline Agency", "The pier in fog.", "Coastline Agency"),
    ("The pier in fog. Irina Valk for The Ledger", "The pier in fog.", "Irina Valk for The Ledger"),
    ("The pier in fog. Irina Valk / The Ledger", "The pier in fog.", "Irina Valk / The Ledger"),
    ("The pier in fog. — Irina Valk/The Ledger", "The pier in fog.", "Irina Valk/The Ledger"),
    ("The pier in fog — Irina Valk/The Ledger", "The pier in fog", "Irina Valk/The Ledger"),
    ("The pier, Feb. 3, 2025, Port Sorel. (Handout photo)", "The pier, Feb. 3, 2025, Port Sorel.", "Handout photo"),
    ("“It stands,” he said. (Harbour Museum/Handout)", "“It stands,” he said.", "Harbour Museum/Handout"),
    ("[Photo: The ferry on Sunday. | Credit: J. Doe / Coastline]", "The ferry on Sunday.", "J. Doe / Coastline"),
    ("(Image: The ferry in fog / Photo: Pavlo Dereh)", "The ferry in fog", "Pavlo Dereh"),
    ("Photo: The ferry in fog. Credit: Pavlo Dereh", "The ferry in fog.", "Pavlo Dereh"),
]  # fmt: skip

WITHOUT_CREDIT = [
    "The mayor at the new pier (left).",
    "The mayor at the new pier (right)",
    "Entry is free for schools (and/or clubs)",
    "The council agreed. (It had little choice.)",
    "The council met Mr. Tarn",
    "Fog is back — Tarn",
    "The bell was cast in Port Sorel (1884).",
    "He photographed the pier: twice.",
    "The law (No. 12/2024) is in force.",
]

OWN_LINES = [
    ("(Pavlo Dereh/Mirna Pictures)", "Pavlo Dereh/Mirna Pictures"),
    ("Photo: Pavlo Dereh", "Pavlo Dereh"),
    ("© Coastline Agency", "Coastline Agency"),
    ("Pavlo Dereh / Mirna Pictures", "Pavlo Dereh / Mirna Pictures"),
    ("The ferry is late", ""),
    ("Fog closes the road and/or the bridge", ""),
]


@pytest.mark.parametrize(("line", "caption", "credit"), WITH_CREDIT)
def test_credit_is_found_where_it_has_a_shape_of_its_own(line: str, caption: str, credit: str) -> None:
    assert split_credit(line, certain=False) == Credited(caption, credit)


@pytest.mark.parametrize("line", WITHOUT_CREDIT)
def test_sentences_of_a_story_are_not_taken_for_captions(line: str) -> None:
    assert split_credit(line, certain=False) is None


@pytest.mark.parametrize(
    ("line", "caption", "credit"),
    [
        ("The pier in fog (Pavlo Dereh)", "The pier in fog", "Pavlo Dereh"),
        ("The pier in fog. Coastline", "The pier in fog.", "Coastline"),
        ("The pier in fog — Pavlo Dereh", "The pier in fog", "Pavlo Dereh"),
        ("The pier in fog. (Coastline)", "The pier in fog.", "Coastline"),
    ],
)
def test_less_is_asked_of_a_line_that_is_known_to_be_a_caption(line: str, caption: str, credit: str) -> None:
    assert split_credit(line, certain=False) is None
    assert split_credit(line, certain=True) == Credited(caption, credit)


def test_two_names_under_two_labels_are_no_caption() -> None:
    found = split_credit("Photo: Pavlo Dereh | Graphic: Ana Moru", certain=False)

    assert found is not None
    assert found.caption == ""


def test_brackets_of_a_caption_stay_in_it() -> None:
    assert split_credit("The mayor at the new pier (left).", certain=True) is None


@pytest.mark.parametrize(("line", "credit"), OWN_LINES)
def test_line_that_is_nothing_but_a_credit(line: str, credit: str) -> None:
    assert own_line(line) == credit
