"""PostgreSQL and Redis without installing them: the binaries of two wheels, data under DATA_DIR.

Who needs the servers holds a shared lock on `DATA_DIR/servers.lock` (docs/decisions/0003). On the way out
each holder tries to turn it exclusive without waiting: who succeeds was the last one, and stops the servers.
A holder that is killed loses its lock to the kernel, so nothing is left to clean up.
"""

import atexit
import os
from collections.abc import Iterable
from pathlib import Path

from vardovergang.servers.data_dirs import Places
from vardovergang.servers.embedded.locks import Held, exclusive, last_holder, shared
from vardovergang.servers.embedded.postgresql import Postgresql
from vardovergang.servers.embedded.redis import Redis
from vardovergang.servers.roles import passwords, prepare_server
from vardovergang.servers.urls import DATABASE_NAME, Urls, embedded_urls

__all__ = ["Embedded", "ensure"]


class Embedded:
    """The servers of one DATA_DIR, as seen by this process."""

    def __init__(self, data_dir: Path, *, postgresql_settings: Iterable[str] = ()) -> None:
        self.places = Places.under(data_dir)
        self.postgresql = Postgresql(self.places, tuple(postgresql_settings))
        self.redis = Redis(self.places)
        self._held: Held | None = None

    def ensure(self, *, postgresql: bool = True, redis: bool = True) -> Urls:
        """Starts what is asked for and not running; both stay until `release` or this process's end."""
        self.places.make()
        with exclusive(self.places.starting):
            if self._held is None:
                self._held = shared(self.places.holders)
                atexit.register(self.release)
            if postgresql and self.postgresql.start():
                prepare_server(self.postgresql.admin_url, DATABASE_NAME, passwords(self.places.passwords))
            if redis:
                self.redis.start()
        return embedded_urls(self.places)

    def start_again(self, server: Postgresql | Redis) -> None:
        """One of them, after it has ended; who else holds the servers may be doing the same."""
        with exclusive(self.places.starting):
            server.start()

    def release(self) -> None:
        """Lets go of the servers; stops each if nobody else holds them, whatever becomes of the other."""
        held, self._held = self._held, None
        # A forked child inherits the object but not the right: the lock is its parent's.
        if held is None or held.pid != os.getpid():
            return
        with held:
            if last_holder(held):
                try:
                    self.redis.stop()
                finally:
                    self.postgresql.stop()


_of_this_process: dict[Path, Embedded] = {}


def ensure(data_dir: Path, *, postgresql: bool = True, redis: bool = True) -> Urls:
    """The servers of this DATA_DIR, started if need be and kept until this process ends."""
    servers = _of_this_process.setdefault(data_dir, Embedded(data_dir))
    return servers.ensure(postgresql=postgresql, redis=redis)
