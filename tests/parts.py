"""Parts of the machine that some tests need; a missing one skips them by name, and fails with CI=true."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

ROOT = Path(__file__).parent.parent
PATIENCE = 30_000  # milliseconds
POSTGRES_PLACES = ("/usr/lib/postgresql", "/usr/local/lib/postgresql")


def find(name: str) -> Path | None:
    """Where a part lies on this machine, or None."""
    places = {
        "postgres": _postgres,
        "chromium": _chromium,
        "vnu": _vnu,
        "axe": _axe,
        "postal-mime": _postal_mime,
        "reference page": _reference_page,
    }
    return places.get(name, lambda: _program(name))()


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("part"):
        for name in mark.args:
            if find(name) is None:
                sentence = f"this machine has no {name}"
                if os.environ.get("CI") == "true":
                    pytest.fail(f"{sentence}, and CI=true demands it", pytrace=False)
                pytest.skip(sentence)


@pytest.fixture(scope="session")
def nginx() -> Path:
    return _found("nginx")


@pytest.fixture(scope="session")
def chromium() -> Path:
    """What a test expects of a page may take its time: a busy machine is no failure."""
    expect.set_options(timeout=PATIENCE)
    return _found("chromium")


@pytest.fixture(scope="session")
def vnu() -> Path:
    """The jar of the Nu HTML checker; run it with `java -jar`."""
    return _found("vnu")


@pytest.fixture(scope="session")
def axe() -> Path:
    """The script of axe-core, to be run inside a page."""
    return _found("axe")


def _found(name: str) -> Path:
    path = find(name)
    assert path is not None, f'mark the test with pytest.mark.part("{name}")'
    return path


def _program(name: str) -> Path | None:
    path = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    return Path(path) if path else None


def _postgres() -> Path | None:
    """The folder with initdb, pg_ctl and postgres."""
    folders = [Path(path) for top in POSTGRES_PLACES for path in sorted(Path(top).glob("*/bin"), reverse=True)]
    program = _program("initdb")
    if program:
        folders.append(program.resolve().parent)
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


def _chromium() -> Path | None:
    return _program("chromium") or _program("chromium-browser") or _program("google-chrome")


def _vnu() -> Path | None:
    jar = ROOT / ".tools" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    return jar if jar.exists() and _program("java") else None


def _axe() -> Path | None:
    script = ROOT / ".tools" / "node_modules" / "axe-core" / "axe.min.js"
    return script if script.exists() else None


def _postal_mime() -> Path | None:
    """A parser of mails, for node."""
    script = ROOT / ".tools" / "node_modules" / "postal-mime" / "dist" / "esm" / "postal-mime.js"
    return script if script.exists() and _program("node") else None


def _reference_page() -> Path | None:
    """The saved page that this project starts from, beside the checkout: its text is not ours to copy into it."""
    page = ROOT.parent / "shared" / "reference" / "article-page.txt"
    return page if page.exists() else None
