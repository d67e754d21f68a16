"""What every test of the house may use; each fixture lives in a file of tests/ named by its subject."""

from __future__ import annotations

pytest_plugins = [
    "tests.databases",
    "tests.parts",
    "tests.postgres",
    "tests.pressing",
    "tests.sites",
    "tests.together",
]
