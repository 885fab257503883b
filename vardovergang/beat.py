"""Celery's beat, of which any number may run: what is due is sent by one of them, once.

When each job was last sent stands in PostgreSQL (`municipalities.actions.jobs`), not in a file: a full
disk doesn't stop it, a beat that starts anew knows what it has missed, and of two the second sees that the
first was there. The mark is moved in the transaction in which the job is sent, so what can't be sent stays
due (docs/decisions/0006).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import structlog
from celery.beat import ScheduleEntry, Scheduler, SchedulingError
from django.db import DatabaseError, InterfaceError, connections, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from municipalities.actions import jobs

log = structlog.get_logger(__name__)
LOOK_EVERY = 1.0
#: After a try that failed.
PAUSE = 5.0


class OneBeat(Scheduler):
    def setup_schedule(self) -> None:
        self.merge_inplace(self.app.conf.beat_schedule)
        # When each was last sent, as far as this beat has seen.
        self.seen: dict[str, datetime] = {}

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Send what is due; seconds until the next look."""
        try:
            now = timezone.now()
            for name in self.schedule.keys() - self.seen.keys():
                self.seen[name] = jobs.first_mark(_mark_of(name), now=now)
            for name, entry in self.schedule.items():
                if entry.schedule and entry.schedule.is_due(self.seen[name])[0]:
                    self._send_once(name, entry)
        except (DatabaseError, InterfaceError, OperationalError, SchedulingError, OSError) as error:
            log.warning("beat_waits", reason=type(error).__name__)
            connections.close_all()
            return PAUSE
        return LOOK_EVERY

    def _send_once(self, name: str, entry: ScheduleEntry) -> None:
        """Unless another beat has: then its moment is ours from now on."""
        now = timezone.now()
        with transaction.atomic():
            if jobs.move(_mark_of(name), seen=self.seen[name], to=now):
                self.apply_async(entry, advance=False)
            at = jobs.first_mark(_mark_of(name), now=now)
        self.seen[name] = at


def _mark_of(name: str) -> str:
    return f"beat.{name}"
