"""Voices of a site: which are there, which can be had, and how they come."""
