"""Preview links: one state of a story, shown to one person outside before it is published."""
