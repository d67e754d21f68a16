"""The screen "Sources not named" of a story: what rests on one of them, and who stands for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.log_actions import LogFormatter

from broadsheet.release import words
from broadsheet.release.actions.standing import Refused
from broadsheet.stories.actions.approve import approve, may_approve, withdraw
from broadsheet.stories.models import Approval, StoryPage
from broadsheet.stories.unnamed import Claim, claims, wanting_approval, writers


@dataclass(frozen=True, slots=True)
class Row:
    """A claim with its approval, if it has one. `public`: readers have it already, nobody needs to approve it."""

    claim: Claim
    approval: Approval | None
    approved: str
    public: bool
    may: bool


def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """Show it to whoever may edit the story; a POST with `claim` (and `note`) approves, one with `withdraw` takes an
    approval back."""
    story = get_object_or_404(StoryPage, pk=pk)
    user: Any = request.user
    if not story.permissions_for_user(user).can_edit() and not may_approve(user, story):
        raise PermissionDenied
    if request.method == "POST":
        _do(request, story)
        return redirect("stories_unnamed", pk)
    return TemplateResponse(request, "stories/desk/unnamed.html", _context(story, user))


def _do(request: HttpRequest, story: StoryPage) -> None:
    user: Any = request.user
    key = request.POST.get("withdraw", "")
    try:
        if key:
            withdraw(get_object_or_404(Approval, pk=int(key) if key.isdecimal() else 0, story=story), user)
            messages.success(request, gettext("The approval is withdrawn."))
        else:
            approve(story, user, request.POST.get("claim", ""), request.POST.get("note", ""))
            messages.success(request, gettext("You stand for it: it may be published as it is now."))
    except Refused as refusal:
        messages.error(request, str(refusal))


def _context(story: StoryPage, user: Any) -> dict[str, Any]:
    edit = reverse("wagtailadmin_pages:edit", args=(story.pk,))
    title = gettext("Sources not named")
    draft = story.get_latest_revision_as_object()
    return {
        "header_title": title,
        "title": str(draft),
        "breadcrumbs_items": [{"url": edit, "label": str(draft)}, {"url": "", "label": title}],
        "rows": _rows(story, draft, user),
        "right": may_approve(user, story),
        "edit_url": edit,
    }


def _rows(story: StoryPage, draft: StoryPage, user: Any) -> list[Row]:
    kept = {one.claim: one for one in story.approvals.select_related("by")}
    waiting = {claim.key for claim in wanting_approval(draft)}
    right = may_approve(user, story)
    return [
        Row(
            claim,
            kept.get(claim.key),
            approved(kept[claim.key]) if claim.key in kept else "",
            claim.key not in waiting and claim.key not in kept,
            right and claim.key in waiting and user.pk not in writers(story, claim),
        )
        for claim in claims(draft)
    ]


def approved(approval: Approval) -> str:
    by: Any = approval.by
    who = by.get_full_name() or by.get_username() if by else gettext("somebody who is gone")
    return gettext("Approved by %(who)s on %(time)s.") % {"who": who, "time": words.moment(approval.at)}


# -- where it joins Wagtail's admin


@hooks.register("register_admin_urls")
def register_screen() -> list[URLPattern]:
    return [path("unnamed/<int:pk>/", screen, name="stories_unnamed")]


@hooks.register("register_permissions")
def register_rights() -> Any:
    return Permission.objects.filter(content_type__app_label="stories", codename="approve_unnamed")


class WithWords(LogFormatter):
    def format_message(self, entry: Any) -> str:
        return gettext("%(what)s: %(text)s") % {"what": self.message, "text": entry.data.get("words", "")}


class Approved(WithWords):
    label, message = _("Approve a source that is not named"), _("Approved, of a source that is not named")


class Withdrawn(WithWords):
    label, message = _("Withdraw an approval"), _("Withdrew the approval of what is from a source that is not named")


@hooks.register("register_log_actions")
def register_verbs(actions: Any) -> None:
    actions.register_action("stories.approve_unnamed")(Approved)
    actions.register_action("stories.withdraw_approval")(Withdrawn)
