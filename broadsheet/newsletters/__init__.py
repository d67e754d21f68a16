"""Newsletters: sign-up and consent, issues, and sending that reaches everyone once."""
