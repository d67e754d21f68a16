"""What is told of a trouble is put into the language of whoever reads it."""

from __future__ import annotations

import json

from django.utils.translation import override

from broadsheet.narration.engines.base import EngineError, Trouble
from broadsheet.narration.wording import Message, stored, words_of


def through_a_pipe(error: EngineError) -> EngineError:
    """As the booth tells the server."""
    trouble, engine, detail = json.loads(json.dumps([error.trouble.value, error.engine, stored(error.detail)]))
    return EngineError(Trouble(trouble), engine, words_of(detail))


def test_engines_and_what_ails_them_have_names_in_each_language() -> None:
    found = through_a_pipe(EngineError(Trouble.UNREACHABLE, "The speech service", Message("no answer in time")))
    assert str(found) == "The speech service cannot be reached: no answer in time"
    kept = json.loads(json.dumps(stored(found.words)))
    with override("uk"):
        assert str(words_of(kept)) == "Сервіс мовлення недоступний: вчасної відповіді немає"


def test_what_a_service_says_stays_as_it_is() -> None:
    said = "100% of %(quota)s is used."
    found = words_of(stored(EngineError(Trouble.REFUSED, "ElevenLabs", said).words))
    assert str(found) == f"ElevenLabs refused: {said}"
    assert words_of("Piper gave silence.") == "Piper gave silence.", "as it was kept before"


def test_nothing_is_nothing() -> None:
    assert str(Message("")) == ""
