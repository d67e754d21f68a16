"""Makes somebody who can sign in at the desk."""

from __future__ import annotations

from pathlib import Path

from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from broadsheet.staff import log, sessions_view

GROUPS = {
    "reporter": "Reporter",
    "picture-editor": "Picture editor",
    "audience-editor": "Audience editor",
    "editor": "Editor",
    "chief-editor": "Chief editor",
}
"""The desk's groups by role; an administrator needs none."""


class NotCreated(Exception):
    """The user cannot be made; the message is the one sentence to show."""


@transaction.atomic
def create(name: str, email: str, password: str, role: str) -> User:
    """Make a user with a role: administrator, or one of GROUPS. Raises NotCreated."""
    user = User(username=name, email=email, is_superuser=role == "administrator", is_staff=role == "administrator")
    try:
        validate_password(password, user)
        user.set_password(password)
        user.full_clean()
    except ValidationError as error:
        raise NotCreated(_sentence(error)) from None
    user.save()
    if role in GROUPS:
        user.groups.add(Group.objects.get(name=GROUPS[role]))
    log.write(user, "role_given", None, roles=[GROUPS.get(role, "Administrator")])
    return user


def hint(site: Path) -> str:
    """What whoever has just made a site may not know; "" when there is nothing to say."""
    try:
        if User.objects.filter(is_active=True).exists():
            return ""
    except DatabaseError:
        return ""
    return f"Nobody can sign in there yet: broadsheet createuser --site {site}"


class NoSuchUser(Exception):
    """Nobody has this name; the message is the one sentence to show."""


def reset_second_factor(name: str) -> None:
    """Raises NoSuchUser."""
    user = User.objects.filter(username=name).first()
    if user is None:
        raise NoSuchUser(f"Nobody is called {name} at the desk: see the names there, Settings, Users.")
    sessions_view.reset(user, None)


def _sentence(error: ValidationError) -> str:
    if hasattr(error, "error_dict"):
        field, messages = next(iter(error.message_dict.items()))
        return f"The {field} cannot be used: {' '.join(messages)}"
    return f"The password cannot be used: {' '.join(error.messages)}"
