"""What one reader is answered below /newsletters/, in the demo; `links` is to be called inside its site."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from broadsheet.kit import clock
from broadsheet.newsletters import lists, places, tokens
from broadsheet.newsletters.addresses import normalise
from broadsheet.newsletters.consent import Proof
from broadsheet.newsletters.models import Newsletter, SignUp, Wish

ADDRESS = "nela@post.example"
PRESSED = {"Sec-Fetch-User": "?1"}


@dataclass(frozen=True)
class Asked:
    """A request: a form is sent where there are fields."""

    path: str
    form: dict[str, str] = field(default_factory=dict)
    pressed: bool = True


def links(language: str) -> dict[str, str]:
    """Somebody who gets every newsletter, in pause, and a sign-up of theirs that waits to be confirmed."""
    now, every = clock.wall(), Newsletter.objects.filter(archived=False).order_by("pk")
    address = normalise(f"{language}.{ADDRESS}")
    held = [lists.add(address, each, language, Proof("the tests")) for each in every]
    for each in held:
        lists.pause(each, now + timedelta(weeks=1), "the tests")
    reader = held[0].subscriber
    letter = every.filter(language=language)[0]
    fields = {"address": address.typed, "key": address.key, "language": language, "created": now, "attended": now}
    sign_up = SignUp.objects.create(wish=Wish.LETTERS, subscriber=reader, **fields)
    sign_up.newsletters.add(letter)
    return {
        "letter": letter.slug,
        "subscribe": places.subscribe(language),
        "confirm": places.confirm(language, tokens.confirm(sign_up.pk, now)),
        "leave": places.unsubscribe(language, tokens.unsubscribe(held[0].pk, held[0].token_epoch)),
        "choices": places.preferences(language, tokens.preferences(reader.pk, reader.preferences_epoch, now)),
        "erase": places.preferences(
            language, tokens.fresh("erase", reader.pk, reader.preferences_epoch, now), "erase"
        ),
        "door": places.preferences(language),
        "void": places.confirm(language, "x"),
    }


def asked(found: dict[str, str]) -> dict[str, Asked]:
    """Every sort of answer, by its name; nothing of it ends what a later one needs."""
    form = {"form": "letter", "newsletter": found["letter"], "email": f"new.{ADDRESS}"}
    return {
        "sent": Asked(found["subscribe"], form),
        "bad address": Asked(found["subscribe"], {**form, "email": "nela@"}),
        "nothing chosen": Asked(found["subscribe"], {"form": "letters", "email": ADDRESS}),
        "wrong code": Asked(found["subscribe"], {**form, "code": "1"}),
        "confirm": Asked(found["confirm"]),
        "confirmed": Asked(found["confirm"], {"a": "b"}),
        "leave": Asked(found["leave"]),
        "choices": Asked(found["choices"]),
        "choices, bad address": Asked(found["choices"], {"do": "move", "email": "nela@"}),
        "asked again": Asked(found["choices"], {"do": "save", "newsletter": "1"}, pressed=False),
        "erase": Asked(found["erase"]),
        "door": Asked(found["door"]),
        "void": Asked(found["void"]),
        "left": Asked(found["leave"], {"a": "b"}),
    }
