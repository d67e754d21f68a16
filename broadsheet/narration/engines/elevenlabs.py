"""ElevenLabs: POST /v1/text-to-speech/{voice_id}/with-timestamps; its times show whether all of it was said."""

from __future__ import annotations

import base64
import binascii
from typing import Any
from urllib.parse import quote

from broadsheet.narration.engines.asking import Answer, Service, excerpt, said
from broadsheet.narration.engines.base import Availability, EngineError, Setup, SourceType, Trouble, Voice, marked
from broadsheet.narration.engines.pcm import Pcm
from broadsheet.narration.text.spoken import Spoken, plain
from broadsheet.narration.wording import Message, Words
from broadsheet.narration.wording import noted as _

RATE = 22_050
LONGEST = 5000  # characters a call that every model of theirs takes
SLACK = 0.5  # seconds by which the last letter may end after the sound
SLOWEST, FASTEST = 0.7, 1.2  # speeds that they take


class ElevenLabs:
    id, title = "elevenlabs", "ElevenLabs"
    source_type: SourceType = "trained"
    patience = 300.0
    service = Service(title)

    def __init__(self, setup: Setup) -> None:
        self.endpoint = setup.endpoints.get(self.id)

    def available(self, voice: Voice | None = None) -> Availability:
        if self.endpoint is None or not self.endpoint.key:
            return Availability(
                Message(_("No key for ElevenLabs is configured.")), "set elevenlabs_key in secrets.toml"
            )
        return Availability()

    def fingerprint(self, voice: Voice) -> str:
        assert self.endpoint is not None, "asked before it was known to be there"
        return marked("elevenlabs 1", self.endpoint.url, self.endpoint.model, voice.name)

    def synthesize(self, sentence: Spoken, voice: Voice) -> Pcm:
        words = plain(sentence)
        if self.endpoint is None:
            raise EngineError(Trouble.MISSING, self.title, Message(_("set elevenlabs_key in secrets.toml.")))
        if len(words) > LONGEST:
            raise EngineError(Trouble.TOO_LONG, self.title, str(LONGEST))
        url = f"{self.endpoint.url}/v1/text-to-speech/{quote(voice.name, safe='')}/with-timestamps"
        asked: dict[str, Any] = {"text": words, "model_id": self.endpoint.model}
        if voice.rate != 1.0:
            asked["voice_settings"] = {"speed": min(max(voice.rate, SLOWEST), FASTEST)}
        headers = {"xi-api-key": self.endpoint.key}
        answer = self.service.post(f"{url}?output_format=pcm_{RATE}", asked, headers, _explained)
        return self._sound(answer, words)

    def _sound(self, answer: Answer, words: str) -> Pcm:
        found = said(answer)
        try:
            pcm = Pcm.of_bytes(base64.b64decode(found["audio_base64"], validate=True), RATE)
            times = found.get("alignment") or {}
            letters, ends = times.get("characters") or [], times.get("character_end_times_seconds") or []
        except (TypeError, KeyError, AttributeError, binascii.Error):
            raise EngineError(Trouble.BAD_ANSWER, self.title, excerpt(answer)) from None
        if letters and len("".join(letters).split()) < len(words.split()):
            end = Message(_("its times end at “%(words)s”"), {"words": "".join(letters)[-20:]})
            raise EngineError(Trouble.HALF, self.title, end)
        if ends and ends[-1] > pcm.seconds + SLACK:
            facts = {"seconds": f"{pcm.seconds:.1f}", "of": f"{ends[-1]:.1f}"}
            raise EngineError(Trouble.HALF, self.title, Message(_("%(seconds)s s of %(of)s s"), facts))
        return pcm


def _explained(answer: Answer) -> Words:
    """{"detail": {"status": …, "message": …}}, or for a wrong field {"detail": [{"loc": …, "msg": …}]}."""
    found = said(answer)
    detail = found.get("detail") if isinstance(found, dict) else None
    if isinstance(detail, dict) and detail.get("message"):
        return str(detail["message"])[:300]
    if isinstance(detail, list) and detail and isinstance(detail[0], dict):
        return f"{'.'.join(map(str, detail[0].get('loc', ())))}: {detail[0].get('msg', '')}"
    return str(detail)[:300] if detail else excerpt(answer)
