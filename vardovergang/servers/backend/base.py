"""A connection that has just been used is not asked about with a statement of its own."""

from __future__ import annotations

import select
import time

from django.db.backends.postgresql import base

#: Seconds for which a connection that has answered is taken to be there, while nothing says otherwise.
TRUSTED = 30.0


class DatabaseWrapper(base.DatabaseWrapper):
    """Django sends a statement before each request, on each connection, to learn whether it still works.

    A server that ends a connection says so, and then there is something to read. One whose machine has gone
    says nothing: so a statement is sent now and then, and after every error.
    """

    _answered = 0.0

    def is_usable(self) -> bool:
        now, connection = time.monotonic(), self.connection
        trusted = not self.errors_occurred and now - self._answered < TRUSTED
        if connection is not None and not connection.closed and trusted:
            poll = select.poll()
            poll.register(connection.fileno(), select.POLLIN)
            if not poll.poll(0):
                return True
        usable: bool = super().is_usable()
        self._answered = now if usable else 0.0
        return usable
