"""What every test of the house may use; each fixture lives in a file of tests/ named by its subject."""

from __future__ import annotations

pytest_plugins = [
    "tests.databases",
    "tests.garbage",
    "tests.parts",
    "tests.postgres",
    "tests.settled",  # before what makes use of it: pytest wants to load its plugins itself
    "tests.planted",
    "tests.pressing",
    "tests.sites",
    "tests.together",
]
