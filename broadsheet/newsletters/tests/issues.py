"""Issues for the tests of composing: one of everything, in a language of the paper."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from broadsheet.briefs.factories import brief
from broadsheet.fronts.factories import make_rail
from broadsheet.newsletters.models import Issue, Newsletter
from broadsheet.people.factories import make_contributor
from broadsheet.pictures.factories import make_picture
from broadsheet.sections.factories import make_section
from broadsheet.sections.models import Section
from broadsheet.stories.factories import make_story

AT = datetime(2026, 11, 23, 6, 5, tzinfo=UTC)
"""When issues of the tests are sent."""


def make_newsletter(language: str = "en", **fields: Any) -> Newsletter:
    values = {
        "name": "The Morning Tide",
        "slug": "morning-tide",
        "description": "What Mirna Bay wakes up to.",
        "cadence": "Every weekday morning.",
        "from_name": "The Mirna Bay Ledger",
        "from_address": "tide@ledger.example",
        "postal_address": "3 Pilot Steps, Mirna Bay",
        "language": language,
    }
    values |= fields
    return Newsletter.objects.create(**{"list_id": f"{values['slug']}.{language}.ledger.example", **values})


def block(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


def story_block(pk: int, *, headline: str = "", teaser: str = "", picture: bool = True) -> dict[str, Any]:
    return block("story", {"story": pk, "headline": headline, "teaser": teaser, "picture": picture})


def make_issue(newsletter: Newsletter | None = None, body: Iterable[dict[str, Any]] = (), **fields: Any) -> Issue:
    """A saved draft with one revision."""
    values = {"subject": "The channel, the ferry and the herring", "preheader": "Dredging begins in May."}
    issue = Issue(newsletter=newsletter or make_newsletter(), live=False, **{**values, **fields})
    issue.body = list(body)
    issue.save()
    issue.save_revision(clean=False)
    return issue


WORDS = {
    "en": {
        "name": "The Morning Tide with Ada Ness",
        "host": "Ada Ness",
        "subject": "The channel, the ferry & the herring",
        "preheader": "Dredging begins in May, “at the latest”.",
        "heading": "What happened over night",
        "text": "<p>Good morning. The harbour was <b>quiet</b>; <a href='https://tides.example/today?a=1&b=2'>the "
        "tide tables</a> are out, and so is the paper's own page about them.</p><ul><li>High water: 06:40</li><li>"
        "Low water: 12:55</li></ul><ol><li>First the pilots</li><li>Then the ferry</li></ol>",
        "story": "Harbour to be dredged before the herring return",
        "standfirst": "The channel is to be deeper by May, the harbour authority said.",
        "brief": "The Sarn ferry stops at noon.",
        "told": "Wind from the north-west.\n\nIt sails again at six.",
        "pick": "Who owns the northern pier?",
        "picks": "Editors' Picks",
        "button": "Write to us",
        "section": "Harbour",
        "caption": "The pilots' steps at low water.",
        "quote": "Nobody has measured it since the war.\n\nNot once.",
        "speaker": "Salim Harb",
        "role": "pilot",
        "shown": "A drawing: steps that lead down to the water",
        "alt": 'A drawing: a dredger in the "northern" channel',
    },
    "uk": {
        "name": "Ранковий приплив",
        "host": "Ада Несс",
        "subject": "Канал, пором і оселедець",
        "preheader": "Роботи почнуться у травні.",
        "heading": "Що сталося вночі",
        "text": "<p>Доброго ранку. У порту було <b>тихо</b>; <a href='https://tides.example/today'>таблиці припливів"
        "</a> вже вийшли, як і сторінка газети про них.</p>",
        "story": "Порт поглиблять до повернення оселедця",
        "standfirst": "До травня канал має стати глибшим, кажуть у порту.",
        "brief": "Пором до Сарна спиняється опівдні.",
        "told": "Вітер північно-західний.",
        "pick": "Чий північний причал?",
        "picks": "Вибір редакції",
        "button": "Напишіть нам",
        "section": "Порт",
        "caption": "Лоцманські сходи під час відпливу.",
        "quote": "Від війни ніхто не міряв.",
        "speaker": "Салім Харб",
        "role": "лоцман",
        "shown": "Малюнок: сходи до води",
        "alt": "Малюнок: земснаряд у каналі",
    },
    "ar": {
        "name": "مدّ الصباح",
        "host": "آدا نيس",
        "subject": "القناة والعبّارة والرنجة",
        "preheader": "يبدأ التعميق في مايو.",
        "heading": "ما حدث ليلًا",
        "text": "<p>صباح الخير. كان الميناء <b>هادئًا</b>؛ صدرت "
        "<a href='https://tides.example/today'>جداول المد</a>.</p>",
        "story": "تعميق الميناء قبل عودة الرنجة",
        "standfirst": "ستكون القناة أعمق بحلول مايو.",
        "brief": "تتوقف عبّارة سارن ظهرًا.",
        "told": "الرياح شمالية غربية.",
        "pick": "من يملك الرصيف الشمالي؟",
        "picks": "اختيارات المحررين",
        "button": "اكتبوا إلينا",
        "section": "الميناء",
        "caption": "درج المرشدين عند الجزر.",
        "quote": "لم يقسه أحد منذ الحرب.",
        "speaker": "سليم حرب",
        "role": "مرشد الميناء",
        "shown": "رسم: درج يؤدي إلى الماء",
        "alt": "رسم: حفّارة في القناة",
    },
}


def issue_of_everything(language: str = "en", section: Section | None = None) -> Issue:
    """One of each kind of block, with a picture, a host and a link to a page of the paper; published before AT."""
    said, before = WORDS[language], datetime(2026, 11, 23, 4, 30, tzinfo=UTC)
    section = section or make_section(said["section"], language=language, slug="harbour")
    picture = make_picture(said["story"], size=(1600, 900), alt=said["alt"])
    steps = make_picture("Steps", size=(1600, 1200), alt=said["shown"])
    one = make_story(said["story"], section=section, slug="channel", standfirst=said["standfirst"], hero=picture)
    two = make_story(said["pick"], section=section, slug="pier")
    told = brief(said["brief"], said["told"], at=before, language=language, slug="ferry")
    make_rail([two], title=said["picks"], language=language)
    body = [
        block("heading", said["heading"]),
        block("text", f'{said["text"]}<p><a linktype="page" id="{two.pk}">{said["pick"]}</a></p>'),
        story_block(one.pk),
        block("quote", {"words": said["quote"], "speaker": said["speaker"], "role": said["role"]}),
        block("picture", {"picture": steps.pk, "caption": said["caption"]}),
        block("rule", None),
        block("brief", told.pk),
        block("picks", None),
        block("button", {"words": said["button"], "url": "https://ledger.example/contact/?from=mail&to=desk"}),
    ]
    host = make_contributor(said["host"], slug="ada-ness")
    newsletter = make_newsletter(language, name=said["name"], host=host)
    return make_issue(newsletter, body, subject=said["subject"], preheader=said["preheader"], slug="2026-11-23")
