"""Every variable that the site reads from its environment, and what a value of it must be.

What is wrong is said in one sentence with the variable's name and never its value, which may be a password.
docs/operations.md tells what each is for.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from urllib.parse import urlsplit

import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

#: What Django's own check asks of a key: shorter or more uniform ones can be guessed.
KEY_LENGTH, KEY_CHARACTERS = 50, 5


class Misconfigured(ImproperlyConfigured):
    """The environment is not as it should be; the message is one sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Variable:
    """`must` goes on where the name stops: "PORT" "must be a whole number from 1 to 65535"."""

    name: str
    must: str = ""
    is_good: Callable[[str], bool] = bool


def whole_number(lowest: int, highest: int) -> Callable[[str], bool]:
    return lambda value: value.isascii() and value.isdigit() and lowest <= int(value) <= highest


def is_switch(value: str) -> bool:
    return value in {"0", "1"}


def is_strong(key: str) -> bool:
    return len(key) >= KEY_LENGTH and len(set(key)) >= KEY_CHARACTERS


def are_hosts(value: str) -> bool:
    """Names and addresses; a wildcard would believe whatever a request says that it asked."""
    return all(re.fullmatch(r"\.?[\w-]+(\.[\w-]+)*|\[[0-9a-fA-F:.]+\]", host) for host in value.split(","))


def are_origins(value: str) -> bool:
    return all(re.fullmatch(r"https?://[\w.-]+(:\d+)?|", origin) for origin in value.split(","))


def is_database_url(value: str) -> bool:
    try:
        parts = conninfo_to_dict(value)
    except psycopg.ProgrammingError:
        return False
    ports = str(parts.get("port", "5432")).split(",")
    return all(whole_number(1, 65535)(port) for port in ports)


def is_redis_url(value: str) -> bool:
    parts = urlsplit(value)
    try:
        port = parts.port
    except ValueError:
        return False
    if parts.scheme == "unix":
        return parts.path.startswith("/")
    is_numbered = re.fullmatch(r"/?|/\d+", parts.path) is not None
    return parts.scheme in {"redis", "rediss"} and bool(parts.hostname) and port != 0 and is_numbered


def is_address(value: str) -> bool:
    host, _, port = value.rpartition(":")
    return value.startswith("unix:/") or (bool(host) and whole_number(1, 65535)(port))


def is_meeting_address(value: str) -> bool:
    """One room in an https address, in its path or its question, and not in its host."""
    before, room, after = value.partition("{room}")
    is_whole = re.fullmatch(r"https://[\w.-]+(:\d+)?/[^\s<>\"{}]*", before) is not None
    return is_whole and bool(room) and re.fullmatch(r"[^\s<>\"{}]*", after) is not None


_SWITCH = ("must be 0 or 1", is_switch)
_DATABASE = (
    "must be an address as postgresql://user:password@host:5432/database, signs in the password as %3A",
    is_database_url,
)

VARIABLES = (
    Variable("DATABASE_URL", *_DATABASE),
    Variable("DATABASE_OWNER_URL", *_DATABASE),
    Variable("DATABASE_WORKER_URL", *_DATABASE),
    Variable("DATABASE_ADMIN_URL", *_DATABASE),
    Variable(
        "DATABASE_ROLE",
        "must be one of owner, app, worker",
        lambda value: value in {"owner", "app", "worker"},
    ),
    Variable("REDIS_URL", "must be an address as redis://host:6379/0 or unix:///path/to.sock", is_redis_url),
    Variable(
        "SECRET_KEY",
        f"must be a long random text of your own, of {KEY_LENGTH} characters at least: it signs the sessions",
        is_strong,
    ),
    Variable(
        "ALLOWED_HOSTS", "must be the site's own host names, separated by commas, and no wildcard", are_hosts
    ),
    Variable("ORIGINS", "must be addresses as https://host, separated by commas", are_origins),
    Variable("BEHIND_PROXY", *_SWITCH),
    Variable("PLAIN_HTTP", *_SWITCH),
    Variable("DEMO", *_SWITCH),
    Variable("ATTACHMENT_MB", "must be a whole number from 1 to 100", whole_number(1, 100)),
    Variable(
        "MEETING_ADDRESS",
        "must be an address as https://meet.example.org/{room}, with {room} once after the host",
        is_meeting_address,
    ),
    Variable("HSA_CATALOGUE_FILE"),
    Variable("IDENTITY_SERVICES"),
    Variable("DATA_DIR"),
    Variable("STATIC_ROOT"),
    Variable("PORT", "must be a whole number from 1 to 65535", whole_number(1, 65535)),
    Variable("BIND", "must be host:port or unix:/path/to.sock", is_address),
    Variable("WEB_WORKERS", "must be a whole number from 1 to 64", whole_number(1, 64)),
)


def first_fault(environment: Mapping[str, str]) -> str:
    """The first thing that is wrong, or nothing. What is empty counts as not set.

    Who works as the owner serves nobody and signs nothing: any key will do there.
    """
    for variable in VARIABLES:
        value = environment.get(variable.name, "")
        if variable.name == "SECRET_KEY" and environment.get("DATABASE_ROLE") == "owner":
            continue
        if value and not variable.is_good(value):
            return f"{variable.name} {variable.must}."
    return ""


def check(environment: Mapping[str, str]) -> None:
    sys.excepthook = _in_one_sentence
    if sentence := first_fault(environment):
        raise Misconfigured(sentence)


def _in_one_sentence(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Whatever program loads the settings: what is wrong with the environment needs no traceback."""
    if isinstance(error, Misconfigured):
        sys.stderr.write(f"{error}\n")
    else:
        sys.__excepthook__(kind, error, trace)
