"""What every test of the house may use; the fixtures live in tests/, each file named by its subject."""

pytest_plugins = ["tests.databases", "tests.parts"]
