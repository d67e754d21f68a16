"""How django-allauth fits the house: names, addresses, words, and secrets that are encrypted at rest."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from broadsheet.kit import secrecy
from broadsheet.staff import throttle

DESK = "/desk/"
FRESH = 300  # seconds


class Accounts(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("Name and password do not go together."),
        "incorrect_password": _("This is not your password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return DESK

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who signed in, or showed again that it is them, in the minutes before need not do so now."""
        request = context.request
        shown = [one.get("at", 0) for one in get_authentication_records(request, request.user)]
        return time.time() - max(shown, default=0) >= FRESH

    def get_client_ip(self, request: HttpRequest) -> str:
        return throttle.address(request)

    def is_safe_url(self, url: str | None) -> bool:
        """Somewhere at this desk, and nowhere else."""
        if not url or not url_has_allowed_host_and_scheme(url, {context.request.get_host()}):
            return False
        return urlsplit(url).path.startswith(DESK)


class Factors(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right, or was used already: wait for the next one."),
        "cannot_delete_authenticator": _("Whoever may publish keeps a second factor: set up another one first."),
    }

    def get_totp_issuer(self) -> str:
        return str(settings.PAPER_NAME)

    def _get_user_identifier(self, user: AbstractBaseUser) -> str:
        return user.get_username()

    def _get_site_name(self) -> str:
        return str(settings.PAPER_NAME)

    def encrypt(self, text: str) -> str:
        return secrecy.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return secrecy.decrypt(encrypted_text)

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Any) -> str:
        there = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Passkey %(number)d") % {"number": there + 1}
