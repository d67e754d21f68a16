"""The readers' search: what may be found, in an index of its own, and the page that finds it."""
