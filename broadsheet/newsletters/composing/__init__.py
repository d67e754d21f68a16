"""From an issue's blocks to the bytes of a mail."""
