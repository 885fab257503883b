"""`manage.py liability`: worked cases in, days and amounts out; needs no database and no server."""

import os
import sys
from argparse import ArgumentParser
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError

from billing.reference.reading import reference_rulebook
from billing.rules.case_json import answer_stream


class Command(BaseCommand):
    help = "Beräknar betalningsansvaret för ärenden i JSON, ett per rad, med egna villkor och belopp."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--input", required=True, help="fil med ett ärende per rad; - är standard in")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with _open_input(options["input"]) as source:
                refused = answer_stream(source, sys.stdout.buffer, reference_rulebook())
        except BrokenPipeError:
            # Or Python complains a second time when it empties the buffer on its way out.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise CommandError("Mottagaren av svaren slutade läsa; resten är inte beräknad.") from None
        except OSError as error:
            raise CommandError(f"Beräkningen avbröts: {error.strerror}.") from None
        if refused:
            raise CommandError(f"{refused} av raderna är inte giltiga ärenden; felet står i radens svar.")


def _open_input(name: str) -> AbstractContextManager[BinaryIO]:
    if name == "-":
        return nullcontext(sys.stdin.buffer)
    try:
        return Path(name).open("rb")
    except FileNotFoundError:
        raise CommandError(f"Filen {name} finns inte.") from None
    except OSError as error:
        raise CommandError(f"Filen {name} går inte att läsa: {error.strerror}.") from None
