"""Four people who can sign in at the demo's desk. Their password is no secret: a demo listens on this machine."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, User

PASSWORD = "high water at four"  # noqa: S105  (shown to everybody who starts the demo)
ACCOUNTS = {"davit": "Reporter", "ruta": "Editor", "ilva": "Chief editor", "orla": "Administrator"}
"""The desk's groups by user name; an administrator needs none."""
ADMINISTRATOR = "Administrator"
SURNAMES = {"davit": "Larne", "ruta": "Kelmen", "ilva": "Hoym", "orla": "Vance"}
"""Without one, Wagtail refuses to save what somebody sets for themselves, such as the desk's language."""


def hashed() -> str:
    """The password as it is kept: slow by intent, so it is made once for all."""
    return make_password(PASSWORD)


def make(password: str) -> dict[str, User]:
    """By group. `password` is hashed."""
    made = {}
    for name, group in ACCOUNTS.items():
        user = User.objects.create(
            username=name,
            first_name=name.capitalize(),
            last_name=SURNAMES[name],
            email=f"{name}@ledger.example",
            password=password,
            is_superuser=group == ADMINISTRATOR,
        )
        if not user.is_superuser:
            user.groups.add(Group.objects.get(name=group))
        made[group] = user
    return made


def sign_ins() -> list[str]:
    """For the terminal: who of them is there, and the word to sign in with."""
    there = set(User.objects.filter(username__in=ACCOUNTS).values_list("username", flat=True))
    lines = [f"  {name:5} ({group})" for name, group in ACCOUNTS.items() if name in there]
    return [f"Sign in at the desk with the password “{PASSWORD}” as:", *lines] if lines else []
