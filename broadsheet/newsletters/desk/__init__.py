"""The newsroom's screens for newsletters, their issues and their readers."""
