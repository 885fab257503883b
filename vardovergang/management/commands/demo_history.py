"""One process's share of a history: `manage.py demo` starts it and says on standard input what to make."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand

from vardovergang.demonstration.history.making import HistoryShare, copy_share
from vardovergang.demonstration.processes import print_dots


class Command(BaseCommand):
    help = "Läser in en del av demonstrationslänets historia; startas av manage.py demo."

    def handle(self, *args: Any, **options: Any) -> None:
        with suppress(BrokenPipeError):  # whoever started us is gone
            copy_share(HistoryShare.from_json(sys.stdin.read()), print_dots)
