"""The access log's monthly partitions, made ahead by the owner role.

A month without a partition loses nothing (its rows land in the DEFAULT partition), but can then not
be dropped as a whole when its years of keeping have passed.
"""

from __future__ import annotations

from typing import Any

from django.db import connections
from django.utils import timezone

from municipalities.swedish.months import month_after

MONTHS_AHEAD = 13


def make_ahead(using: str = "default", months: int = MONTHS_AHEAD, **kwargs: Any) -> list[str]:
    """Make the partitions of this month and the coming ones; returns their names."""
    first = timezone.localdate().replace(day=1)
    names = []
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT add_access_log_partition('municipalities_access_log_default', 'DEFAULT')")
        for _ in range(months):
            after = month_after(first)
            name = f"municipalities_access_log_{first:%Y_%m}"
            bounds = (
                f"FOR VALUES FROM ('{first} 00:00 Europe/Stockholm') TO ('{after} 00:00 Europe/Stockholm')"
            )
            cursor.execute("SELECT add_access_log_partition(%s, %s)", [name, bounds])
            names.append(name)
            first = after
    return names
