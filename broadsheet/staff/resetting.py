"""A new password by mail: what was asked for is written down, and the worker sees whose it is. How often is counted
by address and by who asks."""

from __future__ import annotations

import hmac
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from broadsheet.kit import clock
from broadsheet.press.worker import every_tick
from broadsheet.staff import log, mailing, throttle
from broadsheet.staff.models import AskedForPassword

WITHIN = timedelta(hours=1)
FROM_ONE_PLACE = 10
TO_ONE_ADDRESS = 3
KEPT = timedelta(days=1)
AT_ONCE = 20


def _digest(what: str) -> str:
    return hmac.digest(settings.SECRET_KEY.encode(), f"password:{what}".encode(), "sha256").hex()


def written_down(request: HttpRequest, address: str) -> bool:
    """False: too many came from there."""
    now, place = clock.wall(), _digest(throttle.address(request))
    with transaction.atomic():
        if AskedForPassword.objects.filter(place=place, at__gte=now - WITHIN).count() >= FROM_ONE_PLACE:
            return False
        AskedForPassword.objects.create(at=now, place=place, about=_digest(address.casefold()), address=address)
    return True


# -- the worker


def attend() -> int:
    """See to what was asked for; how many."""
    waiting = list(AskedForPassword.objects.exclude(address="").order_by("pk")[:AT_ONCE])
    for asked in waiting:
        _attend(asked)
    if waiting:
        AskedForPassword.objects.filter(at__lt=clock.wall() - KEPT).delete()
    return len(waiting)


@transaction.atomic
def _attend(asked: AskedForPassword) -> None:
    """Once, whoever else is at it. The address is kept no longer than until now."""
    if not AskedForPassword.objects.filter(pk=asked.pk, address=asked.address).update(address=""):
        return
    before = AskedForPassword.objects.filter(about=asked.about, at__gte=asked.at - WITHIN, pk__lt=asked.pk)
    if before.count() >= TO_ONE_ADDRESS:
        return
    for user in PasswordResetForm().get_users(asked.address):
        _mail(user)
        log.write(user, "password_asked")


def _mail(user: User) -> None:
    language = mailing.language_of(user)
    context = {
        "uid": urlsafe_base64_encode(force_bytes(user.pk)),
        "token": default_token_generator.make_token(user),
        "user": user,
    }
    with translation.override(language):
        subject = _("A new password for the desk of %(paper)s") % {"paper": settings.PAPER_NAME}
        text = render_to_string("staff/password_mail.txt", {**context, "link": _link(context)})
        until = clock.wall() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
        mailing.post(user.email, subject, text, language, until)


def _link(context: dict[str, object]) -> str:
    path = reverse("wagtailadmin_password_reset_confirm", args=(context["uid"], context["token"]))
    return f"{settings.PAPER_BASE_URL}{path}"


def run() -> None:
    attend()


every_tick("staff.passwords", run)
