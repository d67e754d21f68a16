"""Any service with OpenAI's POST /v1/audio/speech: OpenAI itself, and many servers that people run by themselves."""

from __future__ import annotations

from broadsheet.narration.engines import wav
from broadsheet.narration.engines.asking import Answer, Service, excerpt, said
from broadsheet.narration.engines.base import Availability, EngineError, Setup, SourceType, Trouble, Voice, marked
from broadsheet.narration.engines.pcm import Pcm
from broadsheet.narration.text.spoken import Spoken, plain
from broadsheet.narration.wording import Message, Words
from broadsheet.narration.wording import noted as _

LONGEST = 4096  # characters a call, by the service's own rule
RAW_RATE = 24_000  # samples a second of the format "pcm"


class OpenAI:
    id, title = "openai", _("The speech service")
    source_type: SourceType = "trained"
    patience = 300.0
    service = Service(title)

    def __init__(self, setup: Setup) -> None:
        self.endpoint = setup.endpoints.get(self.id)

    def available(self, voice: Voice | None = None) -> Availability:
        if self.endpoint is None or not self.endpoint.url:
            return Availability(Message(_("No speech service is configured.")), "set speech_url in broadsheet.toml")
        return Availability()

    def fingerprint(self, voice: Voice) -> str:
        assert self.endpoint is not None, "asked before it was known to be there"
        return marked("openai 1", self.endpoint.url, self.endpoint.model, voice.name)

    def synthesize(self, sentence: Spoken, voice: Voice) -> Pcm:
        words = plain(sentence)
        if self.endpoint is None:
            raise EngineError(Trouble.MISSING, self.title, Message(_("set speech_url in broadsheet.toml.")))
        if len(words) > LONGEST:
            raise EngineError(Trouble.TOO_LONG, self.title, str(LONGEST))
        asked = {
            "model": self.endpoint.model,
            "voice": voice.name,
            "input": words,
            "response_format": self.endpoint.sound,
            "speed": voice.rate,
        }
        headers = {"Authorization": f"Bearer {self.endpoint.key}"} if self.endpoint.key else {}
        answer = self.service.post(f"{self.endpoint.url}/v1/audio/speech", asked, headers, _explained)
        return self._sound(answer)

    def _sound(self, answer: Answer) -> Pcm:
        assert self.endpoint is not None
        if wav.is_one(answer.body):
            return wav.read(answer.body, self.title)
        textual = answer.kind.startswith("text/") or answer.kind == "application/json"
        if self.endpoint.sound == "pcm" and not textual and answer.body:
            return Pcm.of_bytes(answer.body, RAW_RATE)
        facts = {"kind": answer.kind or Message(_("no type")), "excerpt": excerpt(answer)}
        raise EngineError(Trouble.BAD_ANSWER, self.title, Message("%(kind)s, %(excerpt)s", facts))


def _explained(answer: Answer) -> Words:
    """OpenAI says {"error": {"message": …}}, its likenesses {"detail": …} or {"message": …}."""
    found = said(answer)
    if isinstance(found, dict):
        for key in ("error", "detail", "message"):
            inner = found.get(key)
            if isinstance(inner, dict):
                inner = inner.get("message") or inner.get("error")
            if inner:
                return str(inner)[:300]
    return excerpt(answer)
