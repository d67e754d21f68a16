"""Whether the DNS vouches for the paper's mail: what was found last, a new look, and sending all the same."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.log_actions import log

from broadsheet.newsletters import readiness
from broadsheet.newsletters.checking import keeping
from broadsheet.newsletters.checking.asking import NoAnswer
from broadsheet.newsletters.desk.subscribers.person import who
from broadsheet.newsletters.desk.subscribers.screens import head
from broadsheet.newsletters.models import MailCheck

OVERRIDDEN, WITHDRAWN = "newsletters.override_check", "newsletters.withdraw_override"


@permission_required("newsletters.view_mailcheck", login_url=settings.LOGIN_URL, raise_exception=True)
def mail_check_view(request: HttpRequest) -> HttpResponse:
    """A POST with `do`: look, override, withdraw."""
    if request.method == "POST":
        if not request.user.has_perm("newsletters.change_mailcheck"):
            raise PermissionDenied
        _do(request, request.POST.get("do", ""))
        return redirect("newsletters_mail_check")
    kept = {each.domain: each for each in MailCheck.objects.all()}
    domains = [
        {"setup": setup, "kept": kept.get(setup.domain), "findings": _findings(kept.get(setup.domain))}
        for setup in keeping.setups()
    ]
    context = {
        **head(_("Check of the mail")),
        "domains": domains,
        "relay": readiness.relay(),
        "here": readiness.stays_here(),
        "may_change": request.user.has_perm("newsletters.change_mailcheck"),
    }
    return TemplateResponse(request, "newsletters/desk/mail_check.html", context)


def _findings(kept: MailCheck | None) -> list[keeping.Finding]:
    return keeping.findings(kept) if kept else []


def _do(request: HttpRequest, verb: str) -> None:
    if verb == "look":
        _look(request)
        return
    kept = get_object_or_404(MailCheck, domain=request.POST.get("domain", ""))
    reason = request.POST.get("reason", "").strip()
    if verb == "override" and reason:
        keeping.override(kept, who(request.user), reason)
        log(kept, OVERRIDDEN, user=request.user, title=kept.domain, data={"reason": reason[:500]})
        messages.success(request, _("Newsletters go out from %(domain)s all the same.") % {"domain": kept.domain})
    elif verb == "withdraw":
        keeping.withdraw(kept)
        log(kept, WITHDRAWN, user=request.user, title=kept.domain)
        messages.success(request, _("The check decides again."))
    else:
        messages.warning(request, _("Say why they go out all the same, please."))


def _look(request: HttpRequest) -> None:
    try:
        missing = [setup.domain for setup in keeping.setups() if not keeping.check(setup).passed]
    except NoAnswer as error:
        messages.error(request, _("The DNS cannot be asked: %(why)s.") % {"why": error})
        return
    if missing:
        messages.warning(request, _("Something is missing for %(domains)s.") % {"domains": ", ".join(missing)})
    else:
        messages.success(request, _("Nothing is missing."))
