"""What happens to newsletters in the proof's small paper."""

from __future__ import annotations

from broadsheet.kit import clock
from broadsheet.newsletters.models import Issue, Newsletter
from broadsheet.newsletters.tests.issues import block, make_issue, make_newsletter, story_block
from broadsheet.release.actions.hold import hold, lift_hold
from broadsheet.release.actions.kill import kill
from tests.proof.paper import Paper

NAMES = ("The Morning Tide", "The Evening Tide", "Tide Tables")
VERBS = ((hold, "a call is waited for"), (lift_hold,), (kill, "a judge said so"))


def found(paper: Paper, language: str) -> Newsletter:
    return Newsletter.objects.filter(language=language).first() or make_newsletter(language)


def send(paper: Paper, n: int, m: int) -> None:
    """An issue with one of the paper's stories and briefs has begun to go out."""
    story, brief = paper.story(n), paper.brief(m)
    body = [block("text", "<p>Good morning.</p>"), block("picks", None)]
    body += [story_block(story.pk, picture=bool(m % 2))] if story else []
    body += [block("brief", brief.pk)] if brief else []
    issue = make_issue(found(paper, ("en", "de")[n % 2]), body, subject=NAMES[m % 3])
    Issue.objects.filter(pk=issue.pk).update(live=True, slug=f"issue-{issue.pk}", begun_at=clock.now())


def change(paper: Paper, n: int, m: int) -> None:
    """It gets another name, another address, or is closed and opened again."""
    newsletter = found(paper, ("en", "de")[n % 2])
    if m % 3 == 0:
        newsletter.name = NAMES[m % 2]
    elif m % 3 == 1:
        newsletter.slug = ("morning-tide", "tide")[m % 2]
    else:
        newsletter.archived = not newsletter.archived
    newsletter.save()


def judge(paper: Paper, n: int, m: int) -> None:
    issues = list(Issue.objects.order_by("pk"))
    if issues:
        paper.judge(issues[n % len(issues)], *VERBS[m % 3])
