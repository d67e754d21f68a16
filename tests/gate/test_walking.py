"""The walking test of the gate: everything that the paper gives out is looked at, in order, as readers get it.

The tests of this file are one history of one paper: things that must not go out, what is withdrawn, and the end
of the embargoes.
"""

from __future__ import annotations

import re

import pytest

from broadsheet.press import plates
from broadsheet.press.folder import Folder, Packed
from broadsheet.release.registries import Outputs, outputs
from broadsheet.site import urls
from broadsheet.stories.models import CorrectionKind
from tests.gate.conftest import PAPER, Guarded
from tests.gate.paper import EMBARGOED, KILLED, RECALLED, WITHDRAWN, word
from tests.gate.walking import asked, django_paths, leaks_on_disk, leaks_served, on_disk, secrets, unowned
from tests.live.conftest import listening
from tests.sites import until

KINDS = {kind.name for kind in plates.kinds()}
pytestmark = pytest.mark.slow

ELSEWHERE = (  # addresses of rooms that this paper makes little use of: their own tests have them full
    *(
        "/listen/",
        "/podcast.xml",
        "/harbour/podcast.xml",
        "/podcast.jpg",
        "/newsletters/",
        "/sitemaps/newsletters.xml",
    ),
    *("/newsletters/morning/2026/11/", "/.well-known/security.txt", "/static/appearance.0123456789abcdef.css"),
)
EVERYWHERE = ("/", "/harbour/", "/topics/tides/", "/rails/editors-picks.html", "/rails/editors-picks.json")
FOUND = "/search/?q=zqvxkwj"
"""Everything that has a secret word, by its beginning; the page repeats no whole one."""
SEARCHES = (FOUND, "/search/?section=harbour", "/search/?by=zqvxkwj", "/search/?q=pub", "/de/search/?q=zqvxkwj")
FEEDS = ("/rss.xml", "/atom.xml", "/feed.json", "/harbour/rss.xml", "/topics/tides/atom.xml", "/news-sitemap.xml")


def public_urls(guarded: Guarded) -> list[str]:
    return sorted({url for _, url, _ in on_disk(guarded.site.press)})


def visited(guarded: Guarded) -> list[str]:
    """All that is on disk, all that Django answers, and what somebody who knows the secret addresses would try."""
    things = guarded.things
    keys = [key for kind in ("stories", "briefs", "pictures") for key, *_ in things[kind].values()]
    guessed = [*guarded.urls("stories").values(), *guarded.urls("briefs").values()]
    guessed += [url for _, *files in things["pictures"].values() for url in files]
    guessed += [f"/old/of-{name}/" for name in things["stories"]]
    parts = ("audio.mp3", "audio.vtt", "changes/")
    guessed += [url + part for url in guarded.urls("stories").values() if url for part in parts]
    guessed += [*ELSEWHERE, *SEARCHES, *(f"/rails/updates-{key}.html" for key, *_ in things["stories"].values())]
    guessed += [f"/{kind}/{word(name, end)}/" for name in things["stories"] for kind, end in (("topics", "topic"),)]
    guessed += [f"/people/{word(name, 'personslug')}/" for name in things["stories"]]
    some = {"model": ["stories.storypage"], "model_name": ["storypage"], "app_label": ["stories"], "": keys[:6:2]}
    named = {**some, "content_type_app_name": ["stories"], "content_type_model_name": ["storypage"]}
    return [*public_urls(guarded), *filter(None, guessed), *urls.dynamic_prefixes(), *django_paths(named)]


def walk(guarded: Guarded) -> list[str]:
    return [*leaks_on_disk(guarded.site.press), *leaks_served(guarded.site, visited(guarded))]


def test_what_is_public_is_found_so_the_walk_can_find(guarded: Guarded) -> None:
    shown = {word(WITHDRAWN, "title"), word(WITHDRAWN, "railheadline")}
    for url in (*EVERYWHERE, *FEEDS, FOUND, guarded.urls("stories")[WITHDRAWN]):
        assert shown & secrets(guarded.site.ask(url).body), url
    until(lambda: not guarded.site.press.due())
    found = walk(guarded)
    assert found
    assert [leak for leak in found if WITHDRAWN not in leak] == []


def test_every_output_was_walked(guarded: Guarded) -> None:
    """One that nobody comes by could say anything."""
    walked = [*visited(guarded), "/live/"]
    assert [output.name for output in outputs if not any(map(output.pattern.fullmatch, walked))] == []


def heard_anew(guarded: Guarded) -> bytes:
    """What is told to somebody who was here before all that was told."""
    with listening(guarded.site, 0) as reader:
        return reader.whatever_comes(seconds=2)


def test_who_listens_from_the_beginning_hears_nothing_that_is_not_out(guarded: Guarded) -> None:
    heard = secrets(heard_anew(guarded))
    for name in (WITHDRAWN, RECALLED):
        told = ("title", "correction", "clarification", "keypoint", "update", "told", "headline", "brieftext")
        assert {word(name, field) for field in told} <= heard, "what is out is told"
    assert [name for name in heard if WITHDRAWN not in name] == []


def test_every_public_address_has_an_output_that_asks_the_gate(guarded: Guarded) -> None:
    assert "/desk/" in guarded.site.press.dynamic()
    ledger = guarded.site.inside(f"{PAPER}:kinds")
    assert unowned(guarded.site.press, ledger, outputs, KINDS) == []


def test_after_withdrawing_nothing_of_anything_is_anywhere(guarded: Guarded) -> None:
    guarded.site.inside(f"{PAPER}:withdraw", key=guarded.things["stories"][WITHDRAWN][0])
    guarded.settle()
    until(lambda: not guarded.site.press.due())
    assert walk(guarded) == []
    for name, url in guarded.urls("stories").items():
        assert guarded.site.ask(url).status == (410 if name in (KILLED, RECALLED) else 404), name
    for name, url in guarded.urls("briefs").items():
        assert not url or guarded.site.ask(url).status == (410 if name in (KILLED, RECALLED) else 404), name


def test_after_withdrawing_nobody_is_told_of_anything_but_that_it_is_gone(guarded: Guarded) -> None:
    until(lambda: not secrets(heard_anew(guarded)))
    heard = heard_anew(guarded).decode()
    for name in (WITHDRAWN, RECALLED):
        key = guarded.things["stories"][name][0]
        assert f'{{"id":"story-{key}"}}' in heard
        assert f'{{"id":"live-story-{key}"}}' in heard
        assert f'{{"id":"brief-{guarded.things["briefs"][name][0]}"}}' in heard
    assert len(re.findall(r'\{"id":"correction-[0-9]+"\}', heard)) == 2 * len(CorrectionKind.values)


def test_no_picture_has_a_public_file_while_nothing_public_shows_it(guarded: Guarded) -> None:
    for name, (_, *files) in guarded.things["pictures"].items():
        assert {answer.status for _, answer in asked(guarded.site, files)} == {404}, name


def test_originals_and_the_desks_renditions_have_no_public_path(guarded: Guarded) -> None:
    media = guarded.site.folder / "media"
    names = [path.relative_to(media).as_posix() for path in media.rglob("*") if path.is_file()]
    assert len(names) > 10
    for prefix in ("/media/", "/media/original_images/", "/static/", "/documents/", "/", "/images/"):
        assert {answer.status for _, answer in asked(guarded.site, [prefix + name for name in names])} <= {404}
    assert {answer.status for _, answer in asked(guarded.site, [f"/desk/files/{name}" for name in names])} == {302}


def test_when_the_embargo_has_passed_everything_is_there(guarded: Guarded) -> None:
    guarded.site.inside(f"{PAPER}:end_embargoes", seconds=2)
    story, brief = guarded.urls("stories")[EMBARGOED], guarded.urls("briefs")[EMBARGOED]
    assert brief
    guarded.site.shows(story, 200)
    guarded.settle()
    page = secrets(guarded.site.ask(story).body)
    shown = ("title", "standfirst", "paragraph", "words", "item", "note", "herocaption", "credit", "topic", "person")
    assert {word(EMBARGOED, field) for field in shown} <= page
    assert not {word(EMBARGOED, field) for field in ("ednote", "usagerestrictions", "foreignharbour")} & page
    for url in (*EVERYWHERE, *FEEDS):
        assert {word(EMBARGOED, "title"), word(EMBARGOED, "railheadline")} & secrets(guarded.site.ask(url).body), url
    assert word(EMBARGOED, "title") in secrets(guarded.site.ask(FOUND).body)
    for url in ("/news-feed/", "/rails/news-feed.html", "/rails/news-feed.json", "/"):
        assert word(EMBARGOED, "headline") in secrets(guarded.site.ask(url).body), url
    public = (word(EMBARGOED, ""), word("german", ""))
    assert [leak for leak in walk(guarded) if not any(prefix in leak for prefix in public)] == []
    files = guarded.things["pictures"][EMBARGOED][1:]
    assert {answer.status for _, answer in asked(guarded.site, files)} == {200}


# -- the check of the register can fail


def test_an_address_that_no_output_owns_is_found(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = Folder(tmp_path_factory.mktemp("press"))
    folder.make()
    registered = Outputs()
    registered.register("story", r"/[^/]+/[^/]+/", "judges the story")
    registered.register("redirect", r"/.+", "judges the page")
    ledger, kinds = {"/harbour/ferry/": "story", "/dump/": "story", "/feed.xml": "feed"}, {"story", "redirect"}
    folder.put("/harbour/ferry/", Packed({"": b"Ferry"}))
    assert unowned(folder, ledger, registered, kinds) == []
    for url in ("/export.json", "/dump/", "/feed.xml"):
        folder.put(url, Packed({"": b"Ferry"}))
    folder.write_dynamic(["/desk/"])
    assert unowned(folder, ledger, registered, kinds) == ["/dump/", "/export.json", "/feed.xml", "/desk/"]
