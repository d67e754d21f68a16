"""An issue begins: what it says is compiled, once, and each of its readers gets a row. It may break off anywhere and
goes on where it was, in whatever process looks next."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import IntegrityError, connection, transaction
from django.utils.text import slugify
from django.utils.translation import override

from broadsheet.kit import clock
from broadsheet.kit.romanisation import ukrainian
from broadsheet.newsletters.composing import findings, splicing
from broadsheet.newsletters.composing.letters import compose
from broadsheet.newsletters.models import Compiled, Delivery, Issue, Sending, Subscription
from broadsheet.newsletters.sending import wrong_words
from broadsheet.newsletters.sending.verbs import ADDRESSED, LONGEST_CAUSE
from broadsheet.press.models import Plate

TOGETHER = 20_000  # readers that are addressed in one transaction
TURN = 1.0  # seconds that it takes at once, so that what is being sent goes on beside it
LONGEST_SLUG = 100
PRESSED_IN = timedelta(seconds=15)

log = structlog.get_logger("mail")


def go_on(now: datetime) -> None:
    """Some of the work that is there."""
    for key in list(Issue.objects.filter(sending=Sending.FREEZING).order_by("pk").values_list("pk", flat=True)):
        if not Compiled.objects.filter(issue=key).exists() and not _compiled(key):
            continue
        if not _pictures_stand(key, now):
            continue
        end = time.monotonic() + TURN
        while not address_more(key, now) and time.monotonic() < end:
            pass


def _compiled(key: int) -> bool:
    """Whether the issue could be compiled; if not, it is paused and says why."""
    issue = Issue.objects.select_related("newsletter").get(pk=key)
    issue.send_at = None  # judged now, at whatever instant it was to begin
    try:
        if blocking := findings.blocking(issue):
            _hold(key, blocking[0])
            return False
        compile_issue(issue)
    except IntegrityError:
        return False  # another worker was faster
    except Exception as error:
        log.exception("an issue could not be made", issue=key)
        _hold(key, f"{type(error).__name__}: {error}")
        return False
    return True


def _pictures_stand(key: int, now: datetime) -> bool:
    """Whether the press has made the files of its pictures: whoever opens the mail at once would else see none. They
    are waited for as long as a press takes, and no longer."""
    made = Compiled.objects.select_related("issue").get(issue=key)
    urls, begun = made.carries.get("pictures", []), made.issue.begun_at
    if not urls or begun is None or now > begun + PRESSED_IN:
        return True
    return Plate.objects.filter(url__in=urls, status=200).count() == len(urls)


def _hold(key: int, cause: str) -> None:
    frozen = Issue.objects.filter(pk=key, sending=Sending.FREEZING)
    if frozen.update(sending=Sending.PAUSED, cause=cause[:LONGEST_CAUSE]):
        log.warning("an issue is not sent", issue=key, cause=cause)


@transaction.atomic
def compile_issue(issue: Issue) -> Compiled:
    """Its parts for all readers, and its address. Raises IntegrityError when another worker was faster."""
    now = clock.now()
    with override(issue.newsletter.language):
        issue.slug = issue.slug or free_slug(issue)
        letter = compose(issue)
    parts = splicing.cut(letter, issue.newsletter, issue).to_json()
    made = Compiled.objects.create(
        issue=issue, parts=parts, html_size=letter.html_size, carries=letter.carries, made_at=now
    )
    wrong_words.note_what_it_carries(made)
    issue.put_right_at = wrong_words.until(issue)
    issue.live, issue.has_unpublished_changes, issue.begun_at = True, False, now
    issue.first_published_at = issue.last_published_at = now
    issue.live_revision = issue.latest_revision
    published = ("live", "has_unpublished_changes", "first_published_at", "last_published_at", "live_revision")
    issue.save(update_fields=["slug", "begun_at", "put_right_at", *published])
    return made


def free_slug(issue: Issue) -> str:
    """The issue's name in its address: its subject's words, with a number where another issue has them."""
    plain = slugify(ukrainian(issue.subject))[:LONGEST_SLUG].strip("-") or f"issue-{issue.pk}"
    others = Issue.objects.filter(newsletter=issue.newsletter_id, slug__startswith=plain).exclude(pk=issue.pk)
    taken, number, found = set(others.values_list("slug", flat=True)), 1, plain
    while found in taken:
        number += 1
        found = f"{plain}-{number}"
    return found


@transaction.atomic
def address_more(key: int, now: datetime, together: int = TOGETHER) -> bool:
    """Give the next readers their rows; True when all have one, and the sending has begun."""
    locked = Issue.objects.filter(pk=key, sending=Sending.FREEZING)
    if connection.features.has_select_for_update_skip_locked:
        locked = locked.select_for_update(skip_locked=True, of=("self",))
    issue = locked.first()
    if issue is None:
        return True  # another worker is at it, or an editor stopped it
    up_to = _end_of_batch(issue, together)
    if up_to is not None:
        insert(issue, issue.frozen_up_to, up_to, now)
    changes = {"frozen_up_to": ADDRESSED, "sending": Sending.SENDING} if up_to is None else {"frozen_up_to": up_to}
    Issue.objects.filter(pk=key).update(**changes)
    return up_to is None


def _end_of_batch(issue: Issue, together: int) -> int | None:
    """The last subscription of the next batch; None when there are no more."""
    after = issue.frozen_up_to
    following: Any
    if issue.follows_id:
        rows = Delivery.objects.filter(issue=issue.follows_id, subscription__gt=after)
        following = rows.order_by("subscription_id").values_list("subscription_id", flat=True)
    else:
        readers = Subscription.objects.filter(newsletter=issue.newsletter_id, state="confirmed", pk__gt=after)
        following = readers.order_by("pk").values_list("pk", flat=True)
    last = list(following[together - 1 : together]) or list(following.reverse()[:1])
    return last[0] if last else None


_COLUMNS = "issue_id, subscription_id, state, claim, attempt, deferrals, code, reply"
_NEW = "%s, s.id, 'pending', '', 0, 0, '', ''"
_WANTS = "s.state = 'confirmed' AND (s.paused_until IS NULL OR s.paused_until <= %s)"
READERS = f"""
    INSERT INTO newsletters_delivery ({_COLUMNS})
    SELECT {_NEW} FROM newsletters_subscription s
    WHERE s.newsletter_id = %s AND {_WANTS} AND s.id > %s AND s.id <= %s
    ON CONFLICT DO NOTHING"""  # noqa: S608 - constants
_FOLLOWERS = f"""
    INSERT INTO newsletters_delivery ({_COLUMNS})
    SELECT {_NEW} FROM newsletters_subscription s WHERE s.id IN ({{theirs}}) AND {_WANTS}
    ON CONFLICT DO NOTHING"""  # noqa: S608 - constants


def insert(issue: Issue, after: int, up_to: int, now: datetime) -> int:
    """Rows for those who are to get it, among the subscriptions in (after, up_to]; how many are new. Whoever has one
    keeps it. Suppressed addresses are known by their hashes alone, and are left out when a row is claimed."""
    at = connection.ops.adapt_datetimefield_value(now)
    sql, params = READERS, [issue.pk, issue.newsletter_id, at, after, up_to]
    if issue.follows_id:
        got = wrong_words.got_by(issue).filter(subscription__gt=after, subscription__lte=up_to)
        theirs, whose = got.order_by().values("subscription").query.sql_with_params()
        sql, params = _FOLLOWERS.format(theirs=theirs), [issue.pk, *whose, at]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)
