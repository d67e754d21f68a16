"""Logs through structlog: for people in a terminal, one JSON object a line everywhere else."""

from __future__ import annotations

import logging as standard
import re
import sys
from typing import Any

import structlog

SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.PositionalArgumentsFormatter(),
]


_RIGHTS = re.compile(
    r"(/preview/|/newsletters/(?:confirm|unsubscribe|preferences(?:/(?:export|erase|move))?)/|/desk/password_reset/confirm/)"
    r"[^\s\"'?\\]+"
)
"""Paths whose end is somebody's right to something: a preview, a subscription, a new password."""


def without_rights(logger: Any, name: str, line: str) -> str:
    """Whoever reads the log gets no link that opens anything, not even in a traceback."""
    return _RIGHTS.sub(r"\1…", line)


class Briefly(standard.Filter):
    """What strangers do wrong is one line: a traceback tells nothing about them."""

    def filter(self, record: standard.LogRecord) -> bool:
        record.exc_info = record.exc_text = None
        return True


def logging(*, human: bool | None = None) -> dict[str, Any]:
    """Django's LOGGING; also sends structlog's own loggers through the same handler."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": _rendering(sys.stderr.isatty() if human is None else human),
            }
        },
        "filters": {"briefly": {"()": Briefly}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "structured"},
            "briefly": {"class": "logging.StreamHandler", "formatter": "structured", "filters": ["briefly"]},
        },
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            "django.server": {"handlers": [], "propagate": True},
            "wagtail": {"level": "WARNING"},  # who did what stands in its own log, in the database
            "fido2": {"level": "WARNING"},
            "axes": {"level": "ERROR"},  # it would write addresses; the desk's log says who failed to sign in
            "django_tasks": {"level": "WARNING"},
            "django_tasks_db": {"level": "WARNING"},
            "django.request": {"level": "ERROR"},  # a 404 is no news
            "django.security": {"handlers": ["briefly"], "propagate": False},  # a host that is not ours, and the like
        },
    }


def _rendering(human: bool) -> list[Any]:
    drop = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    if human:
        return [drop, structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()), without_rights]
    return [
        drop,
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(),
        without_rights,
    ]
