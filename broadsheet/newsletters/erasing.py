"""What newsletters keep of a story: words that an issue gave it, and the message that was made."""

from __future__ import annotations

import json
import re
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry, Revision
from wagtail.search import index

from broadsheet.newsletters.composing import splicing
from broadsheet.newsletters.composing.letters import compose
from broadsheet.newsletters.models import Carries, Compiled, Issue
from broadsheet.release.erasers import erasers
from broadsheet.stories.models import StoryPage

NAMED = ("subject", "preheader")
AROUND = " ,;:.!?-\N{EN DASH}\N{EM DASH}"
SHORTEST = 8  # letters of a headline that is looked for in others' words


def destroy(story: StoryPage) -> None:
    """Its block goes from each issue and from each draft of one, its headlines from their subjects, and the message
    is made again without it. What was written to correct it goes whole. Texts that somebody wrote are for somebody
    to look at."""
    sent = set(Carries.objects.filter(story=story.pk).values_list("issue", flat=True))
    titles = _titles(story)
    for issue in Issue.objects.select_related("newsletter", "follows").iterator(chunk_size=100):
        drafts = list(Revision.objects.for_instance(issue))
        emptied = issue.amends_id == story.pk and _emptied(issue, drafts)
        touched = [emptied, _without(issue, story.pk, drafts), _unnamed(issue, titles, drafts)]
        if any(touched) or issue.pk in sent:
            _compile_again(issue)
            _forget(issue)
    Issue.objects.filter(amends=story.pk).update(amends=None)
    Carries.objects.filter(story=story.pk).delete()


def _forget(issue: Issue) -> None:
    """What the log and the desk's search say of an issue: that something was done stays."""
    about = {"content_type": ContentType.objects.get_for_model(Issue), "object_id": str(issue.pk)}
    ModelLogEntry.objects.filter(**about).update(label="", data={})
    index.insert_or_update_object(Issue.objects.get(pk=issue.pk))


def _titles(story: StoryPage) -> list[str]:
    """All that it was called, the longest first."""
    found = {story.title, story.draft_title, story.seo_title}
    for content in story.versions.values_list("content", flat=True):
        found.add(content.get("title") or "")
    for content in story.revisions.values_list("content", flat=True):
        found.add(content.get("title") or "")
    return sorted((title for title in found if len(title) >= SHORTEST), key=len, reverse=True)


def _unnamed(issue: Issue, titles: list[str], drafts: list[Revision]) -> bool:
    """Without a headline in its subject, which is proposed as that of its first story."""
    said = {name: _cut(getattr(issue, name), titles) for name in NAMED}
    said["subject"] = said["subject"] or issue.newsletter.name
    for revision in drafts:
        now = {name: _cut(revision.content.get(name) or "", titles) for name in NAMED}
        _rewrite(revision, {**now, "subject": now["subject"] or issue.newsletter.name})
    return _put(issue, said)


def _cut(text: str, titles: list[str]) -> str:
    found = text
    for title in titles:
        found = re.sub(re.escape(title), "", found, flags=re.IGNORECASE)
    return text if found == text else found.strip(AROUND)


def _emptied(issue: Issue, drafts: list[Revision]) -> bool:
    """A correction of this story, in words that the paper or somebody wrote about it."""
    with override(issue.newsletter.language):
        said: dict[str, Any] = {"subject": gettext("Correction"), "preheader": "", "body": []}
    for revision in drafts:
        _rewrite(revision, {**said, "body": _dumped([], revision.content.get("body"))})
    return _put(issue, said)


def _put(issue: Issue, said: dict[str, Any]) -> bool:
    changed = {name: value for name, value in said.items() if getattr(issue, name) != value}
    for name, value in changed.items():
        setattr(issue, name, value)
    if changed:
        Issue.objects.filter(pk=issue.pk).update(**{name: getattr(issue, name) for name in changed})
    return bool(changed)


def _rewrite(revision: Revision, said: dict[str, Any]) -> None:
    content = {**revision.content, **said}
    if content != revision.content:
        revision.content = content
        Revision.objects.filter(pk=revision.pk).update(content=content, object_str=str(content["subject"])[:200])


def _without(issue: Issue, story: int, drafts: list[Revision]) -> bool:
    stored = [dict(each) for each in issue.body.raw_data]
    kept = [each for each in stored if not _is_of(each, story)]
    for revision in drafts:
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
