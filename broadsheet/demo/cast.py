"""Who and what the newsroom's texts name: contributors, topics, sources, pictures, sections. Nobody is real."""

from __future__ import annotations

import io

from django.core.files.images import ImageFile

from broadsheet.demo.landscapes import SCENES, SIZE
from broadsheet.people.factories import make_contributor
from broadsheet.people.models import Contributor
from broadsheet.pictures.models import Picture
from broadsheet.sections.factories import make_section
from broadsheet.sections.models import Section
from broadsheet.sourcing.factories import make_source
from broadsheet.sourcing.models import Source

CONTRIBUTORS = {
    "Ines Marlow": "Covers the harbour and all that floats in it. She grew up two streets from the tide gates.",
    "Davit Larne": "Writes about the ferry, the market and what things cost. He came for a summer, nine years ago.",
    "Ruta Kelmen": "Sits through the council's meetings so that others need not, and edits the front page.",
    "Petra Osterby": "Writes about people who did not expect to be in the paper.",
    "Olha Sternyk": "Covers the schools, and puts the Ledger into Ukrainian.",
    "Tomas Quill": "Draws, since his camera fell into the harbour.",
}
DISCLOSURES = {"Davit Larne": "His sister works in the office of the ferry company."}

SECTIONS = {
    ("en", "harbour"): ("Harbour", "Ships, gates, tides and those who live by them."),
    ("en", "town-hall"): ("Town Hall", "What is decided, by whom, and what it costs."),
    ("en", "schools"): ("Schools", "Lessons, and what surrounds them."),
    ("en", "market"): ("Market", "Buying, selling, eating."),
    ("uk", "havan"): ("Гавань", "Кораблі, брами, припливи та ті, хто з них живе."),
    ("uk", "hromada"): ("Громада", "Що вирішують, хто й за які гроші."),
}
TRANSLATED = {"havan": "harbour", "hromada": "town-hall"}

PICTURES = {
    "harbour": (
        "The harbour of Mirna Bay on a calm evening, seen from the mole.",
        "A row of coloured houses behind a stone quay; two sailing boats in front, a lighthouse beside.",
    ),
    "ferry": (
        "The evening ferry half-way to Sarn.",
        "A white ferry with a dark hull and a yellow funnel on a grey-blue sea, smoke drifting behind her.",
    ),
    "tide-gate": (
        "The four tide gates at low water. Gate two, second from the left, stopped at a third of its travel.",
        "Four green gates hang between stone piers over water; the second hangs much higher than the others.",
    ),
    "school": (
        "The Harbour School. The clock has been right since the pupils took it over.",
        "A brick school with a clock tower on a green hill; four children stand on the grass before it.",
    ),
    "market": (
        "The fish market under its old roof, two panes short.",
        "Three stalls with striped awnings under a glass roof with gaps; fish lies on them, a puddle in front.",
    ),
    "marsh": (
        "The mill at Fen End, where the marsh's wheat is ground.",
        "A brick windmill stands in ripe fields; a stream winds towards it under a yellow sky.",
    ),
}


def contributors() -> dict[str, Contributor]:
    return {
        name: make_contributor(name, biography=told, disclosure=DISCLOSURES.get(name, ""))
        for name, told in CONTRIBUTORS.items()
    }


def sources() -> dict[str, Source]:
    return {"Saltline": make_source("Saltline", affiliation_warning="It belongs to the harbour authority: say so.")}


def sections() -> dict[tuple[str, str], Section]:
    made: dict[tuple[str, str], Section] = {}
    for (language, slug), (title, introduction) in SECTIONS.items():
        original = made.get(("en", TRANSLATED.get(slug, "")))
        key = {"translation_key": original.translation_key} if original else {}
        made[language, slug] = make_section(title, language=language, slug=slug, introduction=introduction, **key)
    return made


def pictures() -> dict[str, Picture]:
    return {name: _picture(name, caption, alt) for name, (caption, alt) in PICTURES.items()}


def _picture(name: str, caption: str, alt: str) -> Picture:
    credit = "Drawing: Tomas Quill/The Mirna Bay Ledger"
    picture = Picture(title=name.replace("-", " ").capitalize(), caption=caption, alt=alt, credit=credit)
    picture.file = ImageFile(io.BytesIO(SCENES[name]().jpeg()), name=f"{name}.jpg")
    picture.width, picture.height = SIZE
    picture.save()
    return picture
