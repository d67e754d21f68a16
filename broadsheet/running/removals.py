"""What was killed, removed legally or erased stays out, whatever becomes of the database: it is written into a list
beside it, and taken out again when an older copy of the database has brought it back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any

import structlog
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.log_actions import registry
from wagtail.models import Page

from broadsheet.amends.models import Erasure, Stage
from broadsheet.kit import clock
from broadsheet.release import words
from broadsheet.release.actions.kill import kill
from broadsheet.release.actions.standing import Refused
from broadsheet.release.models import Releasable
from broadsheet.running import backing, removal_list
from broadsheet.running.removal_list import Damaged, Removal, Removals
from broadsheet.running.targets import NotReached, Target
from broadsheet.stories.models import StoryPage

ACTIONS = ("release.kill", "release.remove", "amends.erase", "amends.confirm_erasure")
OVERLAP = timedelta(minutes=10)
"""A transaction may be committed after a later one."""
AGAIN_AFTER = 600.0  # seconds
"""When the place of the backups cannot be reached."""
AT_ONCE = 500

log = structlog.get_logger(__name__)


def file() -> Path:
    return Path(settings.SITE / removal_list.FILE)


def mark(thing: Any) -> str:
    """What tells it from another thing that has the same key in another database."""
    if isinstance(thing, Page):
        return f"{thing.translation_key}/{thing.locale_id}"
    return str(thing.url or "")


# -- written down


def note(since: datetime | None = None) -> Removals:
    """Write down what was removed since then, or ever; all that is in the list. One that is damaged is put aside.
    Raises OSError and DatabaseError."""
    try:
        known = removal_list.read(file())
    except Damaged as error:
        log.error("the list of what was removed is begun anew", cause=str(error))
        file().replace(file().with_name(f"damaged-{removal_list.FILE}"))
        known, since = {}, None
    now = removal_list.merged(known, _removed(since))
    if not removal_list.is_written(file(), now):
        removal_list.write(file(), now)
    return now


def listed() -> Removals:
    """What is in the list; a database of another version cannot be asked for more. Nothing of one that is damaged.
    Raises OSError."""
    try:
        return removal_list.read(file())
    except Damaged as error:
        log.error("the list of what was removed cannot be read", cause=str(error))
        return {}


def _removed(since: datetime | None) -> Iterator[Removal]:
    """By the log: there are few who were killed among very many."""
    for model, keys in _logged(since).items():
        for row in model._default_manager.filter(pk__in=keys, killed_at__isnull=False):
            yield _removal(row)
    if since is None or Erasure.objects.filter(decided_at__gte=since).exists():
        gone = Erasure.objects.filter(stage__in=(Stage.GOING, Stage.DONE), story__isnull=False)
        yield from (_erased(each) for each in gone.select_related("story"))


def _logged(since: datetime | None) -> dict[type[Releasable], set[str]]:
    found: dict[type[Releasable], set[str]] = {}
    for entries in registry.get_log_entry_models():
        rows = entries.objects.filter(action__in=ACTIONS, **({"timestamp__gte": since} if since else {}))
        for entry in rows.select_related("content_type"):
            model = entry.content_type.model_class() if entry.content_type else None
            if model is not None and issubclass(model, Releasable):
                found.setdefault(model, set()).add(str(entry.object_id))
    return found


def _removal(row: Any, **more: Any) -> Removal:
    at = row.killed_at.isoformat() if row.killed_at else ""
    label = row._meta.label_lower
    return Removal(label, row.pk, mark(row), at, row.kill_notice, **{"legal": row.legal_removal, **more})


def _erased(erasure: Erasure) -> Removal:
    return _removal(
        erasure.story,
        legal=True,
        order=erasure.order,
        asked_by=erasure.asked_name,
        asked_at=erasure.asked_at.isoformat(),
        decided_by=erasure.decided_name,
        decided_at=erasure.decided_at.isoformat() if erasure.decided_at else "",
    )


def bring(to: Target, removals: Removals) -> None:
    """Put the list beside the backups. Raises NotReached and OSError."""
    name = removal_list.name_beside(backing.paper(), settings.BACKUP_RECIPIENTS)
    with to.workplace() as aside:
        half = aside / f".{name}.half"
        removal_list.pack(half, removals, settings.BACKUP_RECIPIENTS)
        half.replace(aside / name)
        to.bring(aside / name)


class Keeping:
    """`run` is called again and again, and may take as long as it takes to reach the place of the backups, which
    `target` gives."""

    def __init__(self, target: Callable[[], Target | None]) -> None:
        self._target = target
        self._since: datetime | None = None
        self._brought, self._again_at = "", time.monotonic()

    def run(self) -> None:
        began = clock.wall()
        if self._since is not None and self._since > began:  # by a clock that ran ahead
            self._since = None
        removals = note(self._since)
        self._since = began - OVERLAP
        digest = sha256(repr(sorted(map(repr, removals.values()))).encode()).hexdigest()
        if removals and digest != self._brought and time.monotonic() >= self._again_at and self._bring(removals):
            self._brought = digest

    def _bring(self, removals: Removals) -> bool:
        """Whether it lies there now, or nobody said where."""
        try:
            to = self._target()
            if to is None:
                return True
            if to.local is None or to.local.is_dir():  # one that is missing may be a disk that is not mounted
                bring(to, removals)
                return True
        except (NotReached, OSError) as error:
            log.warning("the list of what was removed cannot be put beside the backups", cause=str(error))
        self._again_at = time.monotonic() + AGAIN_AFTER
        return False


# -- put in force again


def put_in_force() -> int:
    """Take out again what the list has and the database does not know; how many things. To be called by whoever
    presses, before anything is pressed. Raises OSError and DatabaseError."""
    removed = listed().values()
    again = sum(_killed_again(label, list(some)) for label, some in _by_model(removed))
    again += sum(map(_erased_again, _not_erased([each for each in removed if each.order])))
    if again:
        log.warning("an older copy of the database had brought back what was removed; it is out again", things=again)
    return again


def _by_model(removals: Iterable[Removal]) -> Iterator[tuple[str, Iterator[Removal]]]:
    return groupby(sorted(removals, key=lambda each: (each.model, each.key)), key=lambda each: each.model)


def _killed_again(label: str, removals: list[Removal]) -> int:
    try:
        model: Any = apps.get_model(label)
    except (LookupError, ValueError):
        return 0
    if not issubclass(model, Releasable):
        return 0
    count = 0
    for start in range(0, len(removals), AT_ONCE):
        some = {each.key: each for each in removals[start : start + AT_ONCE]}
        rows = model._default_manager.filter(Q(killed_at=None) | Q(legal_removal=False), pk__in=some)
        count += sum(_kill(row, some[row.pk]) for row in rows)
    return count


def _kill(row: Any, removal: Removal) -> bool:
    if mark(row) != removal.mark or (row.killed_at is not None and not removal.legal):
        return False
    at = words.moment(datetime.fromisoformat(removal.at)) if removal.at else ""
    why = _("It was removed on %(time)s, and an older copy of the database had brought it back.") % {"time": at}
    try:
        kill(row, None, why, notice=removal.notice, legal=removal.legal)
    except Refused:  # another process was faster
        return False
    return True


def _not_erased(removals: list[Removal]) -> Iterator[Removal]:
    done = Erasure.objects.filter(stage__in=(Stage.GOING, Stage.DONE), number__in=[each.key for each in removals])
    known = set(done.values_list("number", flat=True))
    return (each for each in removals if each.key not in known)


def _erased_again(removal: Removal) -> bool:
    """The ledger's row as it was, on its way once more: the worker destroys what is there again."""
    story = StoryPage.objects.filter(pk=removal.key).first()
    if story is None or mark(story) != removal.mark:
        return False
    try:
        with transaction.atomic():
            Erasure.objects.filter(number=story.pk, stage=Stage.ASKED).delete()
            _enter(story, removal)
    except IntegrityError:  # another process was faster
        return False
    return True


def _enter(story: StoryPage, removal: Removal) -> None:
    Erasure.objects.create(
        story=story,
        number=story.pk,
        url=story.url or "",
        order=removal.order,
        stage=Stage.GOING,
        asked_at=datetime.fromisoformat(removal.asked_at),
        asked_name=removal.asked_by,
        decided_at=datetime.fromisoformat(removal.decided_at) if removal.decided_at else None,
        decided_name=removal.decided_by,
    )
