"""Where a contributor can be reached, as readers can use it: an address or a link is one, other words stay words."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.utils.html import format_html
from django.utils.safestring import SafeString

_EMAIL, _URL = EmailValidator(), URLValidator(schemes=["http", "https"])


def email(contact: str) -> str:
    """The e-mail address that it is; "" when it is none."""
    return contact.strip() if _is(_EMAIL, contact) else ""


def linked(contact: str) -> SafeString:
    """As HTML."""
    words = contact.strip()
    if _is(_EMAIL, words):
        return format_html('<a href="mailto:{}">{}</a>', words, words)
    return format_html('<a href="{}">{}</a>', words, words) if _is(_URL, words) else format_html("{}", words)


def _is(validator: EmailValidator | URLValidator, contact: str) -> bool:
    try:
        validator(contact.strip())
    except ValidationError:
        return False
    return True
