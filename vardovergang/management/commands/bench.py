"""`manage.py bench` (`make bench`): one JSON line a figure, on a database of its own."""

from __future__ import annotations

import json
import signal
from argparse import SUPPRESS, ArgumentParser
from collections.abc import Generator, Iterator
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from vardovergang.bench import demo, nightly, nights, policy_list, pure, volume, worklist
from vardovergang.bench.database import MeasurementFailed, bench_database, run_manage
from vardovergang.bench.figures import Figure
from vardovergang.servers.urls import Urls

#: figure: the role whose work it is, and how it is measured
PARTS = {
    "demo": ("owner", demo.measure),
    "nightly": ("worker", nightly.measure),
    "liability-pure": ("worker", pure.measure),
    "worklist": ("app", worklist.measure),
    "policy-list": ("app", policy_list.measure),
}


class Command(BaseCommand):
    help = "Mäter hur snabbt det går: en JSON-rad per mätetal, i en egen databas som sedan tas bort."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--cases", type=int, default=1_000_000, help="det större antalet ärenden (1000000)"
        )
        parser.add_argument(
            "--fewer", type=int, default=10_000, help="det mindre antalet, att jämföra med (10000)"
        )
        parser.add_argument("--demo-cases", type=int, default=500, help="demonstrationslänets ärenden (500)")
        parser.add_argument("--minutes", type=int, default=60, help="avbryt efter så lång tid (60)")
        parser.add_argument("--keep", action="store_true", help="lämna kvar databasen")
        parser.add_argument("--parts", nargs="+", choices=PARTS, help=SUPPRESS)

    def handle(self, *args: Any, parts: list[str] | None, **options: Any) -> None:
        if parts:
            for _, measure in map(PARTS.__getitem__, parts):
                self._print(measure(options["cases"]))
            return
        if not settings.SERVERS.admin:
            raise CommandError("Mätningen behöver de inbyggda servrarna: kör utan DATABASE_URL.")
        signal.signal(signal.SIGALRM, _too_long)
        signal.alarm(options["minutes"] * 60)
        try:
            with bench_database(keep=options["keep"]) as urls:
                self._print(_measure_all(urls, options["demo_cases"], options["fewer"], options["cases"]))
        except MeasurementFailed as failed:
            raise CommandError(f"Mätningen avbröts: {failed} misslyckades. Orsaken står ovanför.") from None
        except TooLong:
            raise CommandError(
                f"Mätningen avbröts efter {options['minutes']} minuter. Välj färre ärenden med --cases."
            ) from None
        except KeyboardInterrupt:
            raise CommandError("Mätningen avbröts, och databasen är borttagen.") from None

    def _print(self, figures: Iterator[Figure]) -> None:
        for figure in figures:
            self.stdout.write(figure.line)
            self.stdout.flush()


class TooLong(Exception):
    """The bench has had its time."""


def _too_long(number: int, frame: FrameType | None) -> None:
    raise TooLong


def _measure_all(urls: Urls, demo_cases: int, fewer: int, cases: int) -> Iterator[Figure]:
    yield from _measure_parts(urls, demo_cases, "demo")
    yield from _measure_parts(urls, demo_cases, "nightly", "liability-pure")
    yield from nights.measure(urls, fewer, cases)
    small = yield from _with_volume(urls, 0, fewer)
    large = yield from _with_volume(urls, fewer, cases)
    compared_to = f"the same with {fewer} cases"
    yield Figure("policy-list-growth", large.value, "ms", cases, large.value / small.value, compared_to)


def _with_volume(urls: Urls, first: int, cases: int) -> Generator[Figure, None, Figure]:
    volume.fill(urls.admin, first, cases)
    worklist_page, policy_list = _measure_parts(urls, cases, "worklist", "policy-list")
    yield worklist_page
    yield policy_list
    return policy_list


def _measure_parts(urls: Urls, cases: int, *parts: str) -> Iterator[Figure]:
    """By a process of the role whose work it is."""
    role, _ = PARTS[parts[0]]
    for line in run_manage(urls, role, "bench", "--cases", str(cases), "--parts", *parts).splitlines():
        yield Figure(**json.loads(line))
