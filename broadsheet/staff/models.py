"""Where somebody is signed in, and which codes were used."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SignedIn(models.Model):
    """A session at the desk, beside Django's own row of it: what its owner needs to know it again. It ends when
    Django's row goes."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="signed_in")
    key = models.CharField(max_length=40, unique=True, help_text="of Django's session")
    device = models.CharField(_("device"), max_length=100, blank=True)
    address = models.CharField(_("address"), max_length=50, blank=True, help_text="as much as log_addresses allows")
    began = models.DateTimeField(_("signed in"))
    seen = models.DateTimeField(_("last seen"))

    class Meta:
        ordering = ["-seen"]
        default_permissions = ()
        permissions = [
            ("view_audit", "Can read the log of who did what"),
            ("end_sessions", "Can end others' sessions and reset their second factors"),
        ]

    def __str__(self) -> str:
        return self.device or self.key[:4]


class SpentCode(models.Model):
    """A code of an authenticator app that was used: nobody signs in with it again, in whatever process."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=64, help_text="a digest of it")
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "code"], name="staff_a_code_once")]

    def __str__(self) -> str:
        return str(self.at)


class AskedForPassword(models.Model):
    """Somebody asked for a new password by mail. `address` is there until the worker has seen to it."""

    at = models.DateTimeField()
    place = models.CharField(max_length=64, help_text="a digest of where from")
    about = models.CharField(max_length=64, help_text="a digest of the address")
    address = models.CharField(max_length=254, blank=True)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["place", "at"], name="staff_password_by_place"),
            models.Index(fields=["about", "at"], name="staff_password_by_address"),
        ]

    def __str__(self) -> str:
        return str(self.at)
