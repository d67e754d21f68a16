"""A brief's address and time are fixed when it is first published, and not before readers can have it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from broadsheet.briefs.factories import brief, draft
from broadsheet.briefs.models import Brief
from broadsheet.kit import clock
from broadsheet.release.actions.embargo import embargo, lift_embargo

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def publish(thing: Brief) -> Brief:
    thing.save_revision().publish()
    thing.refresh_from_db()
    return thing


def test_a_draft_has_no_address() -> None:
    assert draft().url is None


def test_the_address_has_the_local_date() -> None:
    """In Lisbon, 23:30 UTC in summer is half past midnight of the next day."""
    made = brief("Seals counted at Low Quay", at=datetime(2026, 6, 1, 23, 30, tzinfo=UTC))
    assert made.url == "/news-feed/2026/06/02/seals-counted-at-low-quay/"


def test_a_further_language_stands_below_its_prefix() -> None:
    made = brief("Robben gezählt", at=NOON, language="de")
    assert made.url == "/de/news-feed/2026/06/01/robben-gezahlt/"


def test_a_new_headline_leaves_the_address() -> None:
    made = brief("Bread is dearer", at=NOON)
    made.headline = "Bread is much dearer"
    publish(made)
    assert made.url == "/news-feed/2026/06/01/bread-is-dearer/"
    assert made.shown_from == NOON


def test_an_older_revision_brings_no_older_address_back() -> None:
    made = draft("Tram 3 is late", slug="tram")
    first = made.latest_revision
    address = publish(made).url
    made.headline = "Tram 3 is very late"
    publish(made)
    first.publish()
    made.refresh_from_db()
    assert (made.headline, made.url) == ("Tram 3 is late", address)


def test_one_headline_twice_a_day_makes_two_addresses() -> None:
    urls = [brief("Fog on the bay", at=NOON + timedelta(minutes=n)).url for n in range(3)]
    assert urls == [f"/news-feed/2026/06/01/fog-on-the-bay{end}/" for end in ("", "-2", "-3")]


def test_the_same_headline_is_free_on_another_day_and_in_another_language() -> None:
    brief("Fog", at=NOON)
    assert brief("Fog", at=NOON + timedelta(days=1)).slug == "fog"
    assert brief("Fog", at=NOON, language="de").slug == "fog"


def test_a_reserved_name_is_refused_at_the_desk_and_avoided_by_itself() -> None:
    with pytest.raises(ValidationError, match="keeps for itself"):
        Brief(headline="Feed", slug="feed").full_clean()
    assert brief("Feed", at=NOON).slug == "feed-2"


def test_a_headline_of_no_letters_is_refused() -> None:
    with pytest.raises(ValidationError, match="letter or figure"):
        Brief(headline="— … —").full_clean()


@pytest.mark.parametrize(
    ("headline", "slug"),
    [
        ("На вулиці Мотузковій прорвало водогін", "na-vulytsi-motuzkovii-prorvalo-vodohin"),
        ("Згорани, Розгон: дев’яносто знам'янських", "zghorany-rozghon-devianosto-znamianskykh"),
        ("Єнакієве, Їжакевич, Гаєвич, Йосипівка", "yenakiieve-yizhakevych-haievych-yosypivka"),
        ("Юрій Щербухи, Яготин, Гоща", "yurii-shcherbukhy-yahotyn-hoshcha"),
        ("NATO не їде", "nato-ne-yide"),
    ],
)
def test_ukrainian_is_written_as_its_own_law_has_it(headline: str, slug: str) -> None:
    assert brief(headline, at=NOON, language="uk").slug == slug


def test_a_long_headline_is_cut_at_a_word() -> None:
    slug = brief("The harbour office expects wind above sixty kilometres an hour until midnight " * 2).slug
    assert len(slug) <= 74
    assert slug == "the-harbour-office-expects-wind-above-sixty-kilometres-an-hour-until"


def test_what_is_live_must_have_an_address() -> None:
    with pytest.raises(IntegrityError):
        Brief.objects.bulk_create([Brief(headline="Nowhere", live=True)])


def test_under_embargo_it_stands_at_the_instant_of_its_end() -> None:
    made = draft("Budget leaks", text="It is larger.")
    end = clock.now() + timedelta(days=3)
    embargo(made, None, end)
    made.refresh_from_db()
    publish(made)
    assert made.shown_from == end
    assert made.dated == clock.local(end).date()


def test_a_lifted_embargo_makes_it_news_of_now() -> None:
    made = draft("Budget leaks")
    embargo(made, None, clock.now() + timedelta(days=3))
    made.refresh_from_db()
    publish(made)
    with clock.as_of(clock.now() + timedelta(days=1)):
        lift_embargo(made, None)
        made.refresh_from_db()
        assert made.shown_from == clock.now()
        assert made.dated == clock.local(clock.now()).date()
