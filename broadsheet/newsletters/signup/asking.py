"""What a form sent: read, checked and kept, without looking at what is known of the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from hmac import compare_digest
from unicodedata import decimal
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from broadsheet.kit import clock
from broadsheet.newsletters import addresses, consent, forms, hashes, tokens
from broadsheet.newsletters.addresses import Address
from broadsheet.newsletters.forms import Form
from broadsheet.newsletters.models import SignUp, Wish
from broadsheet.newsletters.selectors import Offer, offers
from broadsheet.newsletters.signup import confirming, limits, puzzles
from broadsheet.newsletters.signup.limits import Answer

QUICKEST = timedelta(seconds=2)
"""Nobody reads and fills in a form faster."""
OLDEST = timedelta(days=2)
CODE_FOR = timedelta(hours=24)
TRIES = 5


@dataclass(frozen=True, slots=True)
class Replied:
    """The form in its new state, and the status of the answer."""

    form: Form
    status: int = 200
    puzzle: bool = False


def blank(language: str, name: str, shown: Sequence[Offer], chosen: frozenset[str] = frozenset()) -> Form:
    return Form(language, name, shown, chosen=chosen, shown=tokens.form_time(clock.wall()))


def read(post: QueryDict, language: str) -> Form:
    """The form as it was sent: what was typed stays in it."""
    every = offers(language)
    sent = frozenset(post.getlist("newsletter"))
    name = post.get("form", "")
    known = name if name.isascii() and name.replace("-", "").isalnum() and len(name) <= 40 else "letters"
    mine = [each for each in every if each["slug"] in sent]
    shown = mine if len(mine) == 1 and known != "letters" else every
    form = blank(language, known, shown, sent & {each["slug"] for each in every})
    return replace(form, email=post.get("email", "").strip()[: addresses.LONGEST])


def taken(request: HttpRequest, language: str) -> Replied:
    """A form that was sent; what it says is the same for every address."""
    form = replace(read(request.POST, language), at=form_url(request))
    if request.POST.get(forms.HONEYPOT):
        return Replied(replace(form, state="sent"))
    if "code" in request.POST:
        return _coded(request, form)
    try:
        address = addresses.normalise(form.email)
    except addresses.Bad:
        return _wrong(form, "email", forms.bad_address())
    if not form.picked:
        return _wrong(form, "newsletter", _("Please choose at least one newsletter"))
    return _limited(request, form) or _kept(request, form, address, Wish.LETTERS)


def _wrong(form: Form, field: str, sentence: str, status: int = 422) -> Replied:
    return Replied(replace(form, wrong=field, error=sentence), status)


def _limited(request: HttpRequest, form: Form) -> Replied | None:
    """None: it may pass. A form that says when it was shown, and was not sent at once, is believed more."""
    now = clock.wall()
    shown = tokens.read_form_time(request.POST.get("shown", ""))
    timed = shown is not None and QUICKEST <= now - shown <= OLDEST
    answer = limits.look(request, timed=timed)
    if answer is Answer.STOP:
        sentence = _("Too many people signed up from your network within the hour. Please try again in an hour.")
        return _wrong(form, "", sentence, 429)
    if answer is Answer.PUZZLE and not puzzles.solved(request.POST.get("altcha", "")):
        sentence = _(
            "Many sign-ups came from your network, so your browser has to show that it is not a machine, which needs "
            "JavaScript. Please switch it on, or try again in an hour."
        )
        return replace(_wrong(form, "", sentence, 429), puzzle=not request.POST.get("altcha"))
    return None


def _kept(request: HttpRequest, form: Form, address: Address, wish: Wish) -> Replied:
    keep(request, form.language, address, wish, form.picked, len(form.offers))
    return Replied(replace(form, state="sent"))


@transaction.atomic
def keep(
    request: HttpRequest, language: str, address: Address, wish: Wish, slugs: Sequence[str] = (), offered: int = 1
) -> SignUp:
    """One row, whoever it is; the worker attends to it."""
    chosen = [each for each in offers(language) if each["slug"] in set(slugs)]
    words = forms.agreed([each["name"] for each in chosen], offered) if chosen else ""
    sign_up = SignUp.objects.create(
        wish=wish,
        address=address.typed,
        key=address.key,
        needs_smtputf8=address.needs_smtputf8,
        language=language,
        created=clock.wall(),
        form_url=form_url(request),
        network=limits.network(request),
        wording=consent.wording(words) if words else None,
    )
    sign_up.newsletters.add(*[each["key"] for each in chosen])
    return sign_up


def form_url(request: HttpRequest) -> str:
    """The page that the form stands in, as the browser says; "" for somebody else's page or none. Our answers have
    browsers say nothing: a form that comes back in one carries the page along."""
    said = (request.headers.get("Referer") or request.POST.get(forms.AT, ""))[:1800]
    ours = {urlsplit(settings.PAPER_BASE_URL).netloc, request.get_host()}
    parts = urlsplit(said)
    known = parts.scheme in {"http", "https"} and parts.netloc in ours
    return f"{parts.scheme}://{parts.netloc}{parts.path}" if known else ""


def _coded(request: HttpRequest, form: Form) -> Replied:
    """The 6 digits from the mail, typed where the form was."""
    sent = replace(form, state="sent", code=request.POST["code"].strip()[:12])
    try:
        address = addresses.normalise(form.email)
    except addresses.Bad:
        return _wrong(form, "email", forms.bad_address())
    if limits.code_is_one_too_many(request, address.key):
        return _wrong(sent, "code", _("Too many codes were typed. Please use the button in the mail."), 429)
    code = "".join(str(decimal(letter)) for letter in request.POST["code"][:40] if letter.isdecimal())
    with transaction.atomic():
        found = _sign_up_of(address, code)
        if found is None:
            sentence = _("No mail of ours of today has this code. After %(tries)s wrong ones only its button works.")
            return _wrong(sent, "code", sentence % {"tries": TRIES})
        got = confirming.confirm(found, "code")
    if not got:
        return _wrong(sent, "code", forms.not_confirmed())
    return Replied(replace(form, state="done", confirmed=[each.name for each in got]))


def _sign_up_of(address: Address, code: str) -> SignUp | None:
    """The sign-up of this address whose code it is, the newest first: a page has several forms, and each has its own
    mail. A wrong code counts against each of them, so that more of them are no easier to guess."""
    since = clock.wall() - CODE_FOR
    recent = SignUp.objects.filter(key=address.key, created__gte=since, wrong_codes__lt=TRIES).exclude(code_hash="")
    found = list(recent.select_for_update(of=["self"]).order_by("-created", "-pk"))
    for sign_up in found:
        if compare_digest(hashes.of_code(sign_up.pk, code), sign_up.code_hash):
            return sign_up
    SignUp.objects.filter(pk__in=[each.pk for each in found]).update(wrong_codes=F("wrong_codes") + 1)
    return None
