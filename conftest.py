"""What every test of the house may use; each fixture lives in a file of tests/ named by its subject."""

from hypothesis import settings

pytest_plugins = ["tests.databases", "tests.parts", "tests.postgres", "tests.pressing", "tests.sites"]

settings.register_profile("prove", max_examples=2000, stateful_step_count=200, deadline=None)
