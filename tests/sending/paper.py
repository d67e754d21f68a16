"""A newsletter with many readers and an issue that is ready to be addressed, made in the database at hand."""

from __future__ import annotations

from broadsheet.kit import clock
from broadsheet.newsletters.composing.letters import Letter
from broadsheet.newsletters.composing.slots import ADDRESS, PREFERENCES, UNSUBSCRIBE, mark
from broadsheet.newsletters.composing.splicing import cut
from broadsheet.newsletters.models import (
    Compiled,
    Issue,
    Newsletter,
    Sending,
    Subscriber,
    Subscription,
    SubscriptionState,
)

TOGETHER = 5000
SENTENCE = "<p>The ferry is back – “at last”, the pilots said – and nobody knows for how long.</p>\n"
LINKS = "".join(f"<p>{mark(name)}</p>" for name in (ADDRESS, UNSUBSCRIBE, PREFERENCES))


def make_newsletter(slug: str = "tide") -> Newsletter:
    return Newsletter.objects.create(
        language="en",
        name="Morning Tide",
        slug=slug,
        description="The bay before breakfast.",
        cadence="Every weekday.",
        from_name="Cleo Marsh",
        from_address="tide@ledger.example",
        list_id=f"{slug}.ledger.example",
    )


def subscribe(newsletter: Newsletter, count: int, *, first: int = 0, domain: str = "mirna.example") -> None:
    """Readers r<first>, r<first+1>, … who have confirmed."""
    now, state = clock.wall(), SubscriptionState.CONFIRMED
    for begin in range(first, first + count, TOGETHER):
        addresses = [f"r{n}@{domain}" for n in range(begin, min(begin + TOGETHER, first + count))]
        Subscriber.objects.bulk_create(
            Subscriber(address=each, key=each, language="en", created=now) for each in addresses
        )
        made = Subscriber.objects.filter(key__in=addresses).values_list("pk", flat=True)
        Subscription.objects.bulk_create(
            Subscription(newsletter=newsletter, subscriber_id=pk, state=state, created=now, changed=now)
            for pk in made
        )


def html_of(size: int) -> str:
    """About so many bytes as newspapers write: with dashes and quotation marks that are not ASCII."""
    return SENTENCE * max(1, size // len(SENTENCE.encode()))


def make_issue(newsletter: Newsletter, *, size: int = 600, follows: Issue | None = None) -> Issue:
    """Compiled, with none of its readers addressed; its HTML has about `size` bytes."""
    subject = "The ferry is back"
    issue = Issue.objects.create(
        newsletter=newsletter, subject=subject, sending=Sending.FREEZING, begun_at=clock.wall(), follows=follows
    )
    html = html_of(size) + LINKS
    text = f"The ferry is back.\n\n{mark(UNSUBSCRIBE)}\n"
    letter = Letter(subject=subject, preheader="", html=html, text=text, page=html, html_size=len(html))
    parts = cut(letter, newsletter, issue).to_json()
    Compiled.objects.create(issue=issue, parts=parts, html_size=len(html))
    return issue
