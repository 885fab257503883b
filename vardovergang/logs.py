"""Logs are one JSON object a line, and hold nothing about a person.

A path may hold what somebody typed or a token, and an exception's message may hold a row's values, so neither
is written: a request is named by its route, an exception by its type and where it arose, in the lines of the
packages that we use too.
"""

import re
import sys
import traceback
import uuid
from typing import Any

import structlog
from django.contrib.auth import SESSION_KEY as USER_KEY
from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware
from structlog.typing import EventDict, Processor, WrappedLogger


class RequestLog(RequestMiddleware):
    """One line a request, when it is answered: by whom, from where, by which route, with which code."""

    def prepare(self, request: HttpRequest) -> None:
        """What each line of the request says of it; none is written before it is answered."""
        from municipalities.login.events import address_of

        structlog.contextvars.bind_contextvars(request_id=str(uuid.uuid4()), ip=address_of(request))
        self.bind_user_id(request)

    @staticmethod
    def bind_user_id(request: HttpRequest) -> None:
        """The session knows it, before the user is read and after a login."""
        user_id = request.session.get(USER_KEY)
        structlog.contextvars.bind_contextvars(user_id=int(user_id) if user_id else None)

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        match = request.resolver_match
        return f"{request.method} {match.route if match else '(no route)'}"


def without_message(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """An exception as its type and the lines it passed, without its message."""
    given = event.pop("exc_info", None)
    error = given[1] if isinstance(given, tuple) else given
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        event["exception"] = type(error).__qualname__
        frames = traceback.extract_tb(error.__traceback__)
        event["trace"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return event


#: Packages that quote the address of a request, whole or in part.
QUOTE_ADDRESSES = ("django", "gunicorn", "allauth", "oauthlib", "requests", "urllib3", "whitenoise")
ADDRESS = re.compile(r"(?:[a-z]+://)?[^\s/'\"(]*/[^\s'\")]*")


def without_what_was_sent(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """A line of another package without addresses, tokens, exceptions' messages and tasks' arguments."""
    record = event.get("_record")
    if record is None:
        return event
    event["event"] = _message_of(record.name, str(record.msg), event.pop("positional_args", ()))
    if isinstance(getattr(record, "request", None), HttpRequest):
        event["request"] = RequestLog.format_request(record.request)
    return event


def _message_of(logger: str, message: str, args: Any) -> str:
    """The record's message; its arguments may be a tuple or one dictionary, as `logging` has them."""
    if logger == "django.security.csrf":
        # "Referer checking failed - <address> does not match …"
        return f"Forbidden: {str(args[0]).partition(' - ')[0]}"
    if logger.startswith("django.security."):
        return logger.removeprefix("django.security.")
    if logger.startswith("celery.") and isinstance(args, dict) and "exc" in args:
        return "Task {name}[{id}] {description}".format(**args)
    if isinstance(args, tuple):
        args = tuple(type(one).__qualname__ if isinstance(one, BaseException) else one for one in args)
    said = message % args if args else message
    return ADDRESS.sub("(address)", said) if logger.startswith(QUOTE_ADDRESSES) else said


SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
    without_message,
    without_what_was_sent,
]

structlog.configure(
    processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)


def formatter() -> structlog.stdlib.ProcessorFormatter:
    """One line of JSON for each record, whoever wrote it."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=SHARED,
        pass_foreign_args=True,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": formatter},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # Their messages hold the path; RequestLog says the same by route.
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.request": {"level": "CRITICAL"},
        "django.server": {"handlers": [], "level": "CRITICAL"},
        # A line for each heartbeat and greeting hides what matters; jobs keep rows of their own.
        "celery": {"level": "WARNING"},
        # Quotes what it finds in a file that somebody has sent.
        "pypdf": {"handlers": [], "level": "CRITICAL"},
    },
}
