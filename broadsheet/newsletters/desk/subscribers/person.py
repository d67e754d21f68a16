"""One subscriber: what they get, how they came to it, what went to them, and what the desk can do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from broadsheet.kit import clock, languages
from broadsheet.newsletters import addresses, hashes, lists
from broadsheet.newsletters.consent import Proof
from broadsheet.newsletters.desk.subscribers import trail
from broadsheet.newsletters.desk.subscribers.screens import VIEW, head
from broadsheet.newsletters.models import (
    Delivery,
    Newsletter,
    Subscriber,
    Subscription,
    SubscriptionState,
    Suppression,
    SuppressionReason,
)

LATEST = 20
WEEKS = (1, 2, 4)


class AddForm(forms.Form):
    """Somebody who asked on paper, by telephone, at the counter."""

    address = forms.CharField(label=gettext_lazy("Mail address"), max_length=320)
    newsletter = forms.ModelChoiceField(label=gettext_lazy("Newsletter"), queryset=Newsletter.objects.none())
    asked = forms.CharField(
        label=gettext_lazy("How they asked for it"),
        max_length=500,
        help_text=gettext_lazy("It is kept with their consent: “At the counter on 3 May, on a signed slip.”"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["newsletter"].queryset = Newsletter.objects.filter(archived=False)  # type: ignore[attr-defined]  # a ModelChoiceField

    def clean_address(self) -> addresses.Address:
        try:
            return addresses.normalise(self.cleaned_data["address"])
        except addresses.Bad:
            raise forms.ValidationError(_("Please enter a correct mail address.")) from None


@VIEW
def add_view(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("newsletters.add_subscriber"):
        raise PermissionDenied
    form = AddForm(request.POST or None, initial={"address": request.GET.get("address", "")})
    if request.method == "POST" and form.is_valid():
        newsletter = form.cleaned_data["newsletter"]
        proof = Proof(who(request.user), trail.words(form.cleaned_data["asked"]))
        try:
            made = lists.add(form.cleaned_data["address"], newsletter, newsletter.language, proof)
        except lists.Refused:
            form.add_error("address", _("This address is blocked: nobody may write to it."))
        else:
            messages.success(request, _("They get %(newsletter)s now.") % {"newsletter": newsletter})
            return redirect("newsletters_subscriber", made.subscriber_id)
    context = {**head(_("Add a subscriber"), subscribers()), "form": form, "verb": _("Add")}
    return TemplateResponse(request, "newsletters/desk/subscribers/form.html", context)


class Slip(Exception):
    """Something is missing or wrong in what was sent; the text says what, at the form's field."""


@VIEW
def person_view(request: HttpRequest, pk: int) -> HttpResponse:
    """A POST with `do` does one of VERBS and comes back."""
    person = get_object_or_404(Subscriber, pk=pk)
    if request.method == "POST":
        verb = VERBS.get(request.POST.get("do", ""))
        if verb is None or not request.user.has_perm(verb[0]):
            raise PermissionDenied
        try:
            sentence = verb[1](request, person)
        except Slip as slip:
            return _with_slip(request, person, str(slip))
        except lists.Refused:
            messages.error(request, _("This address is blocked: nobody may write to it."))
            return redirect("newsletters_subscriber", pk)
        messages.success(request, sentence) if sentence else messages.warning(request, _("Nothing was to be done."))
        return (
            redirect("newsletters_subscriber", pk)
            if Subscriber.objects.filter(pk=pk).exists()
            else redirect("newsletters_subscribers")
        )
    return TemplateResponse(request, "newsletters/desk/subscribers/person.html", _context(request, person))


def _with_slip(request: HttpRequest, person: Subscriber, sentence: str) -> HttpResponse:
    """The page with its form open, what was typed, and what is wrong."""
    typed = {name: request.POST.get(name, "")[:500] for name in ("asked", "reason", "address")}
    slip = {"do": request.POST["do"], "sentence": sentence, "newsletter": _whole(request, "newsletter"), **typed}
    context = {**_context(request, person), "slip": slip}
    return TemplateResponse(request, "newsletters/desk/subscribers/person.html", context, status=422)


def _context(request: HttpRequest, person: Subscriber) -> dict[str, Any]:
    held = list(person.subscriptions.select_related("newsletter").order_by("newsletter__order"))
    deliveries = Delivery.objects.filter(subscription__in=held).select_related("issue__newsletter")
    having = [each.newsletter_id for each in held if each.state == SubscriptionState.CONFIRMED]
    return {
        **head(person.address, subscribers()),
        "person": person,
        "language": languages.own_name(person.language),
        "held": held,
        "now": clock.now(),
        "consents": person.consents.select_related("newsletter", "wording").order_by("-at", "-pk"),
        "deliveries": deliveries.order_by("-pk")[:LATEST],
        "blocked": Suppression.objects.filter(address_hash=hashes.of(person.key)).first(),
        "others": Newsletter.objects.filter(archived=False).exclude(pk__in=having),
        "weeks": WEEKS,
        "may_change": request.user.has_perm("newsletters.change_subscriber"),
        "may_erase": request.user.has_perm("newsletters.delete_subscriber"),
        "may_block": request.user.has_perm("newsletters.add_suppression"),
    }


def who(user: AbstractBaseUser | Any) -> str:
    return str(user.get_username())[:150]


def subscribers() -> tuple[str, str]:
    return _("Subscribers"), reverse("newsletters_subscribers")


def _held(request: HttpRequest, person: Subscriber) -> Subscription:
    held: Subscription = get_object_or_404(person.subscriptions, pk=_whole(request, "subscription"))
    return held


def _whole(request: HttpRequest, name: str) -> int:
    said = request.POST.get(name, "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 19 else 0


def _add(request: HttpRequest, person: Subscriber) -> str:
    newsletter = get_object_or_404(Newsletter, pk=_whole(request, "newsletter"), archived=False)
    asked = request.POST.get("asked", "").strip()[:500]
    if not asked:
        raise Slip(_("Say how they asked for it: it is kept with their consent."))
    typed = addresses.Address(person.address, person.key, person.needs_smtputf8)
    lists.add(typed, newsletter, person.language, Proof(who(request.user), trail.words(asked)))
    return _("They get %(newsletter)s now.") % {"newsletter": newsletter}


def _remove(request: HttpRequest, person: Subscriber) -> str:
    held = _held(request, person)
    done = lists.remove(held, who(request.user))
    return _("They no longer get %(newsletter)s.") % {"newsletter": held.newsletter} if done else ""


def _pause(request: HttpRequest, person: Subscriber) -> str:
    weeks = _whole(request, "weeks")
    held = _held(request, person)
    if weeks not in WEEKS or not lists.pause(held, clock.now() + timedelta(weeks=weeks), who(request.user)):
        return ""
    return _("%(newsletter)s is paused for them.") % {"newsletter": held.newsletter}


def _resume(request: HttpRequest, person: Subscriber) -> str:
    return _("They get it again.") if lists.resume(_held(request, person), who(request.user)) else ""


def _block(request: HttpRequest, person: Subscriber) -> str:
    if not request.POST.get("reason", "").strip():
        raise Slip(_("Say why it is blocked, please."))
    return trail.block(request.user, person.key, SuppressionReason.DESK, request.POST.get("reason", ""))


def _erase(request: HttpRequest, person: Subscriber) -> str:
    """Only when the address was typed again."""
    if request.POST.get("address", "").strip().lower() != person.address.lower():
        raise Slip(_("This is not their address: nothing was erased. Type it as it stands above."))
    trail.erase(request.user, person)
    return _("Everything that named them is erased.")


Verb = tuple[str, Callable[[HttpRequest, Subscriber], str]]
VERBS: dict[str, Verb] = {
    "add": ("newsletters.change_subscriber", _add),
    "remove": ("newsletters.change_subscriber", _remove),
    "pause": ("newsletters.change_subscriber", _pause),
    "resume": ("newsletters.change_subscriber", _resume),
    "block": ("newsletters.add_suppression", _block),
    "erase": ("newsletters.delete_subscriber", _erase),
}
"""What it needs, and what does it: it returns the sentence to show, or "" when nothing was to be done. Raises Slip,
and lists.Refused where nobody may write to them."""
