"""Forms of dates and numbers, by language; where a language has none, Django's."""
