"""The player of a story, as a reader uses it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Request, Route, expect

from tests.listening.conftest import Opened, Paper
from tests.listening.listener import Cue, Listener

pytestmark = [pytest.mark.slow, pytest.mark.part("chromium")]
OLDER_BROWSER = "delete window.Highlight"  # one without the CSS Custom Highlight API


SYSTEM = """window.buttons = {};
const session = MediaSession.prototype;
session.setPositionState = (told) => { window.told = told; };
session.setActionHandler = (name, does) => { window.buttons[name] = Boolean(does); };"""  # what it was told


def letters(words: str) -> str:
    return re.sub(r"\W", "", words)


def cue_of(listener: Listener, words: str) -> Cue:
    return next(cue for cue in listener.cues() if words in cue.words)


def test_it_plays_in_ranges_skips_and_stops(paper: Paper, opened: Opened) -> None:
    with opened(paper.ferry) as listener:
        requests: list[Request] = []
        listener.page.on("request", lambda each: requests.append(each))
        assert listener.of("player.audio.readyState") == 0
        assert re.fullmatch(r"\d:\d\d", listener.page.locator("story-player .of").inner_text())
        listener.play()
        ranges = [each.all_headers().get("range", "") for each in requests if each.url.endswith("audio.mp3")]
        assert ranges
        assert [each for each in ranges if not each.startswith("bytes=")] == []
        before = listener.time
        listener.button("forward")
        assert 15 <= listener.time - before < 25
        listener.button("back")
        assert listener.time - before < 10
        listener.pause()
        expect(listener.page.locator("[data-do=toggle]")).to_have_attribute("aria-label", "Play")


@pytest.mark.parametrize("browser_is", ["new", "old"])
def test_the_sentence_that_is_heard_is_marked_and_nothing_moves(
    browser_is: str, paper: Paper, opened: Opened
) -> None:
    with opened(paper.ferry, first=OLDER_BROWSER if browser_is == "old" else "") as listener:
        body = "(b => [b.getBoundingClientRect().height, b.textContent])(document.querySelector('.story .body p'))"
        listener.play()
        listener.pause()
        listener.seek(0)
        before = listener.page.evaluate(body)
        found = [cue for cue in listener.cues() if cue.block != "disclosure"]
        assert len(found) > 25
        for cue in found:
            listener.seek(cue.middle)
            listener.until("player.cue === values.id", id=cue.id)
            assert letters(listener.marked) == letters(cue.words)
        cost = cue_of(listener, "$1.2 billion")
        listener.seek(cost.middle)
        listener.until("marked() === values.words", words=cost.words)
        assert listener.page.evaluate(body) == before
        assert listener.page.locator(".body a", has_text="Mirna Bay").count() == 1


def test_the_mark_keeps_time_with_the_sound(paper: Paper, opened: Opened) -> None:
    with opened(paper.pears) as listener:
        listener.page.select_option("story-player select", "2")
        listener.play()
        told = listener.page.evaluate(
            """async () => {
              const player = document.querySelector("story-player");
              const told = [];
              const patience = performance.now() + 60_000;
              while (!player.audio.ended) {
                if (performance.now() > patience) throw new Error(`it stands at ${player.audio.currentTime}`);
                told.push([player.audio.currentTime, player.cue]);
                await new Promise(done => setTimeout(done, 40));
              }
              return told;
            }"""
        )
        found = listener.cues()
        late = 0.6  # seconds of sound that a mark may be behind on a busy machine
        for time, name in told:
            fitting = {cue.id for cue in found if cue.start <= time + 0.05}
            now = [cue.id for cue in found if cue.start <= time + 0.05][-1:]
            earlier = [cue.id for cue in found if cue.start <= time - late][-1:]
            assert name is None or name in fitting
            assert [name] in (now, earlier) or time < 1
        assert {name for _, name in told if name} == {cue.id for cue in found}


def test_one_goes_on_by_sentences_and_clicks(paper: Paper, opened: Opened) -> None:
    with opened(paper.ferry) as listener:
        listener.play()
        cost, boat = cue_of(listener, "$1.2 billion"), cue_of(listener, "Boat number 7 was")
        listener.seek(cost.start - 0.5)
        listener.button("next")
        listener.until("Math.abs(player.time - values.start) < 1.5", start=cost.start)
        listener.page.mouse.click(*listener.place_of("Boat number 7 was painted"))
        listener.until("marked() === values.words", words=boat.words)
        assert boat.start - 0.1 <= listener.time <= boat.end + 2
        listener.pause()
        listener.page.mouse.click(*listener.place_of("Boat number 2 was painted"))
        listener.until("!player.audio.paused && marked().startsWith('Boat number 2')")


def test_a_click_on_the_text_plays_nothing_for_who_does_not_listen(paper: Paper, opened: Opened) -> None:
    with opened(paper.ferry) as listener:
        listener.page.mouse.click(*listener.place_of("Boat number 7 was painted"))
        listener.page.keyboard.press("k")
        listener.page.keyboard.press("l")
        assert listener.of("player.audio.paused")
        assert listener.of("player.audio.readyState") == 0
        assert listener.time == 0


def test_keys_work_only_while_the_focus_is_inside(paper: Paper, opened: Opened) -> None:
    with opened(paper.ferry) as listener:
        listener.play()
        listener.pause()
        listener.seek(20)
        listener.page.locator("body").click(position={"x": 3, "y": 3})
        for key in ("k", "j", "l", "n", "ArrowRight"):
            listener.page.keyboard.press(key)
        assert listener.time == 20
        listener.page.locator("[data-do=back]").focus()
        listener.page.keyboard.press("l")
        assert listener.time == 35
        listener.page.keyboard.press("ArrowLeft")
        assert listener.time == 20
        listener.page.keyboard.press("n")
        listener.until("player.time > 20")
        listener.page.keyboard.press("k")
        listener.until("!player.audio.paused")
        listener.page.keyboard.press("Control+k")
        listener.page.keyboard.press("Control+j")
        assert listener.time > 20


def test_the_pace_is_remembered(paper: Paper, opened: Opened) -> None:
    with opened(paper.ferry) as listener:
        listener.page.select_option("story-player select", "0.75")
        listener.play()
        assert listener.of("player.audio.playbackRate") == 0.75
        listener.page.evaluate(
            """() => {
              const stories = Object.fromEntries([...Array(50)].map((_, n) => [`/harbour/${n}/`, { at: 1 }]));
              localStorage.setItem("broadsheet.listen", JSON.stringify(stories));
            }"""
        )
        listener.page.goto(paper.pears)
        listener.play()
        assert listener.of("player.audio.playbackRate") == 0.75


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_the_page_follows_the_reading_only_for_who_bears_motion(motion: str, paper: Paper, opened: Opened) -> None:
    with opened(paper.ferry, reduced_motion=motion) as listener:
        listener.play()
        listener.pause()
        first, last = cue_of(listener, "Boat number 1 was"), cue_of(listener, "Boat number 12 was")
        listener.place_of("Boat number 1 was painted")
        listener.seek(first.middle)
        listener.until("marked() !== ''")
        before = listener.page.evaluate("scrollY")
        listener.seek(last.middle)
        listener.until("player.cue === values.id", id=last.id)
        if motion == "reduce":
            listener.page.wait_for_timeout(500)
            assert listener.page.evaluate("scrollY") == before
        else:
            listener.until("scrollY > values.before", before=before)


def test_the_system_s_own_controls_know_what_is_played(paper: Paper, opened: Opened) -> None:
    with opened(paper.ferry) as listener:
        listener.play()
        listener.until("navigator.mediaSession.metadata?.title === 'The ferry leaves at noon'")
        assert listener.page.evaluate("navigator.mediaSession.metadata.artist") == "The Mirna Bay Ledger"


def test_they_know_a_person_s_reading_too(paper: Paper, opened: Opened) -> None:
    with opened(paper.ferry, first=SYSTEM) as listener:
        listener.of("delete player.dataset.captions")
        listener.button("toggle")
        listener.until(
            "!player.audio.paused && navigator.mediaSession.metadata?.title === 'The ferry leaves at noon'"
        )
        listener.until("window.told?.position > 0 && window.told.duration === Number(player.dataset.seconds)")
        assert listener.page.evaluate("window.buttons.nexttrack") is False, "it knows no sentences"
        assert listener.page.evaluate("window.buttons.seekto") is True


def test_without_a_script_the_browser_s_own_player_is_there(paper: Paper, opened: Opened) -> None:
    with opened(paper.ferry, java_script_enabled=False) as listener:
        audio = listener.page.locator("story-player audio")
        expect(audio).to_be_visible()
        expect(audio).to_have_attribute("controls", "")
        expect(audio).to_have_attribute("preload", "none")
        expect(listener.page.locator("story-player .row")).to_be_hidden()
        expect(
            listener.page.get_by_text("This story is read by a machine. Computer voice: eSpeak NG.")
        ).to_be_visible()
        expect(listener.page.get_by_role("link", name="Transcript")).to_be_visible()
        report = listener.page.get_by_role("link", name="Report an error").get_attribute("href") or ""
        assert report.startswith("mailto:desk@ledger.example?subject=Error%20in%20the%20recording")


def test_print_has_no_player(paper: Paper, opened: Opened) -> None:
    with opened(paper.ferry) as listener:
        listener.page.emulate_media(media="print")
        for gone in ("story-player", ".heard"):
            expect(listener.page.locator(gone)).to_be_hidden()


def test_what_cannot_be_played_is_told(paper: Paper, opened: Opened) -> None:
    with opened(paper.ferry) as listener:
        listener.page.route("**/audio.mp3", lambda route: route.fulfill(status=404, body=""))
        listener.button("toggle")
        told = listener.page.locator("story-player").get_by_role("status")
        expect(told).to_have_text("The recording cannot be played now.")


def test_a_stop_survives_a_correction(paper: Paper, opened: Opened) -> None:
    """Last in this file: it changes the story."""
    with opened(paper.ferry) as listener:
        listener.play()
        before = cue_of(listener, "Boat number 5 was")
        listener.seek(before.middle)
        listener.until("player.cue === values.id", id=before.id)
        listener.pause()
        stopped = listener.page.evaluate("localStorage.getItem('broadsheet.listen')")
        listener.page.reload()
        listener.until("player.current && Math.abs(player.time - values.start) < 0.1", start=before.start)
        paper.site.inside("tests.listening.newsroom:mend_first_paragraph")
        paper.site.shows(f"{paper.ferry}audio.vtt", 200, "It was never on time.", seconds=60)
        paper.site.shows(paper.ferry, 200, "<story-player", seconds=30)
        listener.page.reload()
        after = cue_of(listener, "Boat number 5 was")
        assert after.id == before.id
        assert abs(after.start - before.start) > 0.5
        listener.until("player.current && Math.abs(player.time - values.start) < 0.1", start=after.start)
        listener.play()
        assert listener.marked == after.words
        assert after.start - 0.1 <= listener.time < after.end
        listener.page.goto("/")
        listener.page.evaluate("stopped => localStorage.setItem('broadsheet.listen', stopped)", stopped)
        held: list[Route] = []
        listener.page.route("**/audio.vtt", lambda route: held.append(route))
        listener.page.goto("/listen/")
        listener.button("toggle")
        listener.until("player.audio.currentTime > 0 && !player.audio.paused")
        assert abs(listener.time - after.start) > 0.5, "it goes on at once, by seconds"
        for route in held:
            route.continue_()
        listener.until("player.current && player.cue === values.id", id=after.id)
