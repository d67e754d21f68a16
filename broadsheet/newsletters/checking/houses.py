"""What well-known providers ask to be included in the SPF record of those who send through them: the hosts that take
mail are often of another domain than the list of those that send it. As their documentation says, November 2026."""

from __future__ import annotations

INCLUDES = {
    "amazonaws.com": "amazonses.com",
    "postmarkapp.com": "spf.mtasv.net",
    "office365.com": "spf.protection.outlook.com",
    "outlook.com": "spf.protection.outlook.com",
    "gmail.com": "_spf.google.com",
    "google.com": "_spf.google.com",
    "sendgrid.net": "sendgrid.net",
    "mailgun.org": "mailgun.org",
    "mailjet.com": "spf.mailjet.com",
    "mandrillapp.com": "spf.mandrillapp.com",
    "fastmail.com": "spf.messagingengine.com",
    "ovh.net": "mx.ovh.com",
}
"""By the last two labels of the host that takes the mail."""


def of(host: str) -> str:
    """Whose a host is, roughly: its last two labels."""
    return ".".join(host.lower().rstrip(".").split(".")[-2:])


def include(relay: str) -> str:
    """The domain that those who send through this host include; "" where we know none."""
    return INCLUDES.get(of(relay), "")
