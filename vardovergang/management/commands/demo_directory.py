"""Make the demonstration county's directory, without any case (run by the owner role)."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from vardovergang.demonstration import directory


class Command(BaseCommand):
    help = "Makes the demonstration county's units and people, if there are none."

    def handle(self, *args: Any, **options: Any) -> None:
        if not directory.is_built():
            directory.build(timezone.localdate())
