"""Broadsheet: the publishing system of an independent newsroom."""

__version__ = "0.1.0"
