"""What newsletters keep of a story: words that an issue gave it, and the message that was made."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail.models import Revision

from broadsheet.newsletters.composing import splicing
from broadsheet.newsletters.composing.letters import compose
from broadsheet.newsletters.models import Carries, Compiled, Issue
from broadsheet.release.erasers import erasers
from broadsheet.stories.models import StoryPage


def destroy(story: StoryPage) -> None:
    """Its block goes from each issue and from each draft of one, and the message is made again without it; subjects
    and texts that somebody wrote are for somebody to look at."""
    sent = set(Carries.objects.filter(story=story.pk).values_list("issue", flat=True))
    for issue in Issue.objects.select_related("newsletter", "follows").iterator(chunk_size=100):
        touched = _without(issue, story.pk)
        if touched or issue.pk in sent:
            _compile_again(issue)
    Issue.objects.filter(amends=story.pk).update(amends=None)
    Carries.objects.filter(story=story.pk).delete()


def _without(issue: Issue, story: int) -> bool:
    stored = [dict(each) for each in issue.body.raw_data]
    kept = [each for each in stored if not _is_of(each, story)]
    for revision in Revision.objects.for_instance(issue):
        _revise(revision, story)
    if kept == stored:
        return False
    issue.body = kept
    Issue.objects.filter(pk=issue.pk).update(body=issue.body)
    return True


def _is_of(each: dict[str, Any], story: int) -> bool:
    return each["type"] == "story" and (each.get("value") or {}).get("story") == story


def _revise(revision: Revision, story: int) -> None:
    body = revision.content.get("body")
    blocks = _loaded(body)
    kept = [each for each in blocks if not _is_of(each, story)]
    if kept != blocks:
        revision.content["body"] = _dumped(kept, body)
        Revision.objects.filter(pk=revision.pk).update(content=revision.content)


def _loaded(body: Any) -> list[dict[str, Any]]:
    """Wagtail keeps a body as JSON within JSON."""
    return list(json.loads(body)) if isinstance(body, str) else list(body or [])


def _dumped(blocks: list[dict[str, Any]], like: Any) -> Any:
    return json.dumps(blocks) if isinstance(like, str) else blocks


def _compile_again(issue: Issue) -> None:
    compiled = Compiled.objects.filter(issue=issue.pk).first()
    if compiled is None:
        return
    with override(issue.newsletter.language):
        compiled.parts = splicing.cut(compose(issue), issue.newsletter, issue).to_json()
    compiled.save(update_fields=["parts"])


erasers.register(StoryPage, "newsletters", _("Its places in newsletters, and their messages"), destroy, order=30)
