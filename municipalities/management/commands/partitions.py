"""Make the access log's coming monthly partitions (run by the owner role, monthly or at each upgrade)."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from municipalities.access.partitions import make_ahead


class Command(BaseCommand):
    help = "Makes the access log's partitions for this month and the coming twelve."

    def handle(self, *args: Any, **options: Any) -> None:
        names = make_ahead()
        self.stdout.write(f"{names[0]} … {names[-1]}")
