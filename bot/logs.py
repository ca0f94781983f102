"""Logs: one line an event on stderr, key=value, never a customer's words; stdout belongs to what a command prints."""

import logging
import sys

import structlog


def set_up(level: str = "warning") -> None:
    """From this level on; may be called again with another."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=_Stderr(),
        cache_logger_on_first_use=False,
    )


class _Stderr:
    """Looks stderr up when it writes, so that whoever redirects it gets the line."""

    def __call__(self, *args: object) -> structlog.PrintLogger:
        return structlog.PrintLogger(sys.stderr)
