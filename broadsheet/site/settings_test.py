"""Settings of the test suite: the site's own, on a throw-away folder, with the press's strict mode on.

DATABASE_URL selects PostgreSQL; otherwise a SQLite file of its own for each run, since a press in a second
process must see the same rows.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

MARK = ".thrown-away-after-the-tests"
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")


def _site() -> Path:
    """The folder that the parent process of this worker made, or a new one: each worker has a site of its own."""
    given = Path(os.environ.get("BROADSHEET_SITE", "."))
    if (given / MARK).exists() and (given / MARK).read_text() == WORKER:
        return given
    site = Path(tempfile.mkdtemp(prefix="broadsheet-test-"))
    atexit.register(shutil.rmtree, site, ignore_errors=True)
    _fill(site)
    return site


def _fill(site: Path) -> None:
    (site / MARK).write_text(WORKER)
    (site / "broadsheet.toml").write_text(
        'name = "The Mirna Bay Ledger"\nbase_url = "https://ledger.example"\n'
        'languages = ["en", "de"]\ntime_zone = "Europe/Lisbon"\nsecond_factor = "optional"\n'
    )
    secrets = site / "secrets.toml"
    secrets.touch(0o600)
    secrets.write_text(f'secret_key = "{"for tests only " * 4}"\nfield_key = "{"A" * 43}="\n')
    (site / "media").mkdir()


SITE_OF_THE_TESTS = _site()
for variable in [name for name in os.environ if name.startswith("BROADSHEET_")]:
    del os.environ[variable]
os.environ["BROADSHEET_SITE"] = str(SITE_OF_THE_TESTS)

from broadsheet.site.settings import *  # noqa: E402, F403 - the folder has to stand before it is read
from broadsheet.site.settings import CONFIG, DATABASES  # noqa: E402

PRESS_STRICT = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ALLOWED_HOSTS = [*CONFIG.host_names, "testserver"]
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(SITE_OF_THE_TESTS / "db.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF"
