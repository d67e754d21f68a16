"""What django-allauth and django-axes are told, for Django's settings: how staff sign in at the desk."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

LOCKED_FOR = timedelta(minutes=15)


def signing_in(paper: str, base_url: str) -> dict[str, Any]:
    return {
        "AUTHENTICATION_BACKENDS": [
            "axes.backends.AxesStandaloneBackend",
            "django.contrib.auth.backends.ModelBackend",
        ],
        "LOGIN_REDIRECT_URL": "/desk/",
        # -- allauth: the sign-in and what is needed beside the password
        "ACCOUNT_ADAPTER": "broadsheet.staff.adapters.Accounts",
        "ACCOUNT_FORMS": {
            "login": "broadsheet.staff.forms.SignInForm",
            "reauthenticate": "broadsheet.staff.forms.PasswordAgainForm",
        },
        "ACCOUNT_LOGIN_METHODS": {"username"},
        "ACCOUNT_SIGNUP_FIELDS": ["username*", "email", "password1*", "password2*"],
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "ACCOUNT_RATE_LIMITS": False,  # counted in each process's own cache: axes counts in the database
        "ACCOUNT_LOGIN_TIMEOUT": 600,  # seconds between the password and the second factor
        "MFA_ADAPTER": "broadsheet.staff.adapters.Factors",
        "MFA_FORMS": {
            "authenticate": "broadsheet.staff.forms.CodeForm",
            "reauthenticate": "broadsheet.staff.forms.CodeAgainForm",
            "activate_totp": "broadsheet.staff.forms.AppForm",
            "add_webauthn": "broadsheet.staff.forms.PasskeyForm",
        },
        "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
        "MFA_RATE_LIMITS": False,  # a passkey cannot be guessed
        "MFA_PASSKEY_LOGIN_ENABLED": True,
        "MFA_ALLOW_UNVERIFIED_EMAIL": True,
        "MFA_TOTP_ISSUER": paper,
        "MFA_TOTP_TOLERANCE": 1,  # a telephone's clock may be half a minute off
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": urlsplit(base_url).hostname == "localhost",
        # -- axes: how often somebody may be wrong (broadsheet/staff/throttle.py has the limits)
        "AXES_HANDLER": "broadsheet.staff.throttle.Handler",
        "AXES_CLIENT_IP_CALLABLE": "broadsheet.staff.throttle.address",
        "AXES_USERNAME_CALLABLE": "broadsheet.staff.throttle.name",
        "AXES_LOCKOUT_PARAMETERS": [["username", "ip_address"], "ip_address", "username"],
        "AXES_FAILURE_LIMIT": 5,
        "AXES_COOLOFF_TIME": LOCKED_FOR,
        "AXES_RESET_ON_SUCCESS": True,
        "AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT": False,
        "AXES_DISABLE_ACCESS_LOG": True,
        "AXES_VERBOSE": False,
    }
