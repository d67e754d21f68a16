"""Which stories want a recording: those that somebody changed, and, by a sweep, those that nobody told of."""

from __future__ import annotations

from django.db import transaction
from django.db.models import BigIntegerField, BooleanField, Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from broadsheet.kit import clock
from broadsheet.narration import setting_up
from broadsheet.narration.engines.choosing import engines
from broadsheet.narration.models import OPEN, Look, Narration, OnAir, Reader, Recording, State
from broadsheet.narration.recording import airing
from broadsheet.narration.recording.commissions import Commission, commission
from broadsheet.narration.recording.standing import Standing, standing
from broadsheet.narration.sound import rendering
from broadsheet.narration.text import rules
from broadsheet.stories.models import StoryPage

AT_ONCE = 20  # stories that are looked at before somebody else's turn
NEW_AT_ONCE = 500  # stories of an archive that one sweep takes in
DUE = Q(looked__lt=F("wanted"))


def languages_on() -> list[str]:
    return list(Narration.objects.filter(on=True).values_list("language", flat=True))


def wake(looks: QuerySet[Look]) -> int:
    """They are looked at again, before all that can wait; how many. Safe inside any transaction."""
    return looks.update(wanted=F("wanted") + 1, later=False)


def wake_many(looks: QuerySet[Look]) -> int:
    """They are looked at again, and recorded again where that is due, when nothing else waits; how many. What is due
    already keeps its turn."""
    due = When(looked__lt=F("wanted"), then=F("later"))
    return looks.update(wanted=F("wanted") + 1, later=Case(due, default=Value(True), output_field=BooleanField()))


def wake_story(story: int, language: str) -> None:
    if not wake(Look.objects.filter(story=story)) and language in languages_on():
        Look.objects.bulk_create([Look(story_id=story)], ignore_conflicts=True)


def sweep() -> None:
    """Find what no signal told of: new stories, stories changed behind our back, killed ones."""
    to_read = Q(live=True, locale__language_code__in=languages_on())
    read = Q(pk__in=Recording.objects.filter(reader=Reader.HUMAN).values("story"))
    unknown = StoryPage.objects.filter(to_read | read).exclude(pk__in=Look.objects.values("story"))
    keys = unknown.order_by("-pk").values_list("pk", flat=True)[:NEW_AT_ONCE]
    Look.objects.bulk_create([Look(story_id=pk, later=True) for pk in keys], ignore_conflicts=True)
    revision = Coalesce("story__live_revision_id", 0, output_field=BigIntegerField())
    same = Q(revision=F("now")) & (
        Q(published_at=F("story__last_published_at"))
        | Q(published_at__isnull=True, story__last_published_at__isnull=True)
    )
    idle = Look.objects.filter(looked=F("wanted"))
    changed = idle.annotate(now=revision).exclude(same).values_list("pk", flat=True)
    killed = OnAir.objects.filter(story__killed_at__isnull=False).values_list("pk", flat=True)
    readings = Recording.objects.filter(reader=Reader.HUMAN, story__killed_at__isnull=False)
    left = readings.exclude(state=State.STALE).values_list("story", flat=True)
    wake(Look.objects.filter(pk__in=[*changed, *killed, *left]))


def look_at_due(*, later: bool = True) -> int:
    """Look at AT_ONCE stories that are due, the newest first, and those that can wait only with `later`, after the
    others; how many."""
    waiting = Look.objects.filter(DUE) if later else Look.objects.filter(DUE, later=False)
    due = list(waiting.order_by("later", "-pk").values_list("pk", "wanted", "later")[:AT_ONCE])
    for story, wanted, can_wait in due:
        look(story, wanted, later=can_wait)
    return len(due)


def look(key: int, wanted: int, *, later: bool = False) -> None:
    """Order what `key` wants now, and let go what it no longer wants."""
    story = StoryPage.objects.filter(pk=key).first()
    if story is None:
        return
    seen = {"looked": wanted, "revision": story.live_revision_id or 0, "published_at": story.last_published_at}
    found = standing(story)
    back = None if found.mute else _coming_back(story)
    by_machine = found is Standing.WANTED and back is None and not _read_by_somebody(story)
    ordered = commission(story) if by_machine else None
    with transaction.atomic():
        _take_off(key, found)
        if back is not None and (row := Recording.objects.filter(pk=back.pk, state=State.READY).first()):
            airing.put_on(row, "")
        if ordered is not None and ordered.sentences:
            _order(key, ordered, later)
        else:
            _let_go(key)
        Look.objects.filter(pk=key).update(**seen)


def _take_off(story: int, found: Standing) -> None:
    if found.mute:
        airing.take_off(story)
    elif found is Standing.PEOPLE:
        airing.take_off(story, Reader.MACHINE)
    if found is Standing.NEVER:
        readings = Recording.objects.filter(story=story, reader=Reader.HUMAN).exclude(state=State.STALE)
        readings.update(state=State.STALE, claim="", claimed_until=None)


def _coming_back(story: StoryPage) -> Recording | None:
    """A person's reading that was kept while the story was silent, if its words may still be heard."""
    row = airing.kept(story.pk)
    if row is None or Recording.objects.filter(story=story.pk, reader=Reader.HUMAN, state__in=OPEN).exists():
        return None
    return None if airing.withdrawn(story, row.words, row.read_at) else row


def _read_by_somebody(story: StoryPage) -> bool:
    """Whether a person's reading waits to be on the air, or is there and may stay."""
    if Recording.objects.filter(story=story.pk, reader=Reader.HUMAN, state__in=OPEN).exists():
        return True
    air = OnAir.objects.filter(story=story.pk, reader=Reader.HUMAN).first()
    return air is not None and not airing.withdrawn(story, air.words, air.read_at)


def _order(story: int, ordered: Commission, later: bool) -> None:
    fresh = {"words": ordered.words, "read_at": ordered.read_at, "created_at": clock.wall(), "later": later}
    row, made = Recording.objects.get_or_create(
        story_id=story,
        language=ordered.language,
        input_hash=ordered.hash,
        defaults=fresh | {"rules": rules.current()},
    )
    _let_go(story, but=row.pk)
    mine = Recording.objects.filter(pk=row.pk)
    if not made and row.rules != rules.current():
        mine.update(rules=rules.current())  # by the rules of now it says the same
    if made:
        return
    if row.state in OPEN or row.state == State.FAILED:
        if row.later and not later:
            mine.update(later=False)
        return
    on_air = OnAir.objects.filter(story=story, recording=row.pk, words=ordered.words).first()
    if row.state == State.STALE or on_air is None or sounds_otherwise(ordered, on_air):
        mine.update(state=State.QUEUED, claim="", claimed_until=None, **fresh)


def sounds_otherwise(ordered: Commission, air: OnAir) -> bool:
    """Whether the voice that is heard would say the same words otherwise now: its file was replaced, or its engine.
    False where that is not known: the voice is not here."""
    voice = next((each for each in ordered.voices if (each.engine, each.name) == (air.engine, air.voice)), None)
    engine = engines(setting_up.setup()).get(air.engine)
    if voice is None or engine is None or not engine.available(voice):
        return False
    return rendering.fingerprint(ordered.script(engine.source_type), voice, engine) != air.folder


def _let_go(story: int, but: int = 0) -> None:
    """What is queued or being made for another input ends there."""
    waiting = Recording.objects.filter(story=story, reader=Reader.MACHINE, state__in=[*OPEN, State.FAILED])
    gone = waiting.exclude(pk=but)
    gone.update(state=State.STALE, claim="", claimed_until=None)
