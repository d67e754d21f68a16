"""The mails that a reader gets for what they did themselves: plain text and HTML from the same parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.template.loader import get_template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from broadsheet.kit import languages
from broadsheet.newsletters import places, tokens
from broadsheet.newsletters.addresses import Address
from broadsheet.newsletters.models import Newsletter, SignUp, Subscriber
from broadsheet.newsletters.sending import notes

TEMPLATE = "newsletters/mails/note.html"


@dataclass(frozen=True, slots=True)
class Mail:
    """`button` are its words, `url` where it leads; `code` are 6 digits or ""; `rows` are "name: what" below it."""

    language: str
    subject: str
    paragraphs: Sequence[str]
    button: str = ""
    url: str = ""
    code: str = ""
    foot: Sequence[str] = ()

    @property
    def paper(self) -> str:
        return str(settings.PAPER_NAME)

    @property
    def direction(self) -> str:
        return languages.direction(self.language)

    @property
    def code_words(self) -> str:
        return _("Or type these 6 digits where you signed up:")


def text(mail: Mail) -> str:
    """Plain text; lines are not wrapped, mail programs do that."""
    parts = [*mail.paragraphs]
    if mail.button:
        parts.append(f"{mail.button}:\n{mail.url}")
    if mail.code:
        parts.append(f"{mail.code_words}\n{mail.code}")
    return "\n\n".join([*parts, "-- \n" + "\n".join([mail.paper, *mail.foot])]) + "\n"


def post(address: str, kind: str, mail: Mail, until: datetime, newsletter: Newsletter | None = None) -> None:
    """In the caller's transaction. To be called with the mail's language active. It comes from `newsletter`, or else
    from the paper."""
    html = get_template(TEMPLATE).render({"mail": mail})
    words = (mail.subject, text(mail), html)
    notes.post(address, *words, kind=kind, language=mail.language, expires=until, newsletter=newsletter)


def _not_you() -> str:
    return _("If it was not you, do nothing: you will get no more of our mails for it.")


def confirmation(sign_up: SignUp, wanted: Sequence[Newsletter], code: str, now: datetime) -> None:
    """The one big button, and the code for whoever still has the form before them."""
    with override(sign_up.language):
        names = ", ".join(each.name for each in wanted)
        mail = Mail(
            sign_up.language,
            _("Please confirm: %(names)s") % {"names": names},
            [
                _("Somebody, most likely you, signed up this address for %(names)s of %(paper)s.")
                % {"names": names, "paper": settings.PAPER_NAME},
                _("One click, and one more on the page that opens, confirms it. The link works for 7 days."),
            ],
            _("Confirm"),
            places.whole(places.confirm(sign_up.language, tokens.confirm(sign_up.pk, now))),
            code,
            [_not_you()],
        )
        post(sign_up.address, "confirmation", mail, now + tokens.CONFIRM_FOR, wanted[0])


def already(sign_up: SignUp, subscriber: Subscriber, now: datetime) -> None:
    """Somebody signed up who gets it all: nobody but them is told."""
    with override(sign_up.language):
        mail = Mail(
            sign_up.language,
            _("You are subscribed already"),
            [
                _("Somebody, most likely you, signed up this address once more. You get these newsletters already: ")
                + ", ".join(each.name for each in sign_up.newsletters.all())
                + ".",
                _("If they do not reach you, look into the folder for spam."),
            ],
            _("Choose what you get, and when"),
            places.whole(places.preferences(subscriber.language)),
            foot=[_("If it was not you, do nothing: nothing changes.")],
        )
        post(subscriber.address, "already", mail, now + timedelta(days=2), sign_up.newsletters.first())


def welcome(subscriber: Subscriber, joined: Sequence[Newsletter], now: datetime) -> None:
    with override(subscriber.language):
        names = ", ".join(each.name for each in joined)
        lines = [f"{each.name}: {each.cadence}" for each in joined]
        mail = Mail(
            subscriber.language,
            _("Welcome: %(names)s") % {"names": names},
            [
                ngettext("Your subscription is confirmed.", "Your subscriptions are confirmed.", len(joined)),
                *lines,
                _(
                    "Our letters come from %(address)s. Add this address to your contacts, and they will not end up "
                    "as spam."
                )
                % {"address": joined[0].from_address},
            ],
            _("Choose what you get, and when"),
            places.whole(places.preferences(subscriber.language)),
        )
        post(subscriber.address, "welcome", mail, now + timedelta(days=2), joined[0])


def link(subscriber: Subscriber, now: datetime) -> None:
    with override(subscriber.language):
        mail = Mail(
            subscriber.language,
            _("Your newsletters of %(paper)s") % {"paper": settings.PAPER_NAME},
            [
                _(
                    "With this link you choose what you get, pause it, change your address, or leave. It works for "
                    "30 days."
                )
            ],
            _("Choose what you get, and when"),
            preferences_url(subscriber, now),
            foot=[_("If you did not ask for it, do nothing: nothing changes.")],
        )
        post(subscriber.address, "link", mail, now + timedelta(days=1))


def fresh(subscriber: Subscriber, purpose: str, now: datetime) -> None:
    """A link of an hour for what an old mail must not be enough for: `purpose` is export or erase."""
    with override(subscriber.language):
        subject, says, button = {
            "export": (
                _("Your data"),
                _("With this link you get all that we keep about you, as a file. It works for an hour."),
                _("Get my data"),
            ),
            "erase": (
                _("Erase your data"),
                _(
                    "With this link, and one more click on the page that opens, we erase all that we keep about you, "
                    "and you get no more of our newsletters. It works for an hour."
                ),
                _("Erase my data"),
            ),
        }[purpose]
        token = tokens.fresh(purpose, subscriber.pk, subscriber.preferences_epoch, now)
        url = places.whole(places.preferences(subscriber.language, token, purpose))
        foot = [_("If you did not ask for it, do nothing: nothing changes.")]
        post(
            subscriber.address,
            purpose,
            Mail(subscriber.language, subject, [says], button, url, foot=foot),
            now + tokens.FRESH_FOR,
        )


def agreeing(subscriber: Subscriber, to: Address, token: str, now: datetime) -> None:
    """To the address that they have: whoever was sent a link on does not carry their newsletters away."""
    with override(subscriber.language):
        mail = Mail(
            subscriber.language,
            _("Shall your newsletters go to another address?"),
            [
                _(
                    "Somebody, most likely you, wants your newsletters of %(paper)s to go to %(address)s from now "
                    "on. Once you have agreed, we ask that address too. The link works for an hour."
                )
                % {"paper": settings.PAPER_NAME, "address": to.typed}
            ],
            _("Agree"),
            places.whole(places.preferences(subscriber.language, token, "move")),
            foot=[_("If it was not you, do nothing: nothing changes.")],
        )
        post(subscriber.address, "agreeing", mail, now + tokens.FRESH_FOR)


def moving(subscriber: Subscriber, to: Address, token: str, now: datetime) -> None:
    """To the new address, which has to show that somebody reads it."""
    with override(subscriber.language):
        url = places.whole(places.preferences(subscriber.language, token, "move"))
        says = _(
            "Somebody, most likely you, wants to get newsletters of %(paper)s at this address. It works for an hour."
        )
        mail = Mail(
            subscriber.language,
            _("Please confirm your new address"),
            [says % {"paper": settings.PAPER_NAME}],
            _("Use this address"),
            url,
            foot=[_not_you()],
        )
        post(to.typed, "moving", mail, now + tokens.FRESH_FOR)


def moved(old: str, subscriber: Subscriber, now: datetime) -> None:
    """To the address that was left, so that nobody is carried away unknowingly."""
    with override(subscriber.language):
        mail = Mail(
            subscriber.language,
            _("Your address was changed"),
            [_("Your newsletters of %(paper)s go to another address from now on.") % {"paper": settings.PAPER_NAME}],
            foot=[_("If it was not you, write to us.")],
        )
        post(old, "moved", mail, now + timedelta(days=2))


def preferences_url(subscriber: Subscriber, now: datetime) -> str:
    token = tokens.preferences(subscriber.pk, subscriber.preferences_epoch, now)
    return places.whole(places.preferences(subscriber.language, token))
