"""Where things are in the demo; to be called inside its site."""

from __future__ import annotations

from broadsheet.newsletters.importing import jobs
from broadsheet.newsletters.models import Issue, Newsletter, Sending, Subscription
from broadsheet.stories.models import StoryPage
from broadsheet.updates.models import LiveStory

ROWS = b"email,name,created_at,status\r\n" + b"".join(
    b"reader.%d@post.example,Reader %d,2024-05-%02d,%s\r\n"
    % (n, n, 1 + n % 28, b"unsubscribed" if n % 9 == 4 else b"active")
    for n in range(40)
)


def places() -> dict[str, int]:
    """Primary keys by name: the lead story, its section, the story that runs, and what the newsletters'
    screens show."""
    lead = StoryPage.objects.get(slug="tide-gate", locale__language_code="en")
    letter = Newsletter.objects.filter(language="en").order_by("order")[0]
    issues = Issue.objects.filter(newsletter__language="en").order_by("-pk")
    reader = Subscription.objects.filter(newsletter=letter, state="confirmed").order_by("pk")[0]
    return {
        "story": lead.pk,
        "section": lead.get_parent().pk,
        "running": LiveStory.objects.get(ended_at=None).story_id,
        "newsletter": letter.pk,
        "draft": issues.filter(sending=Sending.DRAFT)[0].pk,
        "sent": issues.filter(sending=Sending.DONE)[0].pk,
        "subscriber": reader.subscriber_id,
        "list": jobs.keep([ROWS], "bay-readers.csv", letter, "Ilva Rowe").pk,
    }
