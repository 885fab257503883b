"""Is the site alive, and is it of use? For whoever watches it; answers before anything else has a say.

`/health/live`: this process answers. `/health/ready`: database and Redis answer, no migration is waiting,
and a worker has been seen lately. Neither says more than which part fails.
"""

from collections.abc import Callable

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, HttpResponse, JsonResponse
from redis.exceptions import RedisError

SEEN = "worker-seen"
SEEN_SECONDS = 90


class HealthMiddleware:
    """A middleware and not a view: a session, a transaction or a redirect must not come in between."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/health/live":
            return JsonResponse({"status": "ok"})
        if request.path == "/health/ready":
            return ready()
        return self.get_response(request)


def ready() -> HttpResponse:
    parts = {name: "ok" if check() else "failing" for name, check in CHECKS.items()}
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


def redis_answers() -> bool:
    try:
        cache.get(SEEN)
    except RedisError:
        return False
    return True


def migrations_are_applied() -> bool:
    try:
        loader = MigrationLoader(connection)
    except DatabaseError:
        connection.close()
        return False
    return set(loader.disk_migrations or {}) <= set(loader.applied_migrations or {})


def worker_was_seen() -> bool:
    try:
        return cache.get(SEEN) is not None
    except RedisError:
        return False


def worker_is_here() -> None:
    cache.set(SEEN, True, SEEN_SECONDS)


CHECKS: dict[str, Callable[[], bool]] = {
    "database": database_answers,
    "redis": redis_answers,
    "migrations": migrations_are_applied,
    "worker": worker_was_seen,
}
