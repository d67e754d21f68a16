"""ALTCHA: what a browser has to work out when a limit tripped. Nothing is kept until it is solved, and each is good
once."""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta
from typing import Any

from altcha import ChallengeOptionsV1, create_challenge_v1, verify_solution_v1

from broadsheet.kit import clock
from broadsheet.newsletters import keys
from broadsheet.newsletters.signup import limits

HARDEST = 60_000  # hashes; a second or two on a phone
GOOD_FOR = timedelta(minutes=20)
LONGEST = 2000  # characters of a solution


def puzzle(now: datetime | None = None) -> dict[str, Any]:
    until = (now or clock.wall()) + GOOD_FOR
    made = create_challenge_v1(
        ChallengeOptionsV1(hmac_key=_key(), max_number=HARDEST, expires=until, algorithm="SHA-256")
    )
    return {
        "algorithm": made.algorithm,
        "challenge": made.challenge,
        "salt": made.salt,
        "signature": made.signature,
        "maxnumber": HARDEST,
    }


def solved(typed: str) -> bool:
    """Whether this is the solution of a puzzle of ours that is still good and was not used before."""
    payload = _payload(typed)
    if payload is None:
        return False
    right, _ = verify_solution_v1(payload, _key(), check_expires=True)
    return bool(right) and limits.once("puzzle.used", str(payload["challenge"]))


def _payload(typed: str) -> Any:
    """The five fields of a solution, each of its type; None for anything else."""
    if len(typed) > LONGEST:
        return None
    try:
        found = json.loads(base64.b64decode(typed, validate=True))
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or type(found.get("number")) is not int or found.get("algorithm") != "SHA-256":
        return None
    texts = {name: found.get(name) for name in ("algorithm", "challenge", "salt", "signature")}
    return {**texts, "number": found["number"]} if all(isinstance(text, str) for text in texts.values()) else None


def _key() -> str:
    return keys.passing("puzzle").hex()
