"""What the README claims in figures, measured: `make bench`, or `python -m bench NAME` for one subject."""
