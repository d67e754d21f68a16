"""A paper full of things that must not go out, each with words of its own in every field that holds text.

A secret word is `zqvxkwj` (no token has that by chance) and the names of its thing and field: `zqvxkwjheldkicker`
anywhere outside is a leak, and says whose. What is public has words that begin with `pub`. The functions run
inside a site (tests/inside.py).
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from broadsheet.amends.models import Version
from broadsheet.briefs import factories as briefs
from broadsheet.briefs.models import Brief
from broadsheet.fronts.factories import make_rail
from broadsheet.fronts.models import Card
from broadsheet.kit import clock
from broadsheet.people.factories import make_contributor
from broadsheet.pictures.factories import make_picture
from broadsheet.pictures.files import files
from broadsheet.pictures.models import Picture
from broadsheet.press.models import Plate
from broadsheet.press.worker import settled
from broadsheet.release.actions.hold import hold
from broadsheet.release.actions.kill import kill
from broadsheet.search.models import Due
from broadsheet.sections.factories import make_plain_page, make_section
from broadsheet.sections.models import Section
from broadsheet.sourcing.factories import make_document, make_source
from broadsheet.sourcing.models import Document
from broadsheet.stories.factories import block, make_story, make_topic, paragraphs
from broadsheet.stories.models import Correction, CorrectionKind, StoryClaim, StoryEvidence, StoryPage
from broadsheet.updates.models import LiveStory, Update
from tests.sites import until

SECRET = rb"zqvxkwj[a-z]+"
PAST, FUTURE = timedelta(hours=-2), timedelta(days=2)
KILLED, SCHEDULED, EMBARGOED, WITHDRAWN = "killed", "scheduled", "embargoed", "withdrawn"
RECALLED = "withdrawnbykill"  # it is killed when readers have it already
States = dict[str, dict[str, Any]]


def states(now: datetime) -> States:
    """{state: columns}; what is killed and withdrawn is public first."""
    return {
        "draft": {"live": False},
        SCHEDULED: {"live": False, "go_live_at": now + FUTURE},
        EMBARGOED: {"embargoed_until": now + FUTURE},
        "held": {"hold": True, "hold_reason": "zqvxkwjheldreason"},
        KILLED: {},
        "expired": {"expire_at": now + PAST},
        "takendown": {"live": False, "expired": True, "expire_at": now + PAST},
        "members": {"access": "members"},
        "paid": {"access": "paid"},
        WITHDRAWN: {},
        RECALLED: {},
    }


def word(thing: str, field: str) -> str:
    return f"{'pub' if thing.startswith('public') else 'zqvxkwj'}{thing}{field}"


def picture(thing: str, **rights: Any) -> Picture:
    fields = ("caption", "alt", "credit", "creator", "copyright_notice", "licence", "usage_restrictions")
    texts = {field: word(thing, field.replace("_", "")) for field in fields}
    return make_picture(word(thing, "picture"), **texts, **rights)


def story(thing: str, section: Section, **fields: Any) -> StoryPage:
    """A story with its word in every text, a picture of its own, and a topic and a contributor of its own."""
    texts = ("kicker", "standfirst", "dateline", "ednote", "seo_title", "search_description", "how_we_know")
    shown = fields.pop("shown", None) or picture(thing)
    made = make_story(
        word(thing, "title"),
        section=section,
        slug=word(thing, "slug"),
        foreign_id=word(thing, "foreign") + section.slug,
        hero=fields.pop("hero", shown),
        hero_caption=word(thing, "herocaption"),
        body=[*body(thing, shown), *fields.pop("more_body", [])],
        by=[make_contributor(word(thing, "person"), slug=word(thing, "personslug"), biography=word(thing, "life"))],
        topics=[make_topic("Tides"), make_topic(word(thing, "topic"))],
        **{text: word(thing, text.replace("_", "")) for text in texts},
        **fields,
    )
    told = word(thing, "evidence")
    StoryEvidence.objects.create(page=made, kind="document", text=told, document=document(thing, "evidencefile"))
    claimed = {"words": word(thing, "claim"), "speaker": word(thing, "claimant"), "how": "said", "shown": True}
    StoryClaim.objects.create(page=made, block=made.body.raw_data[0]["id"], **claimed)
    for kind in CorrectionKind.values:
        Correction.objects.create(story=made, kind=kind, text=word(thing, kind), at=clock.now())
    if not thing.startswith("public"):  # more than is told again at once would be a word to look at the pages
        LiveStory.objects.create(story=made, begun_at=clock.now(), key_points=word(thing, "keypoint"))
        Update.objects.create(story=made, headline=word(thing, "update"), text=word(thing, "told"), at=clock.now())
    return made


def document(thing: str, field: str, **fields: Any) -> Document:
    """A file that says its word."""
    texts = {name: word(thing, field + name) for name in ("title", "description", "credit")}
    return make_document(body=f"{word(thing, field)}\n".encode(), name="letter.txt", **texts, **fields)


def body(thing: str, shown: Picture) -> list[dict[str, Any]]:
    """Every kind of block."""
    source = make_source(word(thing, "source"), description=word(thing, "sourcedescription"))
    said = {key: word(thing, key.replace("_", "")) for key in ("words", "speaker", "role", "reported_by")}
    elsewhere = {
        "url": "https://elsewhere.example/",
        "headline": word(thing, "link"),
        "teaser": word(thing, "teaser"),
    }
    return [
        *paragraphs(word(thing, "paragraph"), word(thing, "second")),
        block("heading", word(thing, "heading")),
        block("quote", {**said, "link": "", "source": None}),
        block("quote", {**said, "reported_by": "", "link": "", "source": source.pk}),
        block("picture", {"picture": shown.pk, "caption": word(thing, "blockcaption")}),
        block("related", {"story": None, **elsewhere}),
        block("list", {"numbered": False, "items": [block("item", f"<p>{word(thing, 'item')}</p>")]}),
        block("note", f"<p>{word(thing, 'note')}</p>"),
        *paragraphs(word(thing, "noted")),
        block("margin", f"<p>{word(thing, 'margin')}</p>"),
        block("points", {"items": [block("item", word(thing, "point"))]}),
        block(
            "gallery", {"pictures": [block("item", {"picture": shown.pk, "caption": word(thing, "gallerycaption")})]}
        ),
        block("table", table(thing)),
        block("embed", {"url": f"https://youtu.be/{word(thing, 'film')[:20]}", "title": word(thing, "embed")}),
        block("audio", {"document": document(thing, "audiofile").pk, "caption": word(thing, "audiocaption")}),
        block("document", {"document": document(thing, "file").pk, "caption": word(thing, "filecaption")}),
    ]


def table(thing: str) -> dict[str, Any]:
    columns = [{"type": "text", "heading": word(thing, "column")}]
    return {"columns": columns, "rows": [{"values": [word(thing, "cell")]}], "caption": word(thing, "tablecaption")}


def brief(thing: str, **fields: Any) -> Brief:
    texts = {"slug": word(thing, "briefslug"), "foreign_id": word(thing, "briefforeign")}
    make = briefs.brief if fields.get("live", True) else briefs.draft
    fields.pop("live", None)
    return make(word(thing, "headline"), word(thing, "brieftext"), **texts, **fields)


def refer(kept: StoryPage, thing: str) -> list[dict[str, Any]]:
    """What a public story says about `kept`: a card, and a link."""
    card = {"story": kept.pk, "url": "", "headline": word(thing, "cardheadline"), "teaser": word(thing, "cardteaser")}
    return [block("related", card), *paragraphs(f'pubbefore <a linktype="page" id="{kept.pk}">pubword</a>')]


def build() -> dict[str, Any]:
    """The whole paper. Returns {"stories": {state: [key, URL]}, "briefs": …, "pictures": {name: [key, …URLs]}}."""
    now = clock.now()
    harbour, hafen = make_section("Harbour"), make_section("Hafen", language="de")
    stories = {name: story(name, harbour, **columns) for name, columns in states(now).items()}
    told = {name: brief(name, **columns) for name, columns in states(now).items()}
    stories[SCHEDULED].save_revision(approved_go_live_at=now + FUTURE)
    for thing in (stories[KILLED], told[KILLED]):
        kill(thing, None, "zqvxkwjkilledreason")
    pictures = _public_stories(harbour, hafen, stories, now)
    _rails_and_redirects(stories)
    _pages(now)
    _translations(hafen, stories)
    return {
        "stories": {name: [one.pk, one.url] for name, one in stories.items()},
        "briefs": {name: [one.pk, one.url or ""] for name, one in told.items()},
        "pictures": {
            **{name: picture_files(one.hero) for name, one in stories.items() if one.hero},
            **{name: picture_files(one) for name, one in pictures.items()},
        },
    }


def picture_files(shown: Picture) -> list[Any]:
    return [shown.pk, *(file.url for file in files(shown))]


def _public_stories(
    harbour: Section, hafen: Section, stories: dict[str, StoryPage], now: datetime
) -> dict[str, Picture]:
    """Stories that readers have, with everything beside them that they must not have."""
    ended = picture("ended", rights_until=now + PAST)
    unbegun = picture("unbegun", rights_from=now + FUTURE)
    ending = picture("publicpicture")
    without = [
        block("picture", {"picture": shown.pk, "caption": "zqvxkwjcaptionofnone"}) for shown in (ended, unbegun)
    ]
    withheld = document("withheld", "file", withheld=True).pk
    without.append(block("document", {"document": withheld, "caption": "zqvxkwjcaptionofwithheld"}))
    cards = [part for name, kept in stories.items() for part in refer(kept, name)]
    for name, hero in (("publicfirst", ended), ("publicsecond", unbegun)):
        story(name, harbour, hero=hero, shown=ending, more_body=[*without, *cards])
        StoryPage.objects.filter(slug=word(name, "slug")).update(hero_caption="zqvxkwjherocaptionofnone")
    revised = StoryPage.objects.get(slug=word("publicfirst", "slug"))
    _changed(revised)
    _changed(stories["embargoed"], shown=True)
    _revise(revised, ("title", "kicker", "standfirst", "dateline", "hero_caption", "slug", "seo_title"))
    _revise(brief("publicbrief"), ("headline", "text"))
    older = story("publicolder", harbour, first_published_at=now - timedelta(days=40))
    assert older.live
    return {"ended": ended, "unbegun": unbegun, "ending": ending}


def _changed(story: StoryPage, *, shown: bool = False) -> None:
    """States that readers had before: one that no editor shows them, or one of a story that they must not have."""
    now = clock.now()
    thing = "states" if not shown else "embargoedstates"
    for part in ("first", "second"):
        content = {"title": word(thing, part), "standfirst": "", "body": json.dumps(paragraphs(word(thing, part)))}
        Version.objects.create(story=story, at=now, content=content, read=True, shown=shown and part == "second")


def _revise(thing: Any, fields: tuple[str, ...]) -> None:
    """Somebody works on it: a newer draft, not published."""
    for name in fields:
        setattr(thing, name, word("revision", name.replace("_", "")))
    if isinstance(thing, StoryPage):
        thing.body = paragraphs(word("revision", "paragraph"))
    thing.save_revision(clean=False)


def _rails_and_redirects(stories: dict[str, StoryPage]) -> None:
    rail = make_rail([*stories.values(), *StoryPage.objects.filter(slug__startswith="pub")])
    for name, kept in stories.items():
        Card.objects.filter(rail=rail, story=kept).update(headline=word(name, "railheadline"))
        Redirect.objects.create(old_path=f"/old/of-{name}", redirect_page=Page.objects.get(pk=kept.pk))


def _pages(now: datetime) -> None:
    """Sections and plain pages have the states as well."""
    for name, columns in states(now).items():
        if name not in (KILLED, WITHDRAWN, RECALLED):
            make_plain_page(word(name, "plain"), body=f"<p>{word(name, 'plainbody')}</p>", **columns)
            make_section(word(name, "section"), introduction=word(name, "introduction"), **columns)
    kill(make_plain_page("zqvxkwjkilledplain", body="<p>zqvxkwjkilledplainbody</p>"), None, "zqvxkwjkilledreason")
    make_plain_page("Pubplain", body="<p>pubplainbody</p>")


def _translations(hafen: Section, stories: dict[str, StoryPage]) -> None:
    """A public story whose translation is under embargo, and the other way round."""
    public = StoryPage.objects.get(slug="pubpublicsecondslug")
    columns = {"embargoed_until": clock.now() + FUTURE, "translation_key": public.translation_key}
    story("germanembargo", hafen, **columns)
    story("publicgerman", hafen, translation_key=stories[EMBARGOED].translation_key)


# -- afterwards


def withdraw(key: int) -> None:
    """Takes in again what readers have, by a hold and by a kill; the rights to the one picture that is shown end."""
    editor = get_user_model().objects.first()
    hold(StoryPage.objects.get(pk=key), editor, "zqvxkwjwithdrawnreason")
    hold(Brief.objects.get(headline=word(WITHDRAWN, "headline")), editor, "zqvxkwjwithdrawnreason")
    kill(StoryPage.objects.get(slug=word(RECALLED, "slug")), editor, "zqvxkwjwithdrawnreason")
    kill(Brief.objects.get(headline=word(RECALLED, "headline")), editor, "zqvxkwjwithdrawnreason")
    Picture.objects.filter(caption=word("publicpicture", "caption")).update(rights_until=clock.now())


def end_embargoes(seconds: float) -> str:
    """Every embargo ends so many seconds from now; the instant, in ISO 8601."""
    until = clock.now() + timedelta(seconds=seconds)
    StoryPage.objects.filter(embargoed_until__isnull=False).update(embargoed_until=until)
    for one in Brief.objects.filter(embargoed_until__isnull=False):
        one.embargoed_until = until
        columns = {name: getattr(one, name) for name in one.restand()}
        Brief.objects.filter(pk=one.pk).update(embargoed_until=until, **columns)
    return until.isoformat()


def kinds() -> dict[str, str]:
    """{URL: kind} of the ledger of plates."""
    return dict(Plate.objects.values_list("url", "kind"))


def wait_until_settled() -> None:
    """Until the site's own worker has pressed everything, and put it into the readers' index."""
    until(lambda: settled() and not Due.objects.exists(), 60)
