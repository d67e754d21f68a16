"""An issue of a few readers, sent through a sink by an office in this process."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from broadsheet.newsletters.models import Delivery, Issue, Sending
from broadsheet.newsletters.senders.smtp import Relay
from broadsheet.newsletters.sending.office import Office
from broadsheet.newsletters.sending.pace import Pace
from tests.sending.paper import make_issue, make_newsletter, subscribe
from tests.sending.sink import Faults, Running, running
from tests.sites import until

QUICK = Pace(
    lease=timedelta(seconds=3),
    look=0.02,
    tick=0.02,
    batch=20,
    waits=(timedelta(milliseconds=20),) * 6,
    reconnect=(0.02, 0.1),
)


class Sent:
    """An issue of a few readers, and an office that sends it through a sink."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.newsletter = folder, make_newsletter()

    def readers(self, count: int) -> Issue:
        subscribe(self.newsletter, count)
        return make_issue(self.newsletter)

    def send(
        self, issue: Issue, faults: Faults | None = None, *, state: str = Sending.DONE, **office: object
    ) -> Running:
        """Run an office until the issue is in `state`."""
        log = self.folder / f"sink-{issue.pk}-{len(list(self.folder.iterdir()))}"
        with running(log, faults) as sink:
            relay = Relay("127.0.0.1", sink.port, connections=3, messages=7, hello="ledger.example")
            self.run(Office(threading.Event(), relay, QUICK, **office), lambda: now(issue).sending == state)
        return sink

    def run(self, office: Office, holds: Callable[[], bool]) -> None:
        thread = threading.Thread(target=office.run)
        thread.start()
        try:
            until(holds, 20, told=lambda: list(Delivery.objects.values_list("state", "code", "reply", "claim")))
        finally:
            office._stopping.set()
            thread.join(60)  # longer than an office waits for its lanes
        assert not thread.is_alive()


def now(issue: Issue) -> Issue:
    return Issue.objects.get(pk=issue.pk)


def by_state() -> dict[str, int]:
    return dict(Counter(Delivery.objects.values_list("state", flat=True)))
