"""One process's share of `manage.py demo`, which starts it and says on standard input what to tell."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from vardovergang.demonstration.processes import Share, print_dots, tell_share


class Command(BaseCommand):
    help = "Skapar en del av demonstrationslänets ärenden; startas av manage.py demo."

    def handle(self, *args: Any, **options: Any) -> None:
        # The same statements thousands of times: planned once, they cost PostgreSQL half.
        connection.settings_dict["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": 3}
        with suppress(BrokenPipeError):  # whoever started us is gone
            tell_share(Share.from_json(sys.stdin.read()), print_dots)
