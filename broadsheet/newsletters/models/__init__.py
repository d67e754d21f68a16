from broadsheet.newsletters.models.issues import Carries, Compiled, Issue, Sending
from broadsheet.newsletters.models.ledger import OPEN, Allowance, Delivery, Handover, Note, Outcome
from broadsheet.newsletters.models.letters import Newsletter
from broadsheet.newsletters.models.readers import (
    Attempt,
    ConsentRecord,
    Event,
    SignUp,
    Subscriber,
    Subscription,
    SubscriptionState,
    Suppression,
    SuppressionReason,
    Tally,
    Wish,
    Wording,
)
from broadsheet.newsletters.models.upkeep import Import, ImportState, MailCheck

__all__ = [
    "OPEN",
    "Allowance",
    "Attempt",
    "Carries",
    "Compiled",
    "ConsentRecord",
    "Delivery",
    "Event",
    "Handover",
    "Import",
    "ImportState",
    "Issue",
    "MailCheck",
    "Newsletter",
    "Note",
    "Outcome",
    "Sending",
    "SignUp",
    "Subscriber",
    "Subscription",
    "SubscriptionState",
    "Suppression",
    "SuppressionReason",
    "Tally",
    "Wish",
    "Wording",
]
