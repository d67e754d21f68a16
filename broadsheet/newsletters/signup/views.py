"""Sign-up, confirmation and leaving: what Django answers below `/newsletters/`."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _

from broadsheet.kit import clock
from broadsheet.newsletters import forms, lists, places, tokens
from broadsheet.newsletters.models import SignUp, Subscription, SubscriptionState
from broadsheet.newsletters.signup import asking, confirming, people, puzzles
from broadsheet.newsletters.signup.answers import PRIVATE, Button, Notice, answered, notice, page
from broadsheet.newsletters.signup.asking import Replied

FRAGMENT = "text/x-fragment"
ONE_CLICK = "One-Click"
ALLOWED = ["GET", "HEAD", "POST"]


@answered
def subscribe(request: HttpRequest, language: str) -> HttpResponse:
    """POST: a sign-up form. GET: what its script asks for, or the way to the forms."""
    if request.method == "POST":
        if people.from_elsewhere(request):
            return _refused(language)
        return _replied(request, language, asking.taken(request, language))
    if "puzzle" in request.GET:
        return JsonResponse(puzzles.puzzle(), headers=PRIVATE)
    if "time" in request.GET:
        return HttpResponse(tokens.form_time(clock.wall()), content_type="text/plain", headers=PRIVATE)
    return HttpResponseRedirect(places.choice(language), headers=PRIVATE)


def _replied(request: HttpRequest, language: str, replied: Replied) -> HttpResponse:
    if request.headers.get("Accept") == FRAGMENT:
        marks = {"X-Fragment": "1", **({"X-Puzzle": "1"} if replied.puzzle else {})}
        return HttpResponse(forms.html(replied.form), status=replied.status, headers={**PRIVATE, **marks})
    title = {"sent": _("Please look into your inbox"), "done": _("Welcome")}
    named = title.get(replied.form.state, _("Newsletters")) if not replied.form.error else _("Newsletters")
    return page(
        "newsletters/answer.html",
        language,
        named,
        replied.status,
        inside=forms.alone(replied.form),
        back=replied.form.at,
    )


def _refused(language: str) -> HttpResponse:
    said = _("This form was sent from another site. Please sign up here.")
    return notice(language, Notice(_("Not taken"), [said], **_to_choice(language)), 403)


def _to_choice(language: str) -> Any:
    return {"more": places.choice(language), "more_words": _("All newsletters")}


def _to_choices(language: str) -> Any:
    return {"more": places.preferences(language), "more_words": _("Choose what you get, and when")}


@answered
def confirm(request: HttpRequest, language: str, token: str) -> HttpResponse:
    """GET shows one button; only its press confirms, once."""
    now = clock.wall()
    pk = tokens.read_confirm(token, now)
    sign_up = SignUp.objects.filter(pk=pk, subscriber__isnull=False).first() if pk else None
    if sign_up is None:
        said = _("This link has expired, or it is not whole. Please sign up once more: it takes a moment.")
        return notice(language, Notice(_("This link does not work any more"), [said], **_to_choice(language)), 410)
    names = ", ".join(each.name for each in sign_up.newsletters.all())
    if request.method != "POST" or not people.pressed_by_a_person(request, now):
        said = _("You signed up for %(names)s.") % {"names": names}
        return notice(
            language, Notice(_("Confirm your subscription"), [said], buttons=[people.once(request, _("Confirm"))])
        )
    got = confirming.confirm(sign_up, "link")
    if not got:
        return notice(language, Notice(_("Not confirmed"), [forms.not_confirmed()], **_to_choice(language)), 410)
    names = ", ".join(each.name for each in got)
    return notice(language, Notice(_("Welcome"), done=forms.done(), paragraphs=[names], **_to_choice(language)))


@answered
def unsubscribe(request: HttpRequest, language: str, token: str) -> HttpResponse:
    """GET shows what one would leave and one button. POST leaves: at once for RFC 8058, which mail programs send, and
    for a press of the button. The page after it takes it back."""
    now = clock.wall()
    found = tokens.read_unsubscribe(token)
    subscription = _subscription(*found) if found else None
    if subscription is None and found and _is_gone(found[0]):
        return _nothing_left(request, language)
    if subscription is None:
        said = _("This link is void, or it is not whole. You can leave from the page of your choices.")
        return notice(language, Notice(_("This link does not work any more"), [said], **_to_choices(language)), 410)
    if request.method == "POST" and request.POST.get("List-Unsubscribe") == ONE_CLICK:
        lists.unsubscribe(subscription, "one-click", now)
        return HttpResponse(_("You have left."), content_type="text/plain; charset=utf-8", headers=PRIVATE)
    if request.method != "POST" or not people.pressed_by_a_person(request, now):
        return _leaving(request, language, subscription)
    back = tokens.read_undo(request.POST.get("undo", ""), now)
    if back == (subscription.pk, subscription.token_epoch):
        return _came_back(language, subscription, lists.undo(subscription, "link", now))
    lists.unsubscribe(subscription, "link", now)
    return _left(language, subscription, request.path)


def _subscription(pk: int, epoch: int) -> Subscription | None:
    """Also the one that it went into, when its reader came to have one address."""
    rows = Subscription.objects.select_related("newsletter", "subscriber")
    return rows.filter(pk=pk, token_epoch=epoch).first() or rows.filter(merged__old=pk, merged__epoch=epoch).first()


def _is_gone(pk: int) -> bool:
    """The link was ours, and nothing stands behind it any more: its reader was erased, or never confirmed."""
    return not Subscription.objects.filter(Q(pk=pk) | Q(merged__old=pk)).exists()


def _nothing_left(request: HttpRequest, language: str) -> HttpResponse:
    """Whoever asks to leave has left: a mail program that is told anything else sends the mail to the spam."""
    if request.method == "POST" and request.POST.get("List-Unsubscribe") == ONE_CLICK:
        return HttpResponse(_("You have left."), content_type="text/plain; charset=utf-8", headers=PRIVATE)
    done = _("This newsletter does not go to you any more.")
    return notice(language, Notice(_("You have left"), done=done, **_to_choices(language)))


def _leaving(request: HttpRequest, language: str, subscription: Subscription) -> HttpResponse:
    name = subscription.newsletter.name
    undo = {"undo": request.POST["undo"]} if request.POST.get("undo") else {}
    if undo:
        button = people.once(request, _("Get it again"), undo.items())
        return notice(language, Notice(_("Do you want it back?"), [name], buttons=[button]))
    if subscription.state not in (SubscriptionState.CONFIRMED, SubscriptionState.PENDING):
        return _left(language, subscription, "")
    said = _("You get “%(name)s” at %(address)s.") % {
        "name": name,
        "address": masked(subscription.subscriber.address),
    }
    words = Notice(_("Leave this newsletter?"), [said], buttons=[people.once(request, _("Unsubscribe"))])
    return notice(language, words)


def _left(language: str, subscription: Subscription, undo_at: str) -> HttpResponse:
    """`undo_at`: where the button to take it back goes; "" for a page without one."""
    done = _("You will get no more of “%(name)s”.") % {"name": subscription.newsletter.name}
    back = tokens.undo(subscription.pk, subscription.token_epoch, clock.wall())
    buttons = [Button(_("Undo"), undo_at, [("undo", back)])] if undo_at else []
    return notice(language, Notice(_("You have left"), done=done, buttons=buttons, **_to_choices(language)))


def _came_back(language: str, subscription: Subscription, changed: bool) -> HttpResponse:
    name = {"name": subscription.newsletter.name}
    still = Subscription.objects.filter(pk=subscription.pk, state=SubscriptionState.CONFIRMED).exists()
    if changed or still:
        return notice(language, Notice(_("Welcome back"), done=_("You get “%(name)s” again.") % name))
    said = _("It is too late to undo this here. Please sign up once more.")
    return notice(language, Notice(_("Not undone"), [said], **_to_choice(language)), 410)


def masked(address: str) -> str:
    """Enough for whoever knows it: a forwarded mail's link must not tell it to others."""
    local, _at, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"
