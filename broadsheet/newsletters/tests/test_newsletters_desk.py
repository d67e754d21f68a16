"""A newsletter at the desk: what mails that went out lead to stays where it is."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from broadsheet.kit import clock
from broadsheet.newsletters.models import Newsletter, Sending, Subscription, Tally
from broadsheet.newsletters.tests.issue_desk import TEXT, signed_in
from broadsheet.newsletters.tests.issues import make_issue, make_newsletter
from broadsheet.newsletters.tests.readers import reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def tide() -> Newsletter:
    return make_newsletter()


@pytest.fixture
def chief() -> Client:
    return signed_in("cleo", "Chief editor")


def test_the_address_stays_once_mails_lead_to_it_and_the_name_can_change(tide: Newsletter) -> None:
    issue = make_issue(newsletter=tide, body=[TEXT])
    tide.slug = "high-tide"
    tide.full_clean()
    issue.begun_at, issue.sending, issue.slug = clock.now(), Sending.DONE, "today"
    issue.save()
    with pytest.raises(ValidationError) as refused:
        tide.full_clean()
    assert refused.value.message_dict == {
        "slug": ["Mails that went out lead to “morning-tide”, so this stays. The name can change."]
    }
    tide.slug, tide.name = "morning-tide", "High Tide"
    tide.full_clean()
    tide.language = "de"
    with pytest.raises(ValidationError, match="so it stays"):
        tide.full_clean()


@pytest.mark.parametrize("many", [False, True])
def test_a_newsletter_in_use_is_not_deleted(chief: Client, tide: Newsletter, many: bool) -> None:
    held = reader(tide)
    url = reverse("wagtailsnippets_newsletters_newsletter:delete", args=(tide.pk,))
    if many:
        url = reverse("wagtail_bulk_action", args=("newsletters", "newsletter", "delete")) + f"?id={tide.pk}"
    page = chief.post(url, follow=True).content.decode()
    assert "close it instead" in page
    assert Subscription.objects.get() == held
    Subscription.objects.all().delete()
    chief.post(url, follow=True)
    assert not Newsletter.objects.exists()


def test_a_newsletter_keeps_its_list_id_whatever_it_is_called_later(db: None) -> None:
    told = {"name": "The Tide Letter", "slug": "tide"}
    tide = Newsletter.objects.create(**told)
    assert tide.list_id == "tide.ledger.example"
    tide.slug = "ebb"
    tide.save()
    assert tide.list_id == "tide.ledger.example"
    assert Newsletter.objects.create(**told, language="de").list_id == "tide.de.ledger.example"


def test_newsletters_are_listed_with_their_readers(chief: Client, tide: Newsletter) -> None:
    Tally.objects.create(newsletter=tide, day=date(2026, 1, 1), total=12_345)
    page = chief.get("/desk/snippets/newsletters/newsletter/").content.decode()
    assert "12,345" in page
    assert chief.get("/desk/snippets/newsletters/newsletter/add/").status_code == 200
