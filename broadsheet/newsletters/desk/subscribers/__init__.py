"""Subscribers at the desk: growth, search, one person, who is blocked, files in and out."""
