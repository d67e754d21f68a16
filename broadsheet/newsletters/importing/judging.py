"""What a row of a list means: somebody who gets the newsletter, somebody who must not, or a bad row."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from django.utils.translation import gettext as _
from email_validator import SPECIAL_USE_DOMAIN_NAMES

from broadsheet.newsletters import addresses, hashes
from broadsheet.newsletters.importing.columns import Field
from broadsheet.newsletters.importing.reading import shown
from broadsheet.newsletters.models import SubscriptionState

CONFIRMED, UNSUBSCRIBED = SubscriptionState.CONFIRMED.value, SubscriptionState.UNSUBSCRIBED.value
BOUNCED, COMPLAINED = SubscriptionState.BOUNCED.value, SubscriptionState.COMPLAINED.value
PENDING = SubscriptionState.PENDING.value

WORDS = {
    CONFIRMED: "subscribed active confirmed enabled regular free paid comped gift premium true yes y 1 "
    "opted_in member",
    UNSUBSCRIBED: "unsubscribed inactive disabled opted_out false no n 0 removed deleted archived cancelled canceled "
    "left blocklisted blacklisted suppressed",
    BOUNCED: "bounced cleaned bounce hard_bounce hard_bounced undeliverable invalid undelivering",
    COMPLAINED: "complained complaint spam abuse marked_as_spam spammy junk",
    PENDING: "pending unconfirmed unactivated not_confirmed waiting non_subscribed nonsubscribed",
}
STATES = {word: state for state, words in WORDS.items() for word in words.split()}
WORST = (COMPLAINED, BOUNCED, UNSUBSCRIBED, PENDING, CONFIRMED)
YES = frozenset(("true", "yes", "y", "1", "t", "x"))
NO = frozenset(("false", "no", "n", "0", "f", ""))
NEVER = frozenset(("", "-", "null", "none", "nan", "n/a", "0"))
FORMULA = ("=", "+", "-", "@")
OLDEST = datetime(1990, 1, 1, tzinfo=UTC)

SIMPLE = re.compile(
    r"[A-Za-z0-9_]+(?:[.+-][A-Za-z0-9_]+)*@(?:[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\.)+([A-Za-z]{2,63})", re.ASCII
)
SPECIAL = frozenset(name.rpartition(".")[2].lower() for name in SPECIAL_USE_DOMAIN_NAMES)


class Row(NamedTuple):
    """A good row; `changed` is when it came into its state."""

    line: int
    address: str
    key: str
    needs_smtputf8: bool
    hash: str
    state: str
    created: datetime
    changed: datetime


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that was left out, and why in a sentence."""

    line: int
    what: str


Judge = Callable[[int, Sequence[str]], Row | Problem | None]


def judge(columns: dict[int, Field], now: datetime, *, gets: bool) -> Judge:
    """Made once for a file: called a million times. With `gets` it answers for those who get it, and for bad rows;
    without, for those who left; for others it answers None."""
    place = next(number for number, field in columns.items() if field == Field.ADDRESS)
    told = [(number, field) for number, field in columns.items() if field not in {Field.ADDRESS, Field.CREATED}]
    since = next((number for number, field in columns.items() if field == Field.CREATED), -1)

    said: dict[tuple[str, ...], str] = {}

    def row(line: int, cells: Sequence[str]) -> Row | Problem | None:
        try:
            state, changed = _state(told, cells, said) if told else (CONFIRMED, None)
            if (state in (CONFIRMED, PENDING)) != gets:
                return None
            typed, key, utf8 = _address(cells[place].strip() if place < len(cells) else "")
        except addresses.Bad:
            return Problem(line, _bad_address(cells, place)) if gets else None
        except ValueError as error:
            return Problem(line, str(error)) if gets else None
        if state == PENDING:
            return Problem(line, _("%(address)s never confirmed it, so it stays out.") % {"address": shown(typed)})
        created = _moment(cells[since], now) if 0 <= since < len(cells) else now
        return Row(line, typed, key, utf8, hashes.of(key), state, created, _moment(changed, now) if changed else now)

    return row


def _address(typed: str) -> tuple[str, str, bool]:
    """As `addresses.normalise`, ten times as fast for the shape that most have. Raises addresses.Bad."""
    if typed[:1] == "'" and typed[1:2] in FORMULA:
        typed = typed[1:]  # put there by whoever wrote the list, so that no table program takes it for a formula
    found = SIMPLE.fullmatch(typed) if len(typed) <= 120 else None
    if found and found[1].lower() not in SPECIAL and typed.find("@") <= 64 and not _long_label(typed):
        return typed, typed.lower(), False
    address = addresses.normalise(typed)
    return address.typed, address.key, address.needs_smtputf8


def _long_label(typed: str) -> bool:
    return len(typed) > 63 and any(len(label) > 63 for label in typed.partition("@")[2].split("."))


def _bad_address(cells: Sequence[str], place: int) -> str:
    said = cells[place].strip() if place < len(cells) else ""
    if not said:
        return _("There is no address.")
    return _("“%(said)s” is no mail address.") % {"said": shown(said)}


def _state(
    told: Sequence[tuple[int, Field]], cells: Sequence[str], said: dict[tuple[str, ...], str]
) -> tuple[str, str | None]:
    """The worst of what the row says, and when that was; `said` remembers words. Raises ValueError for words that
    nobody knows."""
    worst, when = CONFIRMED, None
    for number, field in told:
        cell = cells[number].strip() if number < len(cells) else ""
        state = said.get((field, cell))
        if state is None:
            state = _said(field, cell)
            if field not in _TIMES:
                said[field, cell] = state
        if state != CONFIRMED and WORST.index(state) < WORST.index(worst):
            worst, when = state, cell if field in _TIMES else None
    return worst, when


_TIMES = {Field.LEFT: UNSUBSCRIBED, Field.BOUNCED: BOUNCED, Field.COMPLAINED: COMPLAINED}


def _said(field: Field, said: str) -> str:
    low = said.lower()
    if field in _TIMES:
        return CONFIRMED if low in NEVER else _TIMES[field]
    if field == Field.STATE:
        word = re.sub(r"[^a-z0-9]+", "_", low).strip("_")
        if word in STATES:
            return STATES[word]
    elif field == Field.TAKES and low in YES | NO:
        return CONFIRMED if low in YES else UNSUBSCRIBED
    elif field == Field.REFUSES and low in YES | NO:
        return UNSUBSCRIBED if low in YES else CONFIRMED
    raise ValueError(_("“%(said)s” does not tell whether they get it.") % {"said": shown(said)})


def _moment(said: str, now: datetime) -> datetime:
    """A date of the list, in UTC where it names no zone; now where it is none, or cannot be right."""
    try:
        found = datetime.fromisoformat(said.strip().replace(" UTC", "+00:00"))
    except ValueError:
        return now
    aware = found if found.tzinfo else found.replace(tzinfo=UTC)
    return aware if OLDEST <= aware <= now else now
