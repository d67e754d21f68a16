"""What the tests of the issues' desk have in common: who is signed in, and what is pressed and read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group, User
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from broadsheet.kit import clock
from broadsheet.newsletters.models import Issue, Subscriber, Subscription
from broadsheet.newsletters.tests.issues import block

TEXT = block("text", "<p>Good morning.</p>")
BEFORE = clock.now() - timedelta(days=2)


def signed_in(name: str, role: str) -> Client:
    user = User.objects.create(username=name, email=f"{name}@ledger.example")
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


def readers(issue: Issue, count: int) -> list[Subscription]:
    """Confirmed ones of its newsletter."""
    now = clock.now()
    made = []
    for number in range(count):
        address = f"reader{number}@example.org"
        who = Subscriber.objects.create(address=address, key=address, language="en", created=now)
        made.append(
            Subscription.objects.create(
                newsletter=issue.newsletter, subscriber=who, state="confirmed", created=now, changed=now
            )
        )
    return made


def edit(issue: Issue) -> str:
    return reverse("wagtailsnippets_newsletters_issue:edit", args=(issue.pk,))


def screen(issue: Issue) -> str:
    return reverse("newsletters_issue_send", args=(issue.pk,))


def press(client: Client, issue: Issue, do: str, **more: Any) -> Any:
    return client.post(screen(issue), {"do": do, **more}, follow=True)


def said(answer: HttpResponse) -> str:
    return answer.content.decode()


def form(issue: Issue, **more: Any) -> dict[str, Any]:
    values = {
        "subject": issue.subject,
        "preheader": issue.preheader,
        "newsletter": issue.newsletter_id,
        "body": streamfield([("text", rich_text("<p>New words.</p>"))]),
        "go_live_at": "",
        "expire_at": "",
    }
    return nested_form_data({**values, **more})
