"""How somebody comes to be on a list, and leaves it."""
