"""The forms of the sign-in."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ShowAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from broadsheet.kit import clock
from broadsheet.staff import requiring, throttle
from broadsheet.staff.models import SpentCode

KEPT = timedelta(minutes=10)
CODE_INPUT = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "spellcheck": "false"}


class SignInForm(LoginForm):
    """By user name and password, under the names that the desk's sign-in has always had."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        attributes = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}
        self.fields["login"].label = _("Username")
        self.fields["login"].widget = forms.TextInput(attributes)
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        self.fields["password"].widget = forms.PasswordInput({"autocomplete": "current-password"})
        self.fields["remember"].label = _("Stay signed in on this device")

    def add_prefix(self, field_name: str) -> str:
        return super().add_prefix("username" if field_name == "login" else field_name)

    def clean(self) -> Any:
        try:
            return super().clean()
        except ValidationError as error:
            if throttle.is_locked(self.request):
                raise throttle.locked(self.request) from error
            raise


class PasswordAgainForm(ReauthenticateForm):
    """The password once more, before something grave."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        self.fields["password"].widget = forms.PasswordInput({"autocomplete": "current-password", "autofocus": True})

    def clean_password(self) -> str:
        try:
            return str(super().clean_password())
        except ValidationError as error:
            if throttle.is_locked(context.request):
                raise throttle.locked(context.request) from error
            raise


class _Code(BaseAuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = forms.CharField(label=_("Code"), max_length=20, widget=forms.TextInput(CODE_INPUT))

    def clean_code(self) -> str:
        throttle.demand(context.request, self.user)
        self.cleaned_data["code"] = "".join(self.cleaned_data["code"].split())
        try:
            code = super().clean_code()
            spend(self.user, code)
        except ValidationError:
            throttle.wrong(context.request, self.user)
            if throttle.is_locked(context.request):
                raise throttle.locked(context.request) from None
            raise
        return code


class CodeForm(_Code, AuthenticateForm):
    """The second factor, at the sign-in."""


class CodeAgainForm(_Code, ShowAgainForm):
    """The second factor once more, before something grave."""


class AppForm(ActivateTOTPForm):
    """The first code of an authenticator app: it proves that the app has the secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = forms.CharField(
            label=_("The code that it shows"), max_length=20, widget=forms.TextInput(CODE_INPUT)
        )

    def clean_code(self) -> str:
        self.cleaned_data["code"] = "".join(self.cleaned_data["code"].split())
        code = super().clean_code()
        spend(self.user, code)
        requiring.note(context.request)
        return code


class PasskeyForm(AddWebAuthnForm):
    """A passkey signs in by itself where the device asks for a finger, a face or a PIN."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("What you call it")
        self.fields["name"].max_length = 100
        self.fields["passwordless"].label = _("Sign in with it alone, without the password")
        self.fields["passwordless"].help_text = _("The device then asks for a finger, a face or a PIN each time.")


def spend(user: AbstractBaseUser, code: str) -> None:
    """Raises ValidationError when this code was used in the minutes before."""
    digest = hashlib.sha256(code.encode()).hexdigest()
    SpentCode.objects.filter(user_id=user.pk, at__lt=clock.wall() - KEPT).delete()
    try:
        with transaction.atomic():
            SpentCode.objects.create(user_id=user.pk, code=digest, at=clock.wall())
    except IntegrityError:
        raise ValidationError(_("This code was used already: wait for the next one."), code="spent") from None
