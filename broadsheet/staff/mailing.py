"""Mail to people of the newsroom. The room that sends mail is higher up, and says here how it is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib.auth.models import User
from wagtail.users.models import UserProfile

Post = Callable[[str, str, str, str, datetime], None]
"""(address, subject, text, language, when it is worth nothing any more)."""
_post: list[Post] = []


def goes_by(post: Post) -> None:
    """`post` has a mail sent if the transaction that it is called in commits."""
    _post[:] = [post]


def post(address: str, subject: str, text: str, language: str, expires: datetime) -> None:
    _post[0](address, subject, text, language, expires)


def language_of(user: User) -> str:
    return str(UserProfile.get_for_user(user).get_preferred_language())
