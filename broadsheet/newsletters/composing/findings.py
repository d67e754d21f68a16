"""What must or should be mended before an issue is sent: each finding says what to do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import override

from broadsheet.briefs.models import Brief
from broadsheet.kit import clock
from broadsheet.newsletters import readiness
from broadsheet.newsletters.composing import links, quoted_and_shown, slots
from broadsheet.newsletters.composing.letters import Letter, compose
from broadsheet.newsletters.composing.parts import stored_blocks
from broadsheet.newsletters.models import Compiled, Issue
from broadsheet.release import gate, words
from broadsheet.release.gate import Reason
from broadsheet.release.registries import Finding
from broadsheet.stories.models import StoryPage

WARN, STOP = 90 * 1024, 102 * 1024
"""Bytes of HTML: Gmail cuts what is longer than the second, and hides the way out with what it cuts."""
LONG_SUBJECT, LONG_PREHEADER = 50, 90
"""Letters that a phone shows."""


def look(issue: Issue) -> list[Finding]:
    """Sentences in the language of the desk; a blocking one keeps the issue in. Stories and briefs are judged at the
    instant at which it is to be sent, or now."""
    letter = compose(issue)
    at = issue.send_at or clock.now()
    found = [*_words(issue), *_notes(issue, letter), *_standing(issue, at), *_gate(issue, at)]
    found += [
        *quoted_and_shown.look(issue, at),
        *_links(issue, letter),
        *_way_out(issue, letter),
        *_size(issue, letter),
        *_sender(issue),
    ]
    return sorted(found, key=lambda finding: not finding.blocking)


def blocking(issue: Issue) -> list[str]:
    """The sentences that keep it in."""
    return [finding.sentence for finding in look(issue) if finding.blocking]


def _words(issue: Issue) -> Iterator[Finding]:
    subject, preheader = issue.subject.strip(), issue.preheader.strip()
    if not subject:
        yield _stop("subject", _("It has no subject: write one."))
    elif len(subject) > LONG_SUBJECT:
        yield _advice(
            "subject",
            _("The subject has %(count)d letters, and a phone shows about %(most)d: put what counts first.")
            % {"count": len(subject), "most": LONG_SUBJECT},
        )
    if subject and _same_subject(issue):
        yield _advice(
            "subject", _("An issue that was sent has the same subject: choose another, if it is not meant.")
        )
    if not preheader:
        yield _advice(
            "preheader", _("It has no preheader: mailboxes show the first words of the mail beside the subject.")
        )
    elif len(preheader) > LONG_PREHEADER:
        yield _advice(
            "preheader",
            _("The preheader has %(count)d letters, and mailboxes show about %(most)d.")
            % {"count": len(preheader), "most": LONG_PREHEADER},
        )
    if not stored_blocks(issue):
        yield _stop("body", _("It brings nothing yet: add a story, a brief or a text."))
    elif issue.follows is not None and _said(issue) == opening(issue):
        yield _stop("body", _("It does not say yet what is right: write it."))


def _notes(issue: Issue, letter: Letter) -> Iterator[Finding]:
    """What somebody wrote for a colleague: a line in square brackets, or the newsroom's “TK”: to come."""
    told = "\n".join((issue.subject, issue.preheader, letter.text))
    for note in dict.fromkeys(each.strip() for each in _NOTE.findall(told)):
        shown = Truncator(" ".join(note.split())).chars(80)
        yield _advice(
            "notes",
            _("“%(note)s” looks like a note to a colleague: take it out before it is sent.") % {"note": shown},
        )


_NOTE = re.compile(r"^\[[^\]]{8,}\]$|\bTK\b", re.M)


def opening(issue: Issue) -> str:
    """What a correction begins with, in its readers' language; "" for any other issue."""
    if issue.follows is None:
        return ""
    with override(issue.newsletter.language):
        return _("In our mail “%(subject)s” we were wrong. This is right:") % {"subject": issue.follows.subject}


def _said(issue: Issue) -> str:
    """All that its blocks say, where that is text alone."""
    stored = stored_blocks(issue)
    if any(block["type"] != "text" for block in stored):
        return ""
    return unescape(strip_tags(" ".join(str(block["value"]) for block in stored))).strip()


def _same_subject(issue: Issue) -> bool:
    sent = Issue.objects.filter(newsletter=issue.newsletter_id, begun_at__isnull=False).exclude(pk=issue.pk)
    return sent.filter(subject=issue.subject).exists()


def _standing(issue: Issue, at: datetime) -> Iterator[Finding]:
    """Whether it may go out itself: a draft is what it is until then, and nothing else may be in the way."""
    verdict = gate.verdict(issue, at)
    embargo = issue.embargoed_until
    if verdict.reason not in {None, Reason.DRAFT}:
        yield _stop(
            "gate", _("It may not go out: %(why)s See to it under “Release”.") % {"why": words.sentence(verdict)}
        )
    elif embargo is not None and embargo > at:
        yield _stop(
            "gate",
            _("It is under embargo until %(until)s: send it later, or lift the embargo.")
            % {"until": words.moment(embargo)},
        )


def _gate(issue: Issue, at: datetime) -> Iterator[Finding]:
    """Whether what it brings may be public when it is sent."""
    stories, briefs = carried(issue)
    for key, times in Counter(stories).items():
        yield from _judged(StoryPage.objects.filter(pk=key).first(), at)
        if times > 1:
            told = StoryPage.objects.filter(pk=key).values_list("title", flat=True).first() or ""
            yield _advice("twice", _("“%(what)s” is in it twice: take one out.") % {"what": told})
    for key, times in Counter(briefs).items():
        brief = Brief.objects.filter(pk=key).first()
        yield from _judged(brief, at)
        if times > 1 and brief is not None:
            yield _advice("twice", _("“%(what)s” is in it twice: take one out.") % {"what": brief})


def withdrawn(issue: Issue, now: datetime) -> str:
    """Why what an issue carries may not go out any more: the first reason, or "". Asked again and again while it goes
    out, so it takes a query for each sort of thing."""
    stories, briefs = brought(issue)
    found, told = StoryPage.objects.in_bulk(stories), Brief.objects.in_bulk(briefs)
    things = (*(found.get(key) for key in stories), *(told.get(key) for key in briefs))
    return next((finding.sentence for thing in things for finding in _judged(thing, now)), "")


def brought(issue: Issue) -> tuple[list[int], list[int]]:
    """Keys of the stories and of the briefs that stand in its message; before it was made, those of its blocks."""
    made = Compiled.objects.filter(issue=issue.pk).values_list("carries", flat=True).first()
    return carried(issue) if made is None else (made.get("stories", []), made.get("briefs", []))


def carried(issue: Issue) -> tuple[list[int], list[int]]:
    """Keys of the stories and of the briefs that its blocks name, in their order."""
    stored = stored_blocks(issue)
    stories = [
        block["value"]["story"] for block in stored if block["type"] == "story" and block["value"].get("story")
    ]
    return stories, [block["value"] for block in stored if block["type"] == "brief" and block["value"]]


def _judged(thing: StoryPage | Brief | None, at: datetime) -> Iterator[Finding]:
    if thing is None:
        yield _stop("gate", _("Something that it brought has been deleted: take the empty block out."))
        return
    verdict = gate.verdict(thing, at)
    if not verdict.public and not (verdict.until is not None and verdict.until <= at):
        yield _stop(
            "gate",
            _("“%(what)s” may not go out: %(why)s Take it out, or see to it.")
            % {"what": thing, "why": words.sentence(verdict)},
        )


def _links(issue: Issue, letter: Letter) -> Iterator[Finding]:
    for url in links.written(issue):
        said = {"url": url}
        if links.is_unfinished(url):
            yield _stop("links", _("The link “%(url)s” leads nowhere: write the whole address.") % said)
        elif links.is_missing_here(url):
            yield _stop("links", _("The link “%(url)s” leads to a page that readers do not have: mend it.") % said)
        elif url.startswith("http://"):
            yield _advice("links", _("The link “%(url)s” is not encrypted: use https, if the site has it.") % said)
    for title in links.to_hidden_pages(issue):
        yield _advice(
            "links",
            _("The text links to “%(title)s”, which is not public: the words stay, the link goes.")
            % {"title": title},
        )


def _way_out(issue: Issue, letter: Letter) -> Iterator[Finding]:
    """A template of the paper's own may have lost it."""
    for name, text in ((_("HTML"), letter.html), (_("plain text"), letter.text)):
        if slots.mark(slots.UNSUBSCRIBE) not in text:
            yield _stop(
                "unsubscribe",
                _("Its %(part)s has no link to unsubscribe: put it back into the template of the mail.")
                % {"part": name},
            )
    if not issue.newsletter.postal_address.strip():
        yield _advice("unsubscribe", _("The newsletter has no postal address, and many laws want one in each mail."))


def _size(issue: Issue, letter: Letter) -> Iterator[Finding]:
    said = {"size": kilobytes(letter.html_size), "most": STOP // 1024}
    if letter.html_size > STOP and not issue.override_size:
        yield _stop(
            "size",
            _(
                "It has %(size)s KB, and Gmail cuts what is above %(most)s KB, with the way out: make it shorter, or "
                "say on the screen of sending that it goes out all the same."
            )
            % said,
        )
    elif letter.html_size > STOP:
        yield _advice(
            "size", _("It has %(size)s KB: Gmail will cut it. You said that it goes out all the same.") % said
        )
    elif letter.html_size > WARN:
        yield _advice("size", _("It has %(size)s KB, and is cut by Gmail above %(most)s KB.") % said)


def kilobytes(size: int) -> int:
    return -(-size // 1024)


def _sender(issue: Issue) -> Iterator[Finding]:
    if issue.newsletter.archived:
        yield _stop("newsletter", _("The newsletter is closed: open it, or choose another."))
    reason = readiness.mail_is_ready(issue.newsletter)
    if reason:
        yield _stop("sender", reason)
    host = urlsplit(settings.PAPER_BASE_URL)
    if host.scheme != "https" and not readiness.stays_here():
        yield _stop(
            "address",
            _(
                "Links of the mail begin with %(url)s, and mail services want the way out encrypted: set base_url to "
                "the paper's public address, with https."
            )
            % {"url": settings.PAPER_BASE_URL},
        )
    elif host.scheme != "https":
        yield _advice(
            "address",
            _("Links and pictures of the mail begin with %(url)s: set base_url to the paper's public address.")
            % {"url": settings.PAPER_BASE_URL},
        )


def _stop(check: str, sentence: str) -> Finding:
    return Finding(check, True, sentence)


def _advice(check: str, sentence: str) -> Finding:
    return Finding(check, False, sentence)
