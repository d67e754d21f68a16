"""What browsers are told beside a page: what it may load and run, who may frame it, what it tells others.

One source for the edge, for nginx and for Django, so that a page says the same whoever answers. No page of ours has a
script or a style inside it: all are files of this paper, so no nonce and no hash is needed, and what a stranger wrote
into a text can never run.
"""

from __future__ import annotations

import re

PLAYERS = ("https://www.youtube-nocookie.com", "https://player.vimeo.com")
"""Origins that a page may frame, when its reader asks."""

_BOTH = {
    "default-src": "'none'",
    "base-uri": "'none'",
    "connect-src": "'self'",
    "font-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "frame-src": " ".join(PLAYERS),
    "img-src": "'self'",
    "manifest-src": "'self'",
    "media-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
}


def _policy(**other: str) -> str:
    rules = {**_BOTH, **{name.replace("_", "-"): value for name, value in other.items()}}
    return "; ".join(f"{name} {value}" for name, value in rules.items())


PUBLIC = _policy()
DESK = _policy(
    frame_ancestors="'self'",  # the editor shows previews beside the text
    frame_src=f"'self' {' '.join(PLAYERS)}",
    img_src="'self' data: blob:",  # pictures as they are chosen, before they are uploaded
    media_src="'self' blob:",
    style_src="'self' 'unsafe-inline'",  # Wagtail's editor of text writes its placeholders into style elements
)
PREVIEW = _policy(frame_ancestors="'self'")
"""Of a public page that the desk shows in a frame."""
MAIL = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; img-src 'self'; "
    "style-src 'unsafe-inline'"
)
"""Of a mail that the desk shows: mails have their styles inside them."""

HSTS = "max-age=31536000"
REFERRER = "strict-origin-when-cross-origin"
UNUSED = ("browsing-topics", "camera", "display-capture", "geolocation", "microphone", "midi", "payment", "usb")
PERMISSIONS = ", ".join(f"{feature}=()" for feature in UNUSED)
BESIDE = {
    "Referrer-Policy": REFERRER,
    "Permissions-Policy": PERMISSIONS,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
PAGE = {"Content-Security-Policy": PUBLIC, **BESIDE}
"""With each document that readers get."""

DOCUMENT = re.compile(r"^(text/html|image/svg[+]xml|(application|text)/([a-z]+[+])?xml)\b")
"""Media types that a browser shows as a page, so that a script in one would run."""
