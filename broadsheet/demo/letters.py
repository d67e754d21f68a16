"""The newsroom's newsletters and their issues: sent, scheduled and in the making. Their texts lie in `texts/`."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.utils.html import escape, format_html, format_html_join

from broadsheet.demo import readers
from broadsheet.demo.cast import described
from broadsheet.demo.manuscripts import Manuscript, Misspelt, Part, manuscripts, span
from broadsheet.demo.typesetting import Newsroom
from broadsheet.kit import clock
from broadsheet.newsletters.models import Issue, Newsletter, Sending
from broadsheet.newsletters.sending import verbs
from broadsheet.newsletters.sending.freezing import compile_issue

POSTAL = "The Mirna Bay Ledger, 3 Pilot Steps, Mirna Bay"
TOOK = timedelta(minutes=3)
"""How long an issue's sending took."""
LANGUAGES = ("en", "uk")
MORNING = 6
"""The hour at which what is scheduled goes out."""


def build(room: Newsroom) -> None:
    """Newsletters, their readers, and the issues; stories that they bring must be there."""
    letters = {told["Slug"]: _newsletter(room, told) for told in described("newsletters")}
    lists = readers.build(
        {letters[told["Slug"]]: int(told["Readers"]) for told in described("newsletters")}, room.now
    )
    for language in LANGUAGES:
        for manuscript in manuscripts(language, "issues", room.now):
            newsletter = letters[manuscript.head["Newsletter"]]
            _bring(room, language, manuscript, newsletter, lists[newsletter.pk])


def _newsletter(room: Newsroom, told: dict[str, str]) -> Newsletter:
    letters = list(described("newsletters"))
    return Newsletter.objects.create(
        language=told["Language"],
        name=told["Name"],
        slug=told["Slug"],
        description=told["Description"],
        cadence=told["Cadence"],
        host=room.contributors[told["Host"]] if "Host" in told else None,
        picture=room.pictures[told["Picture"]],
        from_name=told["Name"],
        from_address=f"{told['Slug']}@ledger.example",
        reply_to="newsroom@ledger.example",
        postal_address=POSTAL,
        order=letters.index(told),
        in_footer="Footer" in told,
    )


def _bring(
    room: Newsroom, language: str, manuscript: Manuscript, newsletter: Newsletter, list_: list[readers.Reader]
) -> None:
    told = {"subject": manuscript.head["Subject"], "preheader": manuscript.head["Preheader"]}
    issue = Issue(newsletter=newsletter, live=False, **told)
    body: Any = list(_blocks(room, language, manuscript))
    issue.body = body
    issue.save()
    state, _, age = manuscript.head["State"].partition(" ")
    if state == "sent":
        _send(issue, room.now - span(age), list_)
        return
    issue.save_revision(user=room.staff["Editor"], clean=False)
    if state == "scheduled":
        verbs.schedule(issue, _next_morning(room.now))


def _send(issue: Issue, at: datetime, list_: list[readers.Reader]) -> None:
    """As it was then: compiled, addressed to who got it at that time, and done."""
    with clock.as_of(at):
        compile_issue(issue)
    readers.deliver(issue, [reader for reader in list_ if reader.got_it(at)], at, TOOK)
    done = {"sending": Sending.DONE, "done_at": at + TOOK, "frozen_up_to": verbs.ADDRESSED}
    Issue.objects.filter(pk=issue.pk).update(**done)


def _next_morning(now: datetime) -> datetime:
    today = clock.local(now).replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return today + timedelta(days=1)


def _blocks(room: Newsroom, language: str, manuscript: Manuscript) -> Iterator[dict[str, Any]]:
    """The first story alone stands with its picture, as in a letter."""
    pictured = False
    for part in manuscript.parts:
        kind, value = _set(room, language, manuscript, part)
        if kind == "story":
            value["picture"], pictured = not pictured, True
        yield {"type": kind, "value": value, "id": str(uuid.uuid4())}


def _set(room: Newsroom, language: str, manuscript: Manuscript, part: Part) -> tuple[str, Any]:
    (first, *_rest) = part.lines or ("",)
    match part.kind:
        case "paragraph" if first.startswith("* "):
            items = ((line.removeprefix("* "),) for line in first.splitlines())
            return "text", format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", items))
        case "paragraph":
            return "text", f"<p>{escape(first)}</p>"
        case "heading":
            return "heading", first
        case "rule" | "picks":
            return part.kind, None
        case "story" if (language, first) in room.stories:
            shown = {"headline": "", "teaser": "", "picture": True}
            return "story", {"story": room.stories[language, first].pk, **shown}
    raise Misspelt(f"{manuscript.name}: “= {part.kind}: {first}” cannot be set in a newsletter.")
