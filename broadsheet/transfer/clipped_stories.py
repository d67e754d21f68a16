"""From what was found in a saved page to a draft story."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from hashlib import blake2b
from html import escape
from itertools import groupby
from typing import Any, cast
from uuid import uuid4

from django.utils import timezone
from django.utils.text import slugify

from broadsheet.kit import clock
from broadsheet.people.models import Contributor
from broadsheet.sections.models import Section
from broadsheet.stories.models import StoryByline, StoryPage
from broadsheet.transfer.clipping import FoundParagraph, FoundStory, Month, ParagraphKind

LONGEST_SLUG = 80
LONGEST_HEADING = 200  # of a heading block; a longer one is a paragraph
LONGEST_NAME = 200

Block = dict[str, Any]


def foreign_id(story: FoundStory) -> str:
    """The same for the same text, however it was saved."""
    digest = blake2b(digest_size=16)
    for text in (story.headline, *(paragraph.text for paragraph in story.paragraphs)):
        digest.update(text.encode() + b"\0")
    return f"clipping:{digest.hexdigest()}"


def make_draft(found: FoundStory, section: Section, *, name: str) -> StoryPage:
    """A saved draft below `section`; `name` is the file that it came from."""
    story: Any = StoryPage(
        title=found.headline[:255],
        slug=_free_slug(found.headline, section),
        locale_id=section.locale_id,
        live=False,
        headline_is_working=found.headline_is_working,
        kicker=found.kicker[:100],
        standfirst=found.standfirst[:1000],
        hero_caption=found.pictures[0].caption[:2000] if found.pictures else "",
        first_published_at=_instant(found),
        ednote="\n".join(_notes(found, name)),
        foreign_id=foreign_id(found),
    )
    story.body = list(_blocks(found))
    story.bylines = [
        StoryByline(contributor=contributor(who[:LONGEST_NAME]), sort_order=place)
        for place, who in enumerate(found.byline)
    ]
    section.add_child(instance=story)
    story.save_revision()
    return cast(StoryPage, story)


def contributor(name: str) -> Contributor:
    """The one of this name, made where there is none."""
    found = Contributor.objects.filter(name__iexact=name).order_by("pk").first()
    return found or Contributor.objects.create(
        name=name, slug=_free(slugify(name, allow_unicode=True), _taken_names())
    )


def _taken_names() -> set[str]:
    return set(Contributor.objects.values_list("slug", flat=True))


def _free_slug(headline: str, section: Section) -> str:
    taken = set(section.get_children().values_list("slug", flat=True))
    slug = slugify(headline, allow_unicode=True).encode()[:LONGEST_SLUG].decode(errors="ignore").strip("-")
    return _free(slug if slug and not slug.isdigit() else f"story-{slug}".strip("-"), taken)


def _free(slug: str, taken: set[str]) -> str:
    slug = slug or "somebody"
    tries = (slug, *(f"{slug}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in tries if name not in taken)


def _instant(found: FoundStory) -> datetime | None:
    """When the page says that it was published; a date without a time is taken as noon on the paper's clock."""
    match found.published:
        case datetime() as moment:
            instant = moment if moment.tzinfo else timezone.make_aware(moment)
        case date() as day:
            instant = timezone.make_aware(datetime.combine(day, time(12)))
        case _:
            return None
    return instant if instant <= clock.now() else None


def _notes(found: FoundStory, name: str) -> Iterator[str]:
    """For editors' eyes: what a draft cannot hold in its place."""
    yield f"Imported from the saved page {name}."
    if isinstance(found.published, Month):
        yield f"Published: {found.published.isoformat()}."
    for picture in found.pictures:
        parts = {"caption": picture.caption, "credit": picture.credit, "alt": picture.alt, "file": picture.src}
        yield "Picture, not in the file: " + "; ".join(f"{key}: {value}" for key, value in parts.items() if value)


def _blocks(found: FoundStory) -> Iterator[Block]:
    for kind, grouped in groupby(found.paragraphs, key=lambda paragraph: paragraph.kind):
        run = list(grouped)
        yield from [_list(run)] if kind is ParagraphKind.ITEM else map(_block, run)
    for card in found.cards:
        yield _made("related", {"headline": card.headline[:300], "teaser": card.teaser})


def _block(paragraph: FoundParagraph) -> Block:
    text = paragraph.text
    if paragraph.kind is ParagraphKind.QUOTE:
        return _made("quote", {"words": text})
    if paragraph.kind is ParagraphKind.HEADING and len(text) <= LONGEST_HEADING:
        return _made("heading", text)
    return _made("paragraph", _rich(text))


def _list(items: list[FoundParagraph]) -> Block:
    values = [_made("item", _rich(item.text)) for item in items]
    return _made("list", {"numbered": False, "items": values})


def _rich(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def _made(kind: str, value: Any) -> Block:
    return {"type": kind, "value": value, "id": str(uuid4())}
