"""What the pages of the sign-in say of the paper and of a factor."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def paper_name() -> str:
    return str(settings.PAPER_NAME)


@register.filter
def left(factor: Any) -> int:
    """How many recovery codes are not used yet."""
    return len(factor.get_unused_codes())


@register.filter
def spaced(text: str) -> str:
    """In groups of four, as it is read out or typed."""
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


@register.filter
def used(factor: Any) -> Any:
    """When a factor was used last, or None."""
    instance: Authenticator = factor.instance
    return instance.last_used_at
