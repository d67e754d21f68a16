from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from broadsheet.site.cli import main
from broadsheet.site.commands import rotating
from broadsheet.site.loading import load


def read(site: Path) -> dict[str, str]:
    return tomllib.loads((site / "secrets.toml").read_text())


@pytest.mark.parametrize("name", ["secret_key", "metrics_token"])
def test_one_secret_is_made_anew_and_nothing_else_changes(site: Path, name: str) -> None:
    before, words = read(site), (site / "secrets.toml").read_text()
    done = CliRunner().invoke(main, ["secrets", "rotate", name, "--site", str(site)])
    assert done.exit_code == 0, done.output
    after = read(site)
    assert after.pop(name) != before.pop(name)
    assert after == before
    assert (site / "secrets.toml").stat().st_mode & 0o777 == 0o600
    assert [line for line in (site / "secrets.toml").read_text().splitlines() if line.startswith("#")] == [
        line for line in words.splitlines() if line.startswith("#")
    ]
    load(site)


def test_a_secret_that_was_not_there_is_added(site: Path) -> None:
    path = site / "secrets.toml"
    path.write_text("\n".join(line for line in path.read_text().splitlines() if "metrics_token" not in line))
    assert CliRunner().invoke(main, ["secrets", "rotate", "metrics_token", "--site", str(site)]).exit_code == 0
    assert len(read(site)["metrics_token"]) >= 16


def test_the_field_key_cannot_be_changed(site: Path) -> None:
    assert CliRunner().invoke(main, ["secrets", "rotate", "field_key", "--site", str(site)]).exit_code == 2


def test_the_key_that_encrypts_is_made_anew_while_nobody_is_at_work(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = read(site)
    given: list[tuple[str, str]] = []

    class Rekeying:
        class NotRekeyed(Exception):
            pass

        @staticmethod
        def demand_idle() -> None:
            pass

        @staticmethod
        def encrypt_anew(key: str, old: str) -> int:
            given.append((key, old))
            assert (read(site)["encryption_key"], read(site)["encryption_key_before"]) == (key, old)
            if len(given) == 1:
                raise Rekeying.NotRekeyed("It broke off.")
            return 3

    monkeypatch.setattr(rotating, "open_site", lambda *_: Rekeying)
    command = ["secrets", "rotate", "encryption_key", "--site", str(site)]
    assert CliRunner().invoke(main, command).exit_code == 1
    load(site)
    done = CliRunner().invoke(main, command)
    assert (done.exit_code, "3 names and second factors" in done.output) == (0, True), done.output
    assert given == [(given[0][0], before["field_key"])] * 2  # it goes on with the same key
    assert read(site) == {**before, "encryption_key": given[0][0]}
    assert CliRunner().invoke(main, command).exit_code == 0
    assert given[2][1] == given[0][0]
    assert given[2][0] not in (given[0][0], before["field_key"])
    assert (site / "secrets.toml").stat().st_mode & 0o777 == 0o600
