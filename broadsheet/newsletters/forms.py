"""The sign-up form, in every state that a reader can find it in. One template makes them all: the pressed page, the
whole page that answers without JavaScript, and the part of it that the script puts in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from broadsheet.newsletters import places, script
from broadsheet.newsletters.selectors import Offer

HONEYPOT = "leave_empty"
AT = "at"
"""The field of a form that came back: the page on which it was sent first."""
TEMPLATE = "newsletters/form.html"
FOOT = "foot-letter"
"""The name of the form in the footer."""


@dataclass(frozen=True, slots=True)
class Form:
    """`name` begins the ids of its elements: each form of a page has its own. `chosen` are slugs of `offers`; where
    there is one offer it is chosen without a tick. `state` is form, sent or done; `error` belongs to the field
    that `wrong` names (email, newsletter, code, or "" for the form as a whole). `shown` is the signed time of a form
    that was made for one request, `at` the page that it was sent from; pressed ones have neither. `code` is
    what was typed, `confirmed` the names of what it confirmed."""

    language: str
    name: str
    offers: Sequence[Offer]
    state: str = "form"
    email: str = ""
    chosen: frozenset[str] = frozenset()
    wrong: str = ""
    error: str = ""
    shown: str = ""
    at: str = ""
    code: str = ""
    confirmed: Sequence[str] = ()

    @property
    def action(self) -> str:
        return places.subscribe(self.language)

    @property
    def many(self) -> bool:
        return len(self.offers) > 1

    @property
    def asks(self) -> bool:
        """Whether there is something to fill in that leads to a sign-up."""
        return self.state == "form"

    @property
    def takes_code(self) -> bool:
        return self.state == "sent"

    @property
    def says(self) -> str:
        """What stands in its status."""
        said = {"sent": thanks(len(self.picked)), "done": by_code(self.confirmed)}
        return "" if self.wrong or self.error else said.get(self.state, "")

    @property
    def letters(self) -> list[dict[str, object]]:
        """The offers with the addresses of their pages."""
        return [{**each, "url": places.letter(self.language, each["slug"])} for each in self.offers]

    @property
    def picked(self) -> list[str]:
        return [each["slug"] for each in self.offers if each["slug"] in self.chosen or not self.many]

    @property
    def promise(self) -> str:
        return promise(len(self.offers))

    @property
    def honeypot(self) -> str:
        return HONEYPOT


def thanks(number: int) -> str:
    return ngettext(
        "Thank you for signing up for this newsletter. We've sent you a confirmation email.",
        "Thank you for signing up for these newsletters. We've sent you a confirmation email.",
        number,
    )


def done() -> str:
    return _("Thank you: your subscription is confirmed.")


def by_code(names: Sequence[str]) -> str:
    """It names them: the code of another form's mail counts in this one too."""
    return _("Thank you: your subscription is confirmed (%(names)s).") % {"names": ", ".join(names)}


def not_confirmed() -> str:
    """Instead of a welcome that would not be true."""
    return _(
        "You do not get what you signed up for: it is closed, you have left it since, or nobody may write to this "
        "address. Please sign up once more, or write to us."
    )


def promise(number: int) -> str:
    """What readers agree to, as it stands in the form."""
    return ngettext(
        "We use your address for this newsletter only. You confirm from your inbox, and leave with one click.",
        "We use your address for these newsletters only. You confirm from your inbox, and leave with one click.",
        number,
    )


def agreed(names: Sequence[str], number: int) -> str:
    """The exact words that somebody agrees to with the button, as they are kept. `number`: how many were offered."""
    return "\n".join([*names, promise(number), f"[{_('Subscribe')}]"])


def bad_address() -> str:
    return _("Please enter a correct email address")


def html(form: Form) -> SafeString:
    """To be called with the form's language active."""
    return SafeString(get_template(TEMPLATE).render({"form": form}))


def alone(form: Form) -> SafeString:
    """A form on a page that is there for it, with its script: where it is for one newsletter, that is named. Its name
    is not that of the form that stands at the foot of this page too."""
    form = replace(form, name="letter") if form.name == FOOT else form
    if form.asks and len(form.offers) == 1:
        return boxed(form)
    view = {"form": form, "inside": html(form), "script": script.url()}
    return SafeString(get_template("newsletters/several.html").render(view))


def boxed(form: Form) -> SafeString:
    """A form for one newsletter with its name, for stories and rails; with the script that serves it."""
    return _of_one("newsletters/box.html", form)


def at_foot(language: str, offer: Offer) -> SafeString:
    """The same for the footer of every page."""
    return _of_one("newsletters/foot.html", Form(language, FOOT, [offer]))


def _of_one(template: str, form: Form) -> SafeString:
    view = {"form": form, "offer": form.letters[0], "inside": html(form), "script": script.url()}
    return SafeString(get_template(template).render(view))
