"""Wordings of page furniture that stand on the pages of any paper, in the languages that our first papers read.

They only ever speak of short lines. Where the shape of the page tells the same (see the package's docstring),
these are not needed.
"""

from __future__ import annotations

import re

from .shapes import ends_sentence, words

_SKIP = re.compile(
    r"(skip|jump) (to|over)\b|(перейти|пропустити|перейти) (до|к)\b|(zum|direkt zum) (inhalt|hauptinhalt)"
    r"|(aller|passer) au contenu|(saltar|ir) al contenido|przejdź do|vai al contenuto|back to top|наверх|nach oben",
    re.I,
)
_AUDIO = re.compile(
    r"\baudio\b|\blisten\b|\bnarrat(?:ed|ion)|\btext.to.speech\b|\bread aloud\b|\bvoiced\b|\b(?:AI"
    r"|KI)[- ](?:voice|generated|stimme)"
    r"|аудіо|аудио|прослуха|слухати|озвуч|послушать|слушать|anhören|vorlesen|hören sie|écouter|escuchar|ascolta"
    r"|posłuchaj"
    r"|(?:цей|этот) запис|записано",
    re.I,
)
_SIGN_UP = re.compile(
    r"\bsubscribe\b|\bsign(ing)? up\b|\bnewsletters?\b|\be-?mail\b|\brequired field"
    r"|\bsign in\b"
    r"|\blog ?in\b|\bunsubscribe\b|\bsubscri(ption|bed)\b|підпис|підпиш|розсилк|електронн\w+ пошт|подпис|подпиш"
    r"|рассылк"
    r"|\babonnier|\banmelden\b|s['’]abonner|s['’]inscrire|suscr[ií]b|zapisz się|subskryb|iscriviti|inscreva",
    re.I,
)
_READER = re.compile(
    r"\bcookies?\b|\ball rights reserved\b|\bprivacy policy\b|\bterms of (use|service)\b|\bshare (this|on"
    r"|article)\b"
    r"|\bcopy link\b|\bfollow us\b|\b(leave a|show|read|view|no)? ?comments?$|\badvertisement\b|\bsponsored\b"
    r"|\bbecome a (member|patron)\b|\bsupport us\b|\bdonate\b|\bgift article\b|\bsave (article|for later)\b"
    r"|\bprint\b$"
    r"|усі права захищ|все права защищ|поділити|поделит|реклама|підтримати нас|коментар|anzeige|werbung|datenschutz"
    r"|impressum|alle rechte|teilen|partager|publicité|tous droits|compartir|publicidad|udostępnij|reklama",
    re.I,
)
_SHARE_TARGETS = re.compile(
    r"(facebook|twitter|x|telegram|whatsapp|linkedin|reddit|bluesky|threads|instagram|youtube|viber|signal|mastodon"
    r"|share|menu|search|home|меню|пошук|поиск|suche|menü|[,|•·/&\s])+",
    re.I,
)
_SHARE_ROW = re.compile(
    r"(?:(?:share|tweet|e-?mail|print|copy link|pin|send|save|post|facebook|twitter|x|telegram|whatsapp|linkedin"
    r"|reddit|bluesky|threads|viber|signal|mastodon|teilen|drucken|partager|imprimer|compartir|udostępnij"
    r"|поділитися|поделиться|друк|печать)(?:[,|•·/&\s]+|\Z)){2,}",
    re.I,
)
_CORRECTION = re.compile(
    r"(?:corrections?|clarification|виправлення|уточнення|исправление|уточнение|korrektur|berichtigung|richtigstellung"
    r"|rectificatif|correctif|corrección|fe de errores|sprostowanie|errata corrige|correção)\b[^:.—–]{0,30}[:.—–]\s",
    re.I,
)
_COOKIES = re.compile(
    r"\b(we|this (web)?site) (and our partners )?uses? cookies\b|ми використовуємо .{0,20}cookie"
    r"|wir verwenden cookies"
    r"|nous utilisons des cookies|utilizamos cookies",
    re.I,
)
_RIGHTS = re.compile(
    r"(?:©|\(c\)|copyright\b).{0,80}\b(?:rights|rechte|droits|derechos|diritti|direitos|prawa|права)\b"
    r"|(?:©|\(c\)|copyright)\s*(?:©\s*)?(?:19|20)\d\d\s*[-–—]\s*(?:19|20)\d\d",
    re.I,
)
_READING = re.compile(
    r"(?:[^\d·•|–—]{0,24}\s)?\d{1,3}\s?[-‑]?\s?(?:min(?:ute)?s?\b\.?|minuten?\b|хв\b\.?|хвилин\w*|мин\b\.?"
    r"|минут\w*)(?:\s\D{0,20})?",
    re.I,
)
_READ_WORD = re.compile(r"read|lese|lect|lettura|leitura|чит|czyt|^\W*\d+\s*\S+\W*$", re.I)
_RELATED = (
    r"(?:related(?: (?:stories|articles|news|coverage|content|reading|links))?|read (?:also|more|next|on)|also read"
    r"|see also|more on (?:this|the) (?:story|topic)|more on this|more stories|you (?:may|might) also (?:like"
    r"|be interested in)"
    r"|further reading|recommended(?: (?:reading|stories|for you))?|keep reading|don['’]t miss|go deeper"
    r"|читайте (?:також|также|ще|ещё|далі)|також читайте|читати також|за темою|по теме|матеріали за темою"
    r"|схожі новини"
    r"|mehr zum thema|lesen sie (?:auch|mehr|weiter)|auch interessant|weiterlesen|verwandte (?:artikel|themen)"
    r"|(?:à )?lire aussi|sur le même sujet|à lire également|lea? también|(?:te puede interesar)"
    r"|noticias relacionadas"
    r"|czytaj (?:też|także|również|więcej)|zobacz (?:też|także)|leggi anche|articoli correlati|leia (?:também"
    r"|mais))"
)
_RELATED_LABEL = re.compile(rf"{_RELATED}\W*", re.I)
_RELATED_LINE = re.compile(rf"{_RELATED}\s*(?:[:|›»→–—]|>>)\s*(?P<headline>\S.*)", re.I)
_SHOUTED_LINE = re.compile(
    r"(?:READ (?:ALSO|MORE|NEXT)|ALSO READ|SEE ALSO|ЧИТАЙТЕ (?:ТАКОЖ|ТАКЖЕ))\s+(?P<headline>\S.*[a-zа-яґєії].*)"
)
"""The label in capitals, and the headline right behind it, which is not."""


def is_sign_up(text: str) -> bool:
    """A line of a form that asks for an address: a starred note, or the words of one in a line without a story."""
    count = words(text)
    if text.startswith("*") and count <= 5:
        return True
    return count <= (10 if not ends_sentence(text) else 9) and bool(_SIGN_UP.search(text))


def is_audio_note(text: str) -> bool:
    """A note speaks of sound in its first words ("This audio …", "Listen to …"); a story comes to it later."""
    first = " ".join(text.split()[:3])
    return words(text) <= 11 and text[:1] not in '"“„«' and bool(_AUDIO.search(first))


def is_small_print(text: str) -> bool:
    """A notice of rights or of cookies."""
    return bool(_COOKIES.search(text[:200]) or (_RIGHTS.search(text[:200]) and words(text) <= 40))


def is_reader_line(text: str) -> bool:
    """Skip links, share buttons, rights notices, cookie notes: addressed to the visitor, not telling a story."""
    count = words(text)
    if is_small_print(text):
        return True
    if count <= 6 and (_SKIP.match(text) or _SHARE_TARGETS.fullmatch(text)):
        return True
    return count <= 5 and not text.endswith((".", "?")) and bool(_READER.search(text))


def is_share_row(text: str) -> bool:
    """Two or more buttons for passing the page on, in one line ("Share  Tweet  Email")."""
    return len(text) <= 120 and bool(_SHARE_ROW.fullmatch(text))


def is_correction(text: str) -> bool:
    """A paper's note on its own mistake: "Correction (March 4): an earlier version …", in whole sentences."""
    return ends_sentence(text) and words(text) >= 5 and bool(_CORRECTION.match(text))


def is_reading_time(text: str) -> bool:
    return len(text) <= 40 and bool(_READING.fullmatch(text)) and bool(_READ_WORD.search(text))


def is_related_label(text: str) -> bool:
    return len(text) <= 60 and bool(_RELATED_LABEL.fullmatch(text))


def related_headline(text: str) -> str:
    """The headline in "Read also: …", or nothing."""
    found = _RELATED_LINE.fullmatch(text) or _SHOUTED_LINE.fullmatch(text) if len(text) <= 300 else None
    return found["headline"] if found else ""
