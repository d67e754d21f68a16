"""Addresses below /desk/login/: signing in, and what one signs in with."""

from __future__ import annotations

from allauth.account.views import reauthenticate
from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.urls import path
from django.views.decorators.cache import never_cache

from broadsheet.staff.signing_in import CodeView, FactorsView, SignInView

urlpatterns = [
    path("", SignInView.as_view(), name="account_login"),
    path("code/", never_cache(CodeView.as_view()), name="mfa_authenticate"),
    path("passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("again/", never_cache(reauthenticate), name="account_reauthenticate"),
    path("again/code/", never_cache(base.reauthenticate), name="mfa_reauthenticate"),
    path("again/passkey/", never_cache(passkeys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("factors/", never_cache(FactorsView.as_view()), name="mfa_index"),
    path("factors/app/", never_cache(app.activate_totp), name="mfa_activate_totp"),
    path("factors/app/remove/", never_cache(app.deactivate_totp), name="mfa_deactivate_totp"),
    path("factors/passkeys/", never_cache(FactorsView.as_view()), name="mfa_list_webauthn"),
    path("factors/passkeys/add/", never_cache(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("factors/passkeys/<int:pk>/remove/", never_cache(passkeys.remove_webauthn), name="mfa_remove_webauthn"),
    path("factors/passkeys/<int:pk>/edit/", never_cache(passkeys.edit_webauthn), name="mfa_edit_webauthn"),
    path("factors/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("factors/codes/new/", never_cache(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("factors/codes/file/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]
