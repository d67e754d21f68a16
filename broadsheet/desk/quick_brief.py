"""The panel of the desk's home in which a brief is written, with this person's latest below it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.middleware.csrf import get_token
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.ui.components import Component
from wagtail.models import ModelLogEntry

from broadsheet.briefs.models import Brief
from broadsheet.desk.brief_views import QuickForm, context
from broadsheet.desk.growing import places
from broadsheet.desk.mine import with_whom
from broadsheet.kit import clock, languages
from broadsheet.release import gate, words
from broadsheet.release.actions import standing
from broadsheet.sections.models import Section

LATEST = 3


@dataclass(frozen=True, slots=True)
class Latest:
    """`sections` are those that it may grow into a story in."""

    brief: Brief
    standing: str
    public: bool
    edit: str | None
    may_write: bool
    may_withdraw: bool
    sections: list[Section]


def latest(user: Any) -> list[Latest]:
    """The briefs that this person wrote last."""
    kind = ContentType.objects.get_for_model(Brief)
    written = ModelLogEntry.objects.filter(content_type=kind, user=user, action="wagtail.create")
    keys = [int(key) for key in written.order_by("-timestamp", "-pk").values_list("object_id", flat=True)[:LATEST]]
    found = Brief.objects.in_bulk(keys)
    said = with_whom(list(found.values()))
    return [_one(found[key], said.get((Brief, key), ""), user) for key in keys if key in found]


def _one(brief: Brief, said: str, user: Any) -> Latest:
    """`said` is with whom it is, where somebody handed it in."""
    verdict = gate.verdict(brief, clock.now())
    edit = AdminURLFinder(user).get_edit_url(brief)
    may_withdraw = brief.live and brief.killed_at is None and standing.may(user, brief)
    sections = places(brief, user) if brief.killed_at is None else []
    standing_said = words.standing(verdict) if verdict.public or not said else said
    lock = brief.get_lock()
    may_write = brief.killed_at is None and not (lock and lock.for_user(user))
    return Latest(brief, standing_said, verdict.public, edit, may_write, may_withdraw, sections)


class QuickBrief(Component):
    name, order = "quick-brief", 15
    template_name = "desk/home/quick_brief.html"

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        request = (parent_context or {})["request"]
        if not request.user.has_perm("briefs.add_brief"):
            return {"form": None}
        form = QuickForm(initial={"language": languages.default()})
        token = get_token(request)  # a component's template gets nothing from the page that it stands in
        return {**context(request, form), "csrf_token": token, "latest": latest(request.user)}
