"""What a story has from one unnamed source, who wrote it there, and what has been approved."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from typing import Any

from broadsheet.stories.ledger import Rests, flat, weakness
from broadsheet.stories.models import Approval, EvidenceKind, StoryPage
from broadsheet.stories.parts import Reached

EVIDENCE = "evidence"
LOOKED_BACK = 200  # revisions in which the writers of a claim are looked for
_OF_A_QUOTE = ("words", "speaker", "role", "reported_by", "source")
_OF_A_ROW = ("block", "words", "how", "speaker", "protected")
Stored = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Claim:
    """A quotation, a claim of the ledger, or what the whole story rests on. `key` changes with its words and with
    whose they are; `place` is the id of its block, or EVIDENCE; `who` is how readers are told of the source."""

    key: str
    place: str
    words: str
    who: str


def claims(story: StoryPage) -> list[Claim]:
    """Of this version of a story, in the order of the page."""
    evidence = ({"kind": row.kind, "text": row.text} for row in story.evidence.all())
    ledger = ({name: getattr(row, name) for name in _OF_A_ROW} for row in story.claims.all())
    return list(_claims(list(story.body.raw_data), list(evidence), ledger))


def _claims(body: Sequence[Stored], evidence: Sequence[Stored], ledger: Iterable[Stored]) -> Iterator[Claim]:
    for block in body:
        value = block["value"] or {}
        if block["type"] == "quote" and value.get("how") == Reached.UNNAMED and flat(value.get("words")):
            key = _key("quote", *(flat(value.get(name)) for name in _OF_A_QUOTE))
            who = ", ".join(part for part in (flat(value.get("speaker")), flat(value.get("role"))) if part)
            yield Claim(key, block.get("id") or "", flat(value["words"]), who)
    there = {block.get("id") for block in body}
    yield from _of_the_ledger(row for row in ledger if row["block"] in there)
    if len(evidence) == 1 and evidence[0]["kind"] == EvidenceKind.UNNAMED:
        words = flat(evidence[0]["text"])
        yield Claim(_key(EVIDENCE, words), EVIDENCE, words, "")


def _of_the_ledger(rows: Iterable[Stored]) -> Iterator[Claim]:
    """Claims that rest on one unnamed source and on nothing else, each once."""
    grouped: dict[tuple[str, str], list[Stored]] = {}
    for row in rows:
        grouped.setdefault((row["block"], flat(row["words"]).casefold()), []).append(row)
    for (block, _words), own in grouped.items():
        if weakness(row["how"] for row in own) is Rests.UNNAMED:
            row = next(row for row in own if row["how"] == Reached.UNNAMED)
            words, who = flat(row["words"]), flat(row["speaker"])
            yield Claim(_key("claim", words, who, str(row["protected"] or "")), block, words, who)


def _key(*parts: str) -> str:
    return blake2b(json.dumps(parts, ensure_ascii=False).encode(), digest_size=16).hexdigest()


def wanting_approval(story: StoryPage) -> list[Claim]:
    """Those that may not be *newly* published: neither approved as they stand, nor in the version that is live."""
    found = claims(story)
    if not found:
        return []
    known = set(Approval.objects.filter(story=story.pk).values_list("claim", flat=True)) | _live(story)
    return [claim for claim in found if claim.key not in known]


def _live(story: StoryPage) -> set[str]:
    row = type(story).objects.filter(pk=story.pk, live=True).first()
    return {claim.key for claim in claims(row)} if row else set()


def writers(story: StoryPage, claim: Claim) -> set[int]:
    """Users who cannot approve it: whose story it is, and who put it into the story as it stands."""
    found = {story.owner_id}
    kept = story.revisions.order_by("-created_at", "-pk").values_list("user_id", "content")[:LOOKED_BACK]
    states = [(user, claim.key in _keys(content)) for user, content in kept]
    for (user, has_it), (_before, had_it) in pairwise([*states, (None, False)]):
        if has_it and not had_it:
            found.add(user)
    return {user for user in found if user is not None}


def _keys(content: Stored) -> set[str]:
    body = content.get("body") or "[]"
    blocks = json.loads(body) if isinstance(body, str) else body
    return {claim.key for claim in _claims(blocks, content.get("evidence") or [], content.get("claims") or [])}
