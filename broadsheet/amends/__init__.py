"""Putting it right: what carried a story that was wrong, what readers had of it before, and its erasure."""
