"""Second factors under another key: the secret of an app, the seed of recovery codes, and codes of elsewhere."""

from __future__ import annotations

from allauth.mfa.models import Authenticator

from broadsheet.kit.secrecy import anew

ENCRYPTED = ("secret", "seed")
"""Of an authenticator's data; and each of `migrated_codes`."""


def encrypt_anew(key: str, before: str) -> int:
    """How many. To be called in a transaction. Raises Undecipherable."""
    kept = list(Authenticator.objects.select_for_update().order_by("pk"))
    for each in kept:
        texts: dict[str, object] = {
            name: anew(each.data[name], key, before) for name in ENCRYPTED if name in each.data
        }
        if "migrated_codes" in each.data:
            texts["migrated_codes"] = [anew(code, key, before) for code in each.data["migrated_codes"]]
        each.data = {**each.data, **texts}
    Authenticator.objects.bulk_update(kept, ["data"], batch_size=200)
    return len(kept)
