"""Is the site alive, of use, and whole? For whoever watches it; answers before anything else has a say.

`/health/live`: this process answers. `/health/ready`: pages can be shown (database, migrations, static
files), so requests may be sent here. `/health/status`: that, and all that is done by itself (queue, worker,
the night); 503 there means that somebody must look, not that the site is of no use (docs/decisions/0005).
None says more than which part fails.
"""

from collections.abc import Callable, Mapping

import redis
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from redis.backoff import NoBackoff
from redis.retry import Retry

from billing.queries.nightly import differing_night, late_night
from vardovergang.web.static_files import are_collected

SEEN = "worker-seen"
SEEN_SECONDS = 90
#: A Redis that takes longer is away.
REDIS_SECONDS = 2


class HealthMiddleware:
    """A middleware and not a view: a session, a transaction or a redirect must not come in between."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/health/live":
            return JsonResponse({"status": "ok"})
        if request.path == "/health/ready":
            return answer(READY)
        if request.path == "/health/status":
            return answer(READY | STATUS)
        return self.get_response(request)


def answer(checks: Mapping[str, Callable[[], bool]]) -> HttpResponse:
    parts = {name: "ok" if check() else "failing" for name, check in checks.items()}
    healthy = set(parts.values()) == {"ok"}
    return JsonResponse(
        {"status": "ok" if healthy else "failing", "parts": parts}, status=200 if healthy else 503
    )


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        connection.close()
        return False
    return True


def migrations_are_applied() -> bool:
    try:
        loader = MigrationLoader(connection)
    except DatabaseError:
        connection.close()
        return False
    return set(loader.disk_migrations or {}) <= set(loader.applied_migrations or {})


def static_files_are_there() -> bool:
    return are_collected(staticfiles_storage)


def redis_answers() -> bool:
    """Asked on a connection of its own, that is neither tried again nor waited for."""
    try:
        with redis.Redis.from_url(
            settings.SERVERS.redis,
            socket_connect_timeout=REDIS_SECONDS,
            socket_timeout=REDIS_SECONDS,
            retry=Retry(NoBackoff(), 0),
        ) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def worker_was_seen() -> bool:
    try:
        return cache.get(SEEN) is not None
    except DatabaseError:
        return False


def worker_is_here() -> None:
    cache.set(SEEN, True, SEEN_SECONDS)


def nights_are_right() -> bool:
    try:
        return late_night(timezone.now()) is None and differing_night() is None
    except DatabaseError:
        return False


READY: dict[str, Callable[[], bool]] = {
    "database": database_answers,
    "migrations": migrations_are_applied,
    "static": static_files_are_there,
}
STATUS: dict[str, Callable[[], bool]] = {
    "redis": redis_answers,
    "worker": worker_was_seen,
    "night": nights_are_right,
}
