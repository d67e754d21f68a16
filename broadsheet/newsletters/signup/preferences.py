"""The page of a reader's choices, opened by a link in a mail: what they get, pause, language, address, their data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from broadsheet.kit import clock, languages
from broadsheet.newsletters import addresses, consent, forms, lists, places, tokens
from broadsheet.newsletters.addresses import Address
from broadsheet.newsletters.consent import Proof
from broadsheet.newsletters.models import Newsletter, SignUp, Subscriber, Subscription, SubscriptionState, Wish
from broadsheet.newsletters.signup import asking, dossiers, limits, mails, people
from broadsheet.newsletters.signup.answers import PRIVATE, Button, Notice, answered, notice, page

WEEKS = (1, 2, 4)


@dataclass(frozen=True, slots=True)
class Row:
    """A newsletter to tick. `paused` is when a pause of it ends."""

    key: int
    name: str
    cadence: str
    description: str
    language: str
    ticked: bool
    paused: datetime | None

    @property
    def direction(self) -> str:
        return languages.direction(self.language)


# -- the way in


@answered
def manage(request: HttpRequest, language: str) -> HttpResponse:
    """Asks for the address and mails the link; the words are the same for every address."""
    if request.method != "POST":
        return notice(language, _door(language))
    typed = request.POST.get("email", "").strip()[: addresses.LONGEST]
    try:
        address = addresses.normalise(typed)
    except addresses.Bad:
        return notice(language, _door(language, typed, forms.bad_address()), 422)
    if limits.look(request, timed=True) is limits.Answer.STOP:
        said = _("Too many people signed up from your network within the hour. Please try again in an hour.")
        return notice(language, Notice(_("Your choices"), [said]), 429)
    asking.keep(request, language, address, Wish.LINK)
    done = _("If this address gets newsletters of ours, a mail with a link is on its way to it.")
    return notice(language, Notice(_("Please look into your inbox"), done=done))


def _door(language: str, typed: str = "", error: str = "") -> Notice:
    says = _("We mail you a link to a page where you choose what you get, pause it, change your address, or leave.")
    button = Button(_("Mail me the link"), places.preferences(language), mail=True, typed=typed, error=error)
    return Notice(_("Your choices"), [says], buttons=[button])


# -- the page


@answered
def choose(request: HttpRequest, language: str, token: str) -> HttpResponse:
    now = clock.wall()
    found = tokens.read_preferences(token, now)
    subscriber = _subscriber(found)
    if subscriber is None:
        return _void(language)
    if request.method != "POST":
        return _page(language, subscriber, request.path)
    if people.from_elsewhere(request):
        said = _("This form was sent from another site: nothing was changed. Please press the button here.")
        return _page(language, subscriber, request.path, 403, refused=said)
    return _done(request, language, subscriber, now)


def _done(request: HttpRequest, language: str, subscriber: Subscriber, now: datetime) -> HttpResponse:
    wish, path = request.POST.get("do", ""), request.path
    if wish == "move" and _new_address(request) is None:
        return _page(language, subscriber, path, 422, error=forms.bad_address(), typed=_typed(request))
    if wish in _ASKED and not people.pressed_by_a_person(request, now):
        return _asked_again(request, language, wish)
    if wish == "move":
        return _move(request, language, subscriber, now)
    if wish in {"export", "erase"}:
        # the words are the same when there were too many: nobody is flooded by whoever has this page open
        if limits.count(f"fresh.{wish}", subscriber.key) <= limits.MAILS_TO_ONE_ADDRESS:
            mails.fresh(subscriber, wish, now)
        return _page(language, subscriber, path, done=_("We have sent you a link. It works for an hour."))
    if wish == "leave":
        leave_all(subscriber, now)
        return _page(language, subscriber, path, done=_("You have left all our newsletters."))
    if wish == "save":
        _save(request, subscriber, now)
        done = _("Your choices are saved.")
        if request.POST.getlist("newsletter") and lists.suppressed(subscriber.key):
            done = _(
                "Your address is blocked here, so no newsletter goes to it. Please write to us to have it lifted."
            )
        return _page(language, subscriber, path, done=done)
    return _page(language, subscriber, path)


_ASKED: dict[str, Callable[[], tuple[str, str]]] = {
    "save": lambda: (_("Save your choices?"), _("Save")),
    "leave": lambda: (_("Leave all newsletters?"), _("Leave all")),
    "move": lambda: (_("Change your address?"), _("Change")),
    "export": lambda: (_("Your data"), _("Get my data")),
    "erase": lambda: (_("Erase your data?"), _("Erase my data")),
}
"""What one can press on the page: the title and the button of the second press."""


def _asked_again(request: HttpRequest, language: str, wish: str) -> HttpResponse:
    """What was chosen comes back with one button: no script presses twice in the way that somebody does."""
    title, words = _ASKED[wish]()
    names = ("do", "newsletter", "pause", "language", "email")
    sent = [(name, value[: addresses.LONGEST]) for name in names for value in request.POST.getlist(name)]
    return notice(language, Notice(title, buttons=[people.once(request, words, sent[:200])]))


@transaction.atomic
def leave_all(subscriber: Subscriber, now: datetime) -> None:
    for each in subscriber.subscriptions.filter(state__in=("confirmed", "pending")):
        lists.unsubscribe(each, "preferences", now)


@transaction.atomic
def _save(request: HttpRequest, subscriber: Subscriber, now: datetime) -> None:
    ticked = set(request.POST.getlist("newsletter"))
    for row in _rows(subscriber, now):
        if str(row.key) in ticked and not row.ticked:
            proof = _proof(request, row.name, subscriber)
            lists.choose(subscriber, Newsletter.objects.get(pk=row.key), proof, now)
        elif str(row.key) not in ticked and row.ticked:
            lists.unsubscribe(_subscription(subscriber, row.key), "preferences", now)
    _pause(request.POST.get("pause", ""), subscriber, now)
    language = request.POST.get("language", "")
    if language in dict(languages.choices()) and language != subscriber.language:
        Subscriber.objects.filter(pk=subscriber.pk).update(language=language)
        subscriber.language = language


def _proof(request: HttpRequest, name: str, subscriber: Subscriber) -> Proof:
    """The words that stand at the tick, and where it was set."""
    words = "\n".join((_("What you get"), f"[x] {name}", f"[{_('Save')}]"))
    url = places.whole(places.preferences(subscriber.language))
    return Proof("preferences", consent.wording(words), url, limits.network(request))


def _pause(weeks: str, subscriber: Subscriber, now: datetime) -> None:
    for each in subscriber.subscriptions.filter(state=SubscriptionState.CONFIRMED):
        if weeks == "0":
            lists.resume(each, "preferences", now)
        elif weeks in map(str, WEEKS):
            lists.pause(each, now + timedelta(weeks=int(weeks)), "preferences", now)


def _subscription(subscriber: Subscriber, newsletter: int) -> Subscription:
    return Subscription.objects.select_related("subscriber").get(subscriber=subscriber, newsletter=newsletter)


def _rows(subscriber: Subscriber, now: datetime) -> list[Row]:
    """Every newsletter that one can get, those in the reader's language first, and closed ones that they get."""
    mine = {each.newsletter_id: each for each in subscriber.subscriptions.filter(state=SubscriptionState.CONFIRMED)}
    shown = [each for each in Newsletter.objects.all() if not each.archived or each.pk in mine]
    shown.sort(key=lambda each: each.language != subscriber.language)
    return [_row(each, mine.get(each.pk), now) for each in shown]


def _row(newsletter: Newsletter, mine: Subscription | None, now: datetime) -> Row:
    paused = mine.paused_until if mine and mine.paused_until and mine.paused_until > now else None
    return Row(
        newsletter.pk,
        newsletter.name,
        newsletter.cadence,
        newsletter.description,
        newsletter.language,
        mine is not None,
        paused and clock.local(paused),
    )


def _page(
    language: str,
    subscriber: Subscriber,
    path: str,
    status: int = 200,
    *,
    done: str = "",
    error: str = "",
    typed: str = "",
    refused: str = "",
) -> HttpResponse:
    """`error` is about the new address, `refused` about all that was sent."""
    now = clock.wall()
    view = {
        "subscriber": subscriber,
        "action": path,
        "rows": _rows(subscriber, now),
        "weeks": _weeks(),
        "languages_to_choose": [(code, languages.own_name(code)) for code, _name in languages.choices()],
        "done": done,
        "error": error,
        "typed": typed,
        "refused": refused,
    }
    return page("newsletters/preferences.html", language, _("Your choices"), status, **view)


def _weeks() -> Sequence[tuple[int, str]]:
    return [(each, ngettext("for %(weeks)s week", "for %(weeks)s weeks", each) % {"weeks": each}) for each in WEEKS]


def _void(language: str) -> HttpResponse:
    said = _("This link has expired, or it is not whole. We mail you a new one.")
    door = _door(language)
    return notice(language, Notice(_("This link does not work any more"), [said], buttons=door.buttons), 410)


def _subscriber(found: tuple[int, int] | None) -> Subscriber | None:
    return Subscriber.objects.filter(pk=found[0], preferences_epoch=found[1]).first() if found else None


# -- another address


def _typed(request: HttpRequest) -> str:
    return request.POST.get("email", "").strip()[: addresses.LONGEST]


def _new_address(request: HttpRequest) -> Address | None:
    try:
        return addresses.normalise(_typed(request))
    except addresses.Bad:
        return None


def _move(request: HttpRequest, language: str, subscriber: Subscriber, now: datetime) -> HttpResponse:
    """Asks the address of now, and then the new one; the words are the same whether it is known or not."""
    if address := _new_address(request):
        _ask_to_move(request, subscriber, address, now)
    done = _("We have sent a mail to the address that you have now. Once you have agreed there, we ask the new one.")
    return _page(language, subscriber, request.path, done=done)


@transaction.atomic
def _ask_to_move(request: HttpRequest, subscriber: Subscriber, address: Address, now: datetime) -> None:
    since = now - timedelta(hours=1)
    before = SignUp.objects.filter(subscriber=subscriber, wish=Wish.MOVE, created__gte=since).count()
    if before >= limits.MAILS_TO_ONE_ADDRESS or lists.suppressed(address.key):
        return
    wish = asking.keep(request, subscriber.language, address, Wish.MOVE)
    wish.subscriber, wish.attended = subscriber, now
    wish.save(update_fields=["subscriber", "attended"])
    token = tokens.fresh("agree", wish.pk, subscriber.preferences_epoch, now)
    mails.agreeing(subscriber, address, token, now)


@answered
def move(request: HttpRequest, language: str, token: str) -> HttpResponse:
    """From the address of now it has the new one asked; from there it is done."""
    now = clock.wall()
    if agreed := _wish(tokens.read_fresh("agree", token, now)):
        return _agree(request, language, agreed, now)
    wish = _wish(tokens.read_fresh("move", token, now))
    if wish is None or wish.subscriber is None:
        return _void(language)
    if request.method != "POST" or not people.pressed_by_a_person(request, now):
        said = _("Your newsletters go to %(address)s from then on.") % {"address": wish.address}
        return notice(
            language, Notice(_("Use this address?"), [said], buttons=[people.once(request, _("Use this address"))])
        )
    try:
        _moved(wish, now)
    except lists.Refused:
        return _void(language)
    done = _("Your newsletters go to %(address)s from now on.") % {"address": wish.address}
    return notice(language, Notice(_("Your address was changed"), done=done))


def _agree(request: HttpRequest, language: str, wish: SignUp, now: datetime) -> HttpResponse:
    assert wish.subscriber is not None
    if request.method != "POST" or not people.pressed_by_a_person(request, now):
        said = _("Your newsletters go to %(address)s from then on, once it was confirmed there too.")
        title, button = _("Shall your newsletters go to another address?"), people.once(request, _("Agree"))
        return notice(language, Notice(title, [said % {"address": wish.address}], buttons=[button]))
    if limits.count("fresh.move", wish.key) <= limits.MAILS_TO_ONE_ADDRESS:
        token = tokens.fresh("move", wish.pk, wish.subscriber.preferences_epoch, now)
        address = Address(wish.address, wish.key, wish.needs_smtputf8)
        mails.moving(wish.subscriber, address, token, now)
    done = _("We have sent a mail to the new address. It is used once you have confirmed it from there.")
    return notice(language, Notice(_("Please look into your inbox"), done=done))


def _wish(found: tuple[int, int] | None) -> SignUp | None:
    if found is None:
        return None
    rows = SignUp.objects.select_related("subscriber").filter(pk=found[0], wish=Wish.MOVE, confirmed=None)
    return rows.filter(subscriber__preferences_epoch=found[1]).first()


@transaction.atomic
def _moved(wish: SignUp, now: datetime) -> None:
    assert wish.subscriber is not None
    old = wish.subscriber.address
    if not SignUp.objects.filter(pk=wish.pk, confirmed=None).update(confirmed=now):
        return
    address = Address(wish.address, wish.key, wish.needs_smtputf8)
    subscriber = lists.move(wish.subscriber, address, "link", now)
    mails.moved(old, subscriber, now)


# -- their data


@answered
def export(request: HttpRequest, language: str, token: str) -> HttpResponse:
    """All that is kept, as JSON, by a link of an hour."""
    now = clock.wall()
    subscriber = _subscriber(tokens.read_fresh("export", token, now))
    if subscriber is None:
        return _void(language)
    if request.method != "POST" or not people.pressed_by_a_person(request, now):
        said = _("A file in JSON with all that we keep about you.")
        return notice(language, Notice(_("Your data"), [said], buttons=[people.once(request, _("Get my data"))]))
    dossier = dossiers.taken(subscriber, now)
    answer = JsonResponse(dossier, headers=PRIVATE, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = 'attachment; filename="newsletters.json"'
    return answer


@answered
def erase(request: HttpRequest, language: str, token: str) -> HttpResponse:
    now = clock.wall()
    subscriber = _subscriber(tokens.read_fresh("erase", token, now))
    if subscriber is None:
        return _void(language)
    if request.method != "POST" or not people.pressed_by_a_person(request, now):
        said = _("We erase your address, what you get and what you chose. This cannot be undone.")
        kept = _("A fingerprint stays, from which nobody can read your address: the proof that you had agreed.")
        button = people.once(request, _("Erase my data"))
        return notice(language, Notice(_("Erase your data?"), [said, kept], buttons=[button]))
    lists.erase(subscriber, "link", now)
    return notice(
        language, Notice(_("Erased"), done=_("Your data is erased, and you get no more of our newsletters."))
    )
