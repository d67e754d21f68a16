"""`python -m broadsheet` is the command `broadsheet`."""

from broadsheet.site.cli import main

main()
