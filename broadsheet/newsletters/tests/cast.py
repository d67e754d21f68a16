"""The standing cast of these tests: one newsletter, and lists of made-up people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from broadsheet.kit import clock
from broadsheet.newsletters import addresses, consent, lists
from broadsheet.newsletters.consent import Proof
from broadsheet.newsletters.importing import columns, reading, work
from broadsheet.newsletters.importing.batches import Bringing
from broadsheet.newsletters.importing.work import Report
from broadsheet.newsletters.models import Newsletter, Subscription

WORDS = "I would like the Tide Letter by mail."


def make_newsletter(name: str = "The Tide Letter", **more: Any) -> Newsletter:
    fields = {
        "slug": "tide",
        "description": "What the water did.",
        "cadence": "Every Friday.",
        "from_name": "The Ledger",
        "from_address": "letters@ledger.example",
        **more,
    }
    return Newsletter.objects.create(name=name, **fields)


def bring(path: Path, newsletter: Newsletter, *, dry: bool = False) -> Report:
    """A whole file, as it would be guessed."""
    form, report = reading.form(path), Report()
    to = Bringing(newsletter, newsletter.language, consent.wording(WORDS), clock.wall(), dry=dry)
    work.run(path, form, columns.guess(form), to, report)
    return report


def added(address: str, newsletter: Newsletter) -> Subscription:
    """Somebody who gets it, added at the desk."""
    return lists.add(addresses.normalise(address), newsletter, "en", Proof("cleo"))


LIST = b"email,status,city\nana@example.org,active,Mirna Bay\nben@example.org,unsubscribed,\nnobody,active,\n"


def upload(client: Client, newsletter: Newsletter, body: bytes = LIST) -> str:
    """Where the desk leads after a list was given; its page when it was refused."""
    file = SimpleUploadedFile("readers.csv", body, "text/csv")
    answer = client.post(reverse("newsletters_imports"), {"newsletter": newsletter.pk, "file": file})
    return answer["Location"] if answer.status_code == 302 else answer.content.decode()


def states(newsletter: Newsletter) -> dict[str, str]:
    rows = Subscription.objects.filter(newsletter=newsletter).values_list("subscriber__key", "state")
    return dict(rows)
