"""Several hosts: what is pressed is written into a ledger, which each host's folder follows, and into a bucket."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.db.models import F

from broadsheet.kit import clock
from broadsheet.press import catching_up, consequences, dispatching, following, hosts, storing, upkeep
from broadsheet.press.folder import Folder, pack
from broadsheet.press.models import Dispatch, History, Host, Plate, Resumed
from broadsheet.press.tests.conftest import Press
from broadsheet.press.tests.several import HostOfOurs, InMemory, several

pytestmark = pytest.mark.django_db
ANNA = b"<h1>anna</h1>" * 50


@pytest.fixture
def bucket(settings) -> Iterator[InMemory]:
    with several(settings) as made:
        yield made


@pytest.fixture
def newsroom(bucket: InMemory, paper: None, tmp_path: Path) -> Press:
    """Presses, on a host that nobody reads from."""
    return Press(Folder(tmp_path / "newsroom"))


@pytest.fixture
def host(bucket: InMemory, tmp_path: Path) -> Callable[[str], HostOfOurs]:
    return lambda name: HostOfOurs(tmp_path / name)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Let time pass."""

    def passes(time: timedelta) -> None:
        real = clock.wall
        monkeypatch.setattr(clock, "wall", lambda: real() + time)

    return passes


def store_all() -> None:
    while storing.store(50):
        pass


def let_go(later: Callable[[timedelta], None]) -> None:
    """The bucket has everything, and the ledger has let go of the bytes."""
    store_all()
    later(storing.KEPT + timedelta(minutes=1))
    storing.forget()
    assert not Dispatch.objects.filter(body__isnull=False).exists()


def test_every_host_comes_to_have_the_same_files_of_the_same_second(newsroom: Press, host) -> None:
    one, two = host("one"), host("two")
    Group.objects.create(name="anna")
    assert set(newsroom.settle().changed) == {"/g/", "/g/anna/"}
    one.follow()
    assert one.reads("/g/anna/") == ANNA
    assert two.reads("/g/anna/") is None
    two.follow()
    assert one.files() == two.files()
    assert {name for name in one.files() if "anna" in name} == {
        f"plates/g/anna/index.html{suffix}" for suffix in ("", ".gz", ".br", ".zst")
    }
    assert not (newsroom.folder.root / "plates").exists()


def test_what_is_the_same_is_not_sent_again(newsroom: Press, host) -> None:
    Group.objects.create(name="anna")
    newsroom.settle()
    sent = set(Dispatch.objects.values_list("pk", flat=True))
    Plate.objects.update(wanted=50)
    assert newsroom.settle().changed == ()
    assert set(Dispatch.objects.values_list("pk", flat=True)) == sent


def test_a_run_that_dies_before_it_settles_has_changed_nothing_anywhere(newsroom: Press, host) -> None:
    """The next presser, on another host, may find that all is as it was before."""
    one, group = host("one"), Group.objects.create(name="anna")
    newsroom.settle()
    one.follow()
    before = one.files()
    Group.objects.filter(pk=group.pk).update(name="berta")
    consequences.drain()
    taken = newsroom.presser.take()
    for sheet in taken.sheets:
        newsroom.presser._press_one(sheet, _Held())
    Plate.objects.update(claim="")
    Group.objects.filter(pk=group.pk).update(name="anna")
    newsroom.settle()
    one.follow()
    assert one.files() == before


class _Held:
    def holds(self, plate: int) -> bool:
        return True


def test_a_presser_that_lost_its_lease_sends_nothing_out(newsroom: Press, host) -> None:
    one, group = host("one"), Group.objects.create(name="anna")
    consequences.drain()
    taken = newsroom.presser.take()
    Group.objects.filter(pk=group.pk).update(name="berta")
    Plate.objects.update(claim="")  # its host was lost, as it seemed
    newsroom.settle()
    newsroom.presser.press_taken(taken)  # and it comes back
    newsroom.settle()
    one.follow()
    assert (one.reads("/g/anna/"), one.reads("/g/")) == (None, b"berta")


def test_what_went_is_taken_away_everywhere_and_redirects_lead_on(newsroom: Press, host, bucket: InMemory) -> None:
    one, group = host("one"), Group.objects.create(name="anna")
    newsroom.settle()
    store_all()
    one.follow()
    assert "plates/g/anna/index.html" in bucket.kept
    group.delete()
    newsroom.settle()
    dispatching.write([dispatching.Standing("/old/", 301, to="/g/")])
    store_all()
    one.follow()
    assert one.reads("/g/anna/") is None
    assert one.folder.redirect("/old/") == (301, "/g/")
    assert "plates/g/anna/index.html" not in bucket.kept
    dispatching.write([dispatching.Standing("/old/", 410, body=b"gone"), dispatching.Standing("/g/", 301, to="/")])
    store_all()
    one.follow()
    assert (one.folder.has("/old/", gone=True), one.folder.redirect("/old/")) == (True, None)
    assert (one.reads("/g/"), one.folder.redirect("/g/")) == (None, (301, "/"))
    assert set(bucket.kept) == {"gone/old/index.html"}


def test_a_bucket_that_refuses_keeps_no_page_from_readers_and_is_tried_again(
    newsroom: Press, host, bucket: InMemory, later
) -> None:
    one, bucket.refuses = host("one"), True
    Group.objects.create(name="anna")
    newsroom.settle()
    assert storing.store(50) == 0
    assert bucket.asked == 1  # the others would be refused as well
    one.follow()
    assert one.reads("/g/anna/") == ANNA
    told = hosts.standing()
    assert (told.unstored, told.cause) == (2, "s3://ledger/pages cannot be used (503 Slow Down).")
    bucket.refuses = False
    row = Dispatch.objects.filter(failures=1).get()
    assert row.retry_at is not None
    storing.store(50)
    assert list(Dispatch.objects.filter(stored_at=None)) == [row]  # not before its time
    later(timedelta(seconds=2))
    store_all()
    assert (hosts.standing().unstored, hosts.standing().cause) == (0, "")
    assert bucket.kept["plates/g/anna/index.html"] == ANNA


def test_bytes_stay_in_the_ledger_until_the_bucket_has_had_them_for_a_while(
    newsroom: Press, bucket: InMemory, later
) -> None:
    Group.objects.create(name="anna")
    newsroom.settle()
    later(timedelta(days=1))
    assert storing.forget() == 0
    store_all()
    assert storing.forget() == 0
    later(storing.KEPT + timedelta(minutes=1))
    assert storing.forget() == 2


def test_a_host_that_was_away_makes_up_from_the_bucket(newsroom: Press, host, later) -> None:
    one = host("one")
    for name in ("anna", "berta"):
        Group.objects.create(name=name)
    newsroom.settle()
    one.follow()
    Group.objects.create(name="clara")
    newsroom.settle()
    let_go(later)
    one.start()
    one.follow()
    assert (one.reads("/g/clara/"), one.reads("/g/")) == (b"<h1>clara</h1>" * 50, b"clara berta")


def test_a_new_host_fills_itself_and_clears_out_what_is_nobodys(newsroom: Press, host, bucket, later) -> None:
    Group.objects.create(name="anna")
    newsroom.settle()
    let_go(later)
    new = Folder(host("new").folder.root)
    new.put("/g/nobody/", pack(b"left by another paper" * 50, ".html"))
    new.move("/nowhere/", "/g/nobody/")
    asked = bucket.asked
    one = host("new")
    one.follow()
    assert one.reads("/g/anna/") == ANNA
    assert (one.reads("/g/nobody/"), one.folder.redirect("/nowhere/")) == (None, None)
    assert bucket.asked == asked + 2


def test_pages_of_a_paper_that_had_one_host_stay_until_they_are_sent_out(newsroom: Press, host) -> None:
    one = host("one")
    one.folder.put("/g/berta/", pack(b"as before", ".html"))
    Plate.objects.create(url="/g/berta/", kind="test-group", status=200, made=1)
    one.start()
    Group.objects.create(name="anna")
    newsroom.settle()
    one.follow()
    assert (one.reads("/g/berta/"), one.reads("/g/anna/")) == (b"as before", ANNA)


def test_what_cannot_be_fetched_is_owed_and_a_kill_does_not_wait_for_it(
    newsroom: Press, host, bucket: InMemory, later, monkeypatch
) -> None:
    one = host("one")
    Group.objects.create(name="anna")
    newsroom.settle()
    one.follow()
    Group.objects.create(name="berta")
    newsroom.settle()
    dispatching.write([dispatching.Standing("/g/anna/", 410, body=b"It was killed.")])
    let_go(later)
    bucket.refuses = True
    one.follow()
    assert (one.reads("/g/anna/"), one.reads("/g/berta/")) == (None, None)
    one.follower._tell()
    assert (Host.objects.get().owed, Host.objects.get().trouble) == (
        3,
        "s3://ledger/pages cannot be used (503 Slow Down).",
    )
    assert hosts.standing().behind == (hosts.own_name(),)
    one.start()  # what is owed outlives the process
    bucket.refuses = False
    one.follow()
    assert one.folder.has("/g/anna/", gone=True)
    assert one.reads("/g/berta/") == b"<h1>berta</h1>" * 50
    one.follower._tell()
    assert hosts.standing().behind == ()


def test_what_the_bucket_lost_is_pressed_anew(newsroom: Press, host, bucket: InMemory, later) -> None:
    Group.objects.create(name="anna")
    newsroom.settle()
    let_go(later)
    bucket.kept.clear()
    one = host("one")
    one.follow()
    assert one.reads("/g/anna/") is None
    newsroom.settle()
    one.follow()
    assert one.reads("/g/anna/") == ANNA
    store_all()
    assert "plates/g/anna/index.html" in bucket.kept


def test_after_a_power_cut_what_is_damaged_is_mended_and_nothing_is_fetched_that_is_whole(
    newsroom: Press, host, bucket: InMemory, later, monkeypatch
) -> None:
    one = host("one")
    for name in ("anna", "berta"):
        Group.objects.create(name=name)
    newsroom.settle()
    one.follow()
    whole = one.files()
    let_go(later)
    (one.folder.plates / "g/anna/index.html").write_bytes(b"")
    (one.folder.plates / "g/berta/index.html.br").write_bytes(b"\0" * 9)
    monkeypatch.setattr(catching_up, "_boot", lambda: "another")
    asked = bucket.asked
    one.start()
    one.follow()
    assert {name: body for name, (body, _) in one.files().items()} == {
        name: body for name, (body, _) in whole.items()
    }
    assert bucket.asked == asked + 1


def test_behind_very_many_pages_a_kill_goes_first(newsroom: Press, host, monkeypatch) -> None:
    monkeypatch.setattr(following, "BATCH", 5)
    one = host("one")
    dispatching.write([dispatching.Standing("/killed/", 200, body=b"untrue")])
    one.follow()
    dispatching.write([dispatching.Standing(f"/{n}/", 200, body=b"page") for n in range(20)])
    dispatching.write([dispatching.Standing("/killed/", 410, body=b"killed")])
    seen: list[str] = []
    put = one.folder.put
    monkeypatch.setattr(one.folder, "put", lambda url, *rest, **more: seen.append(url) or put(url, *rest, **more))
    one.follow()
    assert seen[0] == "/killed/"
    assert len(set(seen)) == 21


def test_an_upload_that_was_overtaken_is_made_good(newsroom: Press, bucket: InMemory, monkeypatch) -> None:
    """Its bytes may have come to the bucket after those of the newer one."""
    dispatching.write([dispatching.Standing("/a/", 200, body=b"first")])
    put = bucket.put

    def slowly(name: str, body: bytes, media_type: str) -> None:
        if body == b"first":
            monkeypatch.setattr(bucket, "put", put)
            dispatching.write([dispatching.Standing("/a/", 200, body=b"second")])
            storing.store(1)
        put(name, body, media_type)

    monkeypatch.setattr(bucket, "put", slowly)
    storing.store(1)
    assert bucket.kept["plates/a/index.html"] == b"first"
    store_all()
    assert bucket.kept["plates/a/index.html"] == b"second"


def test_a_file_of_the_program_stays_a_while_after_its_last_page(newsroom: Press, host, monkeypatch, later) -> None:
    one = host("one")
    monkeypatch.setattr(dispatching.plates, "lasting", lambda url: url.startswith("/static/"))
    dispatching.write([dispatching.Standing("/static/a.css", 200, body=b"body{}")])
    later(timedelta(days=20))
    newsroom.folder.make()
    Plate.objects.create(url="/static/a.css", kind="", status=200)
    newsroom.settle()
    assert not Plate.objects.filter(url="/static/a.css").exists()
    upkeep.after_start(newsroom.folder)
    one.follow()
    assert one.reads("/static/a.css") == b"body{}"
    later(timedelta(days=15))
    upkeep.after_start(newsroom.folder)
    one.follow()
    assert one.reads("/static/a.css") is None


def test_a_ledger_that_was_brought_back_from_a_backup_is_followed_from_its_beginning(newsroom: Press, host) -> None:
    one = host("one")
    Group.objects.create(name="anna")
    newsroom.settle()
    one.follow()
    place = catching_up.Place.of(one.folder)
    catching_up.Place(place.upto + 1000, place.upto + 1000, place.upto + 1000).keep(one.folder)
    (one.folder.plates / "g/anna/index.html").unlink()
    one.start()
    one.follow()
    assert one.reads("/g/anna/") == ANNA


def test_a_ledger_that_was_brought_back_is_followed_anew_though_it_has_come_further_than_the_host(
    newsroom: Press, host
) -> None:
    one = host("one")
    Group.objects.create(name="anna")
    newsroom.settle()
    one.follow()
    (one.folder.plates / "g/anna/index.html").unlink()  # as it was before, at a number that was given again since
    History.objects.create(pk=1, name="another", made=clock.wall(), state=Resumed.SETTLED)
    Group.objects.create(name="bert")
    newsroom.settle()
    one.start()
    one.follow()
    assert one.reads("/g/anna/") == ANNA
    assert catching_up.Place.of(one.folder).history == "another"
    (one.folder.plates / "g/anna/index.html").unlink()
    one.start()
    one.follow()
    assert one.reads("/g/anna/") is None  # of the same history nothing is looked at twice


@pytest.mark.parametrize("off", [-timedelta(seconds=1), timedelta(seconds=1), timedelta(days=2)])
def test_a_host_that_says_nothing_is_told_of(newsroom: Press, host, off: timedelta) -> None:
    """Also when the clock by which it was seen last ran ahead."""
    host("one").follower._tell()
    assert hosts.standing().away == ()
    late = hosts.AWAY_AFTER + abs(off)
    Host.objects.update(seen=F("seen") + (late if off > timedelta() else -late))
    assert hosts.standing().away == ((hosts.own_name(), Host.objects.get().seen),)


def test_a_hosts_own_clock_says_nothing_of_when_it_was_there(newsroom: Press, host, later) -> None:
    later(timedelta(days=3))
    host("one").follower._tell()
    assert hosts.standing().away == ()
    assert abs(Host.objects.get().seen - datetime.now(UTC)) < timedelta(hours=1)


@pytest.mark.parametrize("off", [timedelta(days=-8), timedelta(days=8)])
def test_a_host_that_was_taken_away_is_forgotten(newsroom: Press, host, off: timedelta) -> None:
    host("one").follower._tell()
    Host.objects.update(name="gone", seen=F("seen") + off)
    host("two").follower._tell()
    assert Host.objects.get().name == hosts.own_name()


def test_one_process_of_a_host_follows_and_others_wait_for_it(newsroom: Press, host) -> None:
    one = host("one")
    with following._alone(one.folder, one.follower._stop) as ours:
        assert ours
        other = HostOfOurs(one.folder.root)
        other.follower._stop.set()
        with following._alone(one.folder, other.follower._stop) as theirs:
            assert not theirs
    Group.objects.create(name="anna")
    newsroom.settle()
    assert not following.wait(one.folder, 0.01)
    one.follow()
    assert following.wait(one.folder, 0.01)
    assert (one.folder.root / "upto").stat().st_size < 200
