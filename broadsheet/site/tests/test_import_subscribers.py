"""`broadsheet import subscribers` refuses before it opens a site what cannot be right."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from broadsheet.site.commands import check, importing


def test_without_the_words_that_they_agreed_to_nothing_is_imported(tmp_path: Path) -> None:
    done = CliRunner().invoke(importing.command, ["subscribers", "--newsletter", "tide", str(tmp_path / "x.csv")])
    assert done.exit_code == 2
    assert "--consent" in done.output


def test_a_newsletter_must_be_named(tmp_path: Path) -> None:
    done = CliRunner().invoke(importing.command, ["subscribers", "--consent", "Yes", str(tmp_path / "x.csv")])
    assert done.exit_code == 2
    assert "--newsletter" in done.output


def test_only_mail_can_be_checked_alone() -> None:
    done = CliRunner().invoke(check.command, ["post"])
    assert done.exit_code == 2
    assert "mail" in done.output
